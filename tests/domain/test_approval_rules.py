"""The shipped rules, a firm's own over them, and what a manager is told when a file is wrong."""

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from bot.domain.approval_rules import (
    ApprovalRules,
    Facts,
    NeedsRate,
    NoApprover,
    NoRule,
    Rule,
    choose,
    load_approval_rules,
    resolve,
)
from bot.domain.approvals import Deputy, Mode
from bot.domain.escalation import Act, Counting, Wait
from bot.domain.limit_rules import load_limits
from bot.domain.money import Money
from bot.domain.people import Role
from bot.domain.phrases import Phrase
from bot.domain.rule_files import RulesError, laid_over, line_of, read_wait
from bot.domain.rule_words import SERVED, rules_said

SHIPPED = (files("bot") / "rules" / "approvals.toml").read_text("utf-8")
LIMITS = (files("bot") / "rules" / "limits.toml").read_text("utf-8")


@dataclass
class Staff:
    roles: dict[Role, tuple[int, ...]]
    superiors: dict[int, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    deputies: tuple[Deputy, ...] = ()

    def with_role(self, role: Role) -> tuple[int, ...]:
        return self.roles.get(role, ())

    def named(self, name: str) -> int | None:
        return self.names.get(name)

    def superior_of(self, person: int) -> int | None:
        return self.superiors.get(person)

    def deputies_of(self, person: int) -> tuple[Deputy, ...]:
        return tuple(d for d in self.deputies if d.instead_of == person)


STAFF = Staff({Role.SALES: (1,), Role.MANAGER: (2, 3), Role.ADMIN: (4,), Role.FINANCE: (5,)})


def shipped(own: str = "") -> ApprovalRules:
    return load_approval_rules(laid_over(tomllib.loads(SHIPPED), tomllib.loads(own)), source=SHIPPED)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (Facts("discount", percent=Decimal(5)), "small-discount"),
        (Facts("discount", percent=Decimal("5.01")), "middle-discount"),
        (Facts("discount", usd("20000"), Decimal(15)), "middle-discount"),
        (Facts("discount", usd("20000.01"), Decimal(3)), "large-discount"),
        (Facts("discount", percent=Decimal("15.1")), "large-discount"),
        (Facts("price", Money(Decimal(100_000), "CNY")), "middle-discount"),
        (Facts("price", Money(Decimal(200_000), "CNY")), "large-discount"),
        (Facts("credit", usd("500")), "credit-and-terms"),
        (Facts("credit", usd("50000")), "credit-and-terms-large"),
        (Facts("terms"), "credit-and-terms"),
        (Facts("sample"), "small-gifts"),
        (Facts("contract", usd("4280")), "contract"),
        (Facts("contract", usd("42800")), "everything-else"),
        (Facts("tooling"), "everything-else"),
    ],
)
def test_the_first_rule_that_fits(facts: Facts, name: str) -> None:
    rule = choose(shipped(), facts)
    assert isinstance(rule, Rule)
    assert rule.name == name


def test_a_currency_without_a_rate_is_asked_for() -> None:
    assert choose(shipped(), Facts("freight", Money(Decimal(5), "PLN"))) == NeedsRate("PLN", "USD")


def test_conditions_by_tier_country_and_margin() -> None:
    own = """
[[approvals.rules]]
name = "thin"
tiers = ["C"]
countries = ["PL"]
margin = { up_to = 8 }
steps = [{ superior = true }, { people = ["@dora"], beside = true }]
limit = "3 working days"
"""
    rules = shipped(own)
    fits = Facts("price", margin=Decimal(7), tier="C", country="PL")
    rule = choose(rules, fits)
    assert isinstance(rule, Rule)
    assert rule.name == "thin"
    assert (rules.limit_of(rule).after, rules.limit_of(rule).counting) == (Wait(working_days=3), Counting.WORKING)
    for other in (Facts("price", margin=Decimal(7), tier="A", country="PL"), Facts("price", tier="C", country="PL")):
        found = choose(rules, other)
        assert isinstance(found, Rule)
        assert found.name != "thin"
    assert resolve(rules, rule, STAFF, 1) == NoApprover(1, 1, (), ("superior",))
    steps = resolve(rules, rule, Staff({}, {1: 2}, {"@dora": 7}), 1)
    assert not isinstance(steps, NoApprover)
    assert [(s.stage, s.approvers) for s in steps] == [(0, (2,)), (0, (7,))]


def people(facts: Facts, staff: Staff, requester: int) -> list[tuple[int, ...]] | NoApprover:
    rules = shipped()
    rule = choose(rules, facts)
    assert isinstance(rule, Rule)
    steps = resolve(rules, rule, staff, requester)
    return steps if isinstance(steps, NoApprover) else [step.approvers for step in steps]


def test_who_is_asked() -> None:
    small, large = Facts("discount", percent=Decimal(3)), Facts("discount", percent=Decimal(30))
    assert people(small, STAFF, 1) == [(2, 3)]
    assert people(small, STAFF, 2) == [(3,)], "the requester never counts"
    assert people(Facts("credit"), STAFF, 1) == [(5,), (2, 3)]
    assert people(small, Staff({Role.ADMIN: (4,)}), 1) == [(4,)]
    assert people(small, Staff({Role.MANAGER: (2,)}), 2) == NoApprover(1, 1, (), ("manager", "admin"))
    assert people(large, STAFF, 1) == [(2, 3, 4)]
    alone = Staff({Role.MANAGER: (2,)})
    assert people(large, alone, 1) == NoApprover(1, 2, (2,), ("manager", "admin")), "not alone the largest"
    one = Staff({Role.ADMIN: (4,)})
    assert isinstance(people(Facts("credit", usd("50000")), one, 1), NoApprover)


def test_steps_carry_their_limit_and_deputies() -> None:
    rules = shipped()
    rule = choose(rules, Facts("discount", percent=Decimal(30)))
    assert isinstance(rule, Rule)
    moment = datetime(2026, 5, 4, tzinfo=UTC)
    lent = (Deputy(9, 2, moment), Deputy(1, 3, moment))
    steps = resolve(rules, rule, Staff(STAFF.roles, deputies=lent), 1)
    assert not isinstance(steps, NoApprover)
    assert (steps[0].mode, steps[0].count, steps[0].deputies) == (Mode.AT_LEAST, 2, lent[:1])
    assert steps[0].limit is not None
    assert steps[0].limit.after == Wait(timedelta(hours=48))
    assert steps[0].limit.steps[0].do is Act.ESCALATE


def test_no_rule() -> None:
    own = {"approvals": {"kinds": {"price": {}}, "limit": {"after": "1h"}, "rules": [rule_table(kinds=["price"])]}}
    assert choose(load_approval_rules(own), Facts("sample")) == NoRule("sample")


def rule_table(**more: Any) -> dict[str, Any]:
    return {"name": "one", "steps": [{"roles": ["manager"]}], **more}


@pytest.mark.parametrize(
    ("old", "new", "key", "given"),
    [
        ('"finance"', '"boss"', "rules-unknown-word", "boss"),
        ('mode = "at_least"', 'mode = "twice"', "rules-unknown-word", "twice"),
        ('after = "48h"', 'after = "soon"', "rules-not-a-length", "soon"),
        ('kinds = ["contract"]', 'kinds = ["kontract"]', "rules-unknown-word", "kontract"),
        ("count = 2", "cuont = 2", "rules-unknown-name", None),
        ("up_to = 15", "above = 20, up_to = 15", "rules-band-upside-down", None),
        ("warn = [0.5, 0.75]", "warn = [1.5]", "rules-warning-outside-limit", None),
        ("CNY = 0.14", "CNY = 0", "rules-unknown-rate", "0"),
        ('name = "contract"', 'name = "small-gifts"', "rules-named-twice", None),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, key: str, given: str | None) -> None:
    source = SHIPPED.replace(old, new, 1)
    assert source != SHIPPED, "the replacement changed nothing: this test would prove nothing"
    with pytest.raises(RulesError) as caught:
        load_approval_rules(tomllib.loads(source), "approvals.toml", source)
    mistake = caught.value.mistakes[0]
    assert mistake.reason.key == key
    assert mistake.line is not None
    assert str(mistake).startswith(f"approvals.toml:{mistake.line} ")
    if given is not None:
        assert mistake.reason.values["given"] == given
    if key == "rules-unknown-name":
        assert new in source.splitlines()[mistake.line - 1]


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("PT48H", Wait(timedelta(hours=48))),
        ("PT90S", Wait(timedelta(seconds=90))),
        ("P3D", Wait(timedelta(days=3))),
        ("48h", Wait(timedelta(hours=48))),
        ("3d", Wait(timedelta(days=3))),
        ("2 weeks", Wait(timedelta(days=14))),
        ("90 min", Wait(timedelta(minutes=90))),
        ("3 working days", Wait(working_days=3)),
        ("1 working day", Wait(working_days=1)),
    ],
)
def test_lengths(text: str, wait: Wait) -> None:
    assert read_wait(text) == wait


@pytest.mark.parametrize("text", ["", "soon", "-3d", "P", "3", "999999999999h", "1.5h"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="not_a_length"):
        read_wait(text)


def test_the_shipped_limits() -> None:
    limits = load_limits(tomllib.loads(LIMITS), source=LIMITS)
    hours = {name: limit.after.time / timedelta(hours=1) for name, limit in limits.items()}
    assert hours["inquiry_claim"] == hours["inquiry_answer"] == hours["follow_up"] == hours["minutes"] == 24
    assert (hours["notice"], hours["call_summary"], hours["quote_answer"]) == (4, 1, 72)
    assert limits["notice"].warn == (Decimal("0.5"), Decimal("0.75"))
    contract = next(rule for rule in shipped().rules if rule.name == "contract")
    assert shipped().limit_of(contract).after == Wait(timedelta(hours=48))


def test_limits_that_cannot_be() -> None:
    source = '[limits.notice]\nafter = "4h"\n[[limits.notice.then]]\ndo = "remind"\ntimes = 3\n'
    with pytest.raises(RulesError) as caught:
        load_limits(tomllib.loads(source), "own.toml", source)
    assert [(m.line, m.reason.key) for m in caught.value.mistakes] == [(3, "rules-repeat-without-gap")]


@pytest.mark.parametrize(
    ("source", "line", "allowed"),
    [
        ('[limits.notise]\nafter = "4h"\n', 1, "notice"),
        ('[limits.notice]\nafter = "4h"\n[[limits.notice.then]]\ndo = "expire"\n', 4, "remind"),
        ('[limits.notice]\nafter = "4h"\n[[limits.notice.then]]\ndo = "remind"\nto = ["ownr"]\n', 5, "owner"),
    ],
)
def test_a_limit_nobody_is_held_to_an_act_or_a_word_that_means_nothing_is_a_mistake(
    source: str, line: int, allowed: str
) -> None:
    with pytest.raises(RulesError) as caught:
        load_limits(tomllib.loads(source), "own.toml", source)
    (mistake,) = caught.value.mistakes
    assert mistake.line == line and allowed in str(mistake)


def test_own_rules_are_laid_over_the_shipped() -> None:
    own = '[approvals.limit]\nafter = "24h"\n[[approvals.rules]]\nname = "contract"\nsteps = [{ roles = ["admin"] }]\n'
    rules = shipped(own)
    assert rules.limit.after == Wait(timedelta(hours=24))
    assert len(rules.rules) == len(shipped().rules)
    assert [r.name for r in rules.rules] == [r.name for r in shipped().rules]
    assert next(r for r in rules.rules if r.name == "contract").steps[0].roles == ("admin",)


def test_a_mistake_in_the_firms_own_file_has_that_files_line() -> None:
    own = '[[approvals.rules]]\nname = "contract"\nkinds = ["contract"]\n[[approvals.rules.steps]]\nroles = ["boss"]\n'
    with pytest.raises(RulesError) as caught:
        load_approval_rules(laid_over(tomllib.loads(SHIPPED), tomllib.loads(own)), "own.toml", own)
    assert [m.line for m in caught.value.mistakes] == [5]


def test_lines_are_found() -> None:
    assert line_of("a = 1\n[[r]]\nx = 1\n[[r]]\n[[r.s]]\nx = 2\n", ("r", 1, "s", 0, "x")) == 6
    assert line_of("a = 1", ("b",)) is None


def test_every_rule_can_be_said_and_of_the_limits_those_that_something_is_held_to() -> None:
    said = rules_said(shipped(), load_limits(tomllib.loads(LIMITS)))
    valid = {kind.valid_for for kind in shipped().kinds.values()}
    assert len(said) == 1 + len(shipped().rules) + len(valid) + len(SERVED)
    assert all(isinstance(one, Phrase) for one in said)
    at_least = said[3].values["steps"]
    assert isinstance(at_least, Phrase)
    assert (at_least.key, at_least.values["count"]) == ("rules-step-at-least", 2)

"""The rules in force as a person would read them: one phrase a rule, in the reader's language only at the door."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Protocol, assert_never

from bot.domain.approval_rules import ApprovalRules, Band, Rule, StepRule
from bot.domain.approvals import Mode
from bot.domain.escalation import After, Limit, Wait
from bot.domain.lengths import wait_said
from bot.domain.money import Money
from bot.domain.phrases import Name, Phrase, Value, choice_phrase, named_choice, phrase, words

SHIPPED_KINDS = frozenset(("price", "discount", "terms", "credit", "sample", "freight", "contract"))
"""Kinds that have a name in the language files."""
SERVED = ("follow_up", "notice", "question")
"""Time limits, beside that of approvals, which something of the desk is held to."""


class KindNames(Protocol):
    """What a kind of request is called, and by which words it can be typed."""

    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def words(self) -> tuple[str, ...]: ...


class NamesKinds(Protocol):
    """Rules that name the kinds of request."""

    @property
    def kinds(self) -> Mapping[str, KindNames]: ...


def rules_said(rules: ApprovalRules, limits: Mapping[str, Limit]) -> tuple[Phrase, ...]:
    """Everything the verb `rules` shows of approvals and time limits, in the order in which rules are tried.

    The usual time limit is said once, and of each rule only what it says otherwise.
    """
    usual = rules.limit.limit("approval")
    said = [rule_said(rules, rule) for rule in rules.rules]
    held_to = (limit_said(limits[name]) for name in SERVED if name in limits)
    return (limit_said(usual), *said, *_valid(rules), *held_to)


def rule_said(rules: ApprovalRules, rule: Rule) -> Phrase:
    """One rule: of what, when it is taken, whose yes is needed, and its time limit where it is not the usual one."""
    is_else = any(not one.kinds or set(one.kinds) & set(rule.kinds) for one in rules.rules[: rules.rules.index(rule)])
    kinds = tuple(kind_said(rules, kind) for kind in rule.kinds)
    conditions = _conditions(rule)
    if not kinds:
        subject = phrase("rules-any-kind") if not conditions else phrase("rules-any-kind-if", conditions=conditions)
    elif conditions:
        subject = phrase("rules-kinds-if", kinds=kinds, conditions=conditions)
    else:
        subject = phrase("rules-kinds-else" if is_else else "rules-kinds", kinds=kinds)
    said = [
        phrase("rules-approval", subject=subject, steps=_then(_step(s, n) for n, s in enumerate(rule.steps))),
        *([phrase("rules-people", people=rule.people)] if rule.people > max(_needed(s) for s in rule.steps) else []),
        *([limit_said(rules.limit_of(rule))] if rules.limit_of(rule) != rules.limit.limit("approval") else []),
    ]
    return _then(said)


def kind_said(rules: NamesKinds, kind: str) -> Phrase:
    """A kind's name: the shipped word; of the firm's own kinds their names, else their words, each script its own."""
    own = rules.kinds.get(kind)
    if own is not None and own.names:
        return named(own.names, kind)
    if kind in SHIPPED_KINDS:
        return named_choice("approval-kind", kind)
    latin = next((word for word in own.words if word.isascii()), kind) if own is not None else kind
    other = next((word for word in own.words if not word.isascii()), latin) if own is not None else latin
    return phrase("words", text=Name(latin, other))


def named(names: Mapping[str, str], otherwise: str) -> Phrase:
    """A name that a rules file gives by language (`en`, `zh-CN`): every reader sees their own, if there is one."""
    first = next(iter(names.values()), otherwise)
    return phrase("words", text=Name(names.get("en", first), names.get("zh-CN", first)))


def limit_said(limit: Limit) -> Phrase:
    """A time limit: its length, who is warned when, and what happens at its end and after."""
    said = [
        phrase(
            "rules-limit",
            name=named_choice("limit", limit.name),
            after=wait_said(limit.after),
            counting=choice_phrase(limit.counting),
        )
    ]
    if limit.warn:
        shares = tuple(f"{share * 100:.0f}%" for share in limit.warn)
        said.append(phrase("rules-warned", shares=shares, to=_whom(limit.warn_to)))
    return _then((*said, *map(_after, limit.steps)))


def _then(parts: Iterable[Phrase]) -> Phrase:
    """Several parts of a sentence, one after the other."""
    return reduce(lambda said, more: phrase("rules-and", said=said, more=more), parts)


def _valid(rules: ApprovalRules) -> Iterator[Phrase]:
    """For how long a yes may be used; kinds without an end are left out."""
    for wait in dict.fromkeys(kind.valid_for for kind in rules.kinds.values()):
        if wait != Wait():
            kinds = tuple(kind_said(rules, name) for name, kind in rules.kinds.items() if kind.valid_for == wait)
            yield phrase("rules-valid", length=wait_said(wait), kinds=kinds)


def _conditions(rule: Rule) -> tuple[Phrase, ...]:
    said: list[Phrase] = []
    if rule.percent is not None:
        said.append(_band("rules-percent", rule.percent))
    if rule.amount is not None:
        said.append(_band("rules-amount", rule.amount, rule.amount.currency))
    if rule.margin is not None:
        said.append(_band("rules-margin", rule.margin))
    if rule.tiers:
        said.append(phrase("rules-tiers", tiers=tuple(words(tier) for tier in rule.tiers)))
    if rule.countries:
        said.append(phrase("rules-countries", countries=tuple(words(country) for country in rule.countries)))
    return tuple(said)


def _band(key: str, band: Band, currency: str | None = None) -> Phrase:
    above, up_to = _bound(band.above, currency), _bound(band.up_to, currency)
    if above is None and up_to is not None:
        said = Phrase(f"{key}-up-to", {"up_to": up_to})
    elif above is not None and up_to is None:
        said = Phrase(f"{key}-above", {"above": above})
    else:
        said = Phrase(f"{key}-between", {"above": above or Decimal(0), "up_to": up_to or Decimal(0)})
    return phrase("rules-or-unknown", condition=said) if band.or_unknown else said


def _bound(bound: Decimal | None, currency: str | None) -> Money | Decimal | None:
    return bound if bound is None or currency is None else Money(bound, currency)


def _needed(step: StepRule) -> int:
    return step.count if step.mode is Mode.AT_LEAST else 1


def _step(step: StepRule, number: int) -> Phrase:
    who: tuple[Value, ...] = (
        *(words(name) for name in step.people),
        *((phrase("whom-superior"),) if step.superior else ()),
        *(named_choice("whom", role) for role in step.roles),
    )
    said: Value = who
    if step.or_else:
        said = phrase("rules-or-else", who=who, others=_whom(step.or_else))
    values: dict[str, Value] = {"who": said, "joined": "beside" if step.beside else "then" if number else "first"}
    match step.mode:
        case Mode.ANY:
            return Phrase("rules-step-any", values)
        case Mode.ALL:
            return Phrase("rules-step-all", values)
        case Mode.AT_LEAST:
            return Phrase("rules-step-at-least", values | {"count": step.count})
        case _:
            assert_never(step.mode)


def _after(step: After) -> Phrase:
    does = Phrase(f"rules-{step.do.value}", {"to": _whom(step.to)})
    wait = wait_said(step.wait)
    if step.every is not None and step.times > 1:
        gaps: dict[str, Value] = {"does": does, "every": wait_said(step.every), "times": step.times}
        return (
            Phrase("rules-repeatedly", {**gaps, "wait": wait})
            if step.wait != Wait()
            else Phrase("rules-at-once-repeatedly", gaps)
        )
    return phrase("rules-later", does=does, wait=wait) if step.wait != Wait() else phrase("rules-at-once", does=does)


def _whom(to: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(named_choice("whom", word) for word in to)

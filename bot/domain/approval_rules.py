"""Who must agree to what: the firm's rules for approvals, checked when read, and the one that fits a request."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, Protocol

from msgspec import Struct
from pydantic import Field, ValidationError, model_validator

from bot.domain.approvals import Deputy, Mode, Step
from bot.domain.escalation import After, Counting, Limit, Wait
from bot.domain.limit_rules import AfterRule, LimitRule
from bot.domain.money import CURRENCIES, Money
from bot.domain.people import Role
from bot.domain.phrases import Phrase, phrase
from bot.domain.rule_files import Exact, Ruled, RulesError, WaitText, mistake, mistakes_of

AskedRole = Literal["sales", "merchandiser", "logistics", "finance", "manager", "admin"]


class KindField(Ruled):
    """`[approvals.kinds.KIND.fields.NAME]`: one more thing a request of this kind is asked for."""

    type: Literal["text", "number", "percent", "money", "date", "choice"] = "text"
    choices: tuple[str, ...] = ()
    is_needed: bool = False
    names: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _choices_for_a_choice(self) -> "KindField":
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices_and_type")
        return self


class KindRule(Ruled):
    """`[approvals.kinds.KIND]`: what such a request needs and how long its yes is good for.

    `needs` lists figures of which at least one must be given. `covers_total`: an order that uses the yes may come to no
    more than its amount, which is else a price or a cost. `names` (language → name) and `words` (what people may type
    for it) are for the firm's own kinds; those of the shipped kinds stand with the other words of the desk.
    """

    needs: tuple[Literal["amount", "percent"], ...] = ()
    covers_total: bool = False
    valid_for: WaitText = Wait()
    fields: dict[str, KindField] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    words: tuple[str, ...] = ()


class Band(Ruled):
    """More than `above`, up to and including `up_to`; what is unknown fits only with `or_unknown`."""

    above: Exact | None = None
    up_to: Exact | None = None
    or_unknown: bool = False

    @model_validator(mode="after")
    def _has_bounds(self) -> "Band":
        if self.above is None and self.up_to is None:
            raise ValueError("band_without_bounds")
        if self.above is not None and self.up_to is not None and self.above >= self.up_to:
            raise ValueError("band_upside_down")
        return self

    def holds(self, value: Decimal | None) -> bool:
        """Whether `value` lies in the band."""
        if value is None:
            return self.or_unknown
        return (self.above is None or value > self.above) and (self.up_to is None or value <= self.up_to)


class MoneyBand(Band):
    """A band of amounts in one currency; others are converted by `[approvals.rates]`."""

    currency: str

    @model_validator(mode="after")
    def _knows_the_currency(self) -> "MoneyBand":
        if self.currency not in CURRENCIES:
            raise ValueError(f"unknown_word:{self.currency}|ISO 4217")
        return self


class StepRule(Ruled):
    """`[[approvals.rules.steps]]`: whose yes is needed, by role, by name or as the requester's superior.

    `beside` puts it side by side with the step before. Where nobody is found, people of `or_else` are asked.
    """

    mode: Mode = Mode.ANY
    count: int = Field(default=1, ge=1)
    roles: tuple[AskedRole, ...] = ()
    people: tuple[str, ...] = ()
    superior: bool = False
    or_else: tuple[AskedRole, ...] = ()
    beside: bool = False

    @model_validator(mode="after")
    def _asks_somebody(self) -> "StepRule":
        if not (self.roles or self.people or self.superior):
            raise ValueError("step_without_people")
        if self.count > 1 and self.mode is not Mode.AT_LEAST:
            raise ValueError("count_without_at_least")
        return self


class Rule(Ruled):
    """`[[approvals.rules]]`: the conditions, all of which must hold, and the steps. An empty condition always holds."""

    name: str
    kinds: tuple[str, ...] = ()
    amount: MoneyBand | None = None
    percent: Band | None = None
    margin: Band | None = None
    tiers: tuple[Literal["A", "B", "C"], ...] = ()
    countries: tuple[str, ...] = ()
    steps: tuple[StepRule, ...] = Field(min_length=1)
    people: int = Field(default=1, ge=1)
    limit: WaitText = Wait()
    counting: Counting | None = None
    warn: tuple[Exact, ...] | None = None
    at_limit: tuple[AfterRule, ...] = ()


class ApprovalRules(Ruled):
    """`[approvals]`: kinds, rates, the usual time limit, and the rules, of which the first that fits is taken.

    A rate is the worth of one unit of a currency in one and the same unit of account; it only chooses a band.
    """

    kinds: dict[str, KindRule]
    rates: dict[str, Exact] = Field(default_factory=dict)
    limit: LimitRule
    rules: tuple[Rule, ...] = Field(min_length=1)

    def limit_of(self, rule: Rule) -> Limit:
        """The time limit of a rule's steps: the usual one, with what the rule says otherwise."""
        usual = self.limit.limit("approval")
        steps: tuple[After, ...] = tuple(after.step() for after in rule.at_limit) or usual.steps
        return Limit(
            name="approval",
            after=usual.after if rule.limit == Wait() else rule.limit,
            counting=rule.counting or (Counting.WORKING if rule.limit.working_days else usual.counting),
            warn=usual.warn if rule.warn is None else rule.warn,
            warn_to=usual.warn_to,
            steps=steps,
        )


class Facts(Struct, frozen=True):
    """What a rule may ask about a request. `percent` and `margin` in per cent, `country` as an ISO code."""

    kind: str
    amount: Money | None = None
    percent: Decimal | None = None
    margin: Decimal | None = None
    tier: str | None = None
    country: str | None = None


class NeedsRate(Struct, frozen=True):
    """No rate is known between these currencies, so that the band cannot be told: the requester is asked."""

    currency: str
    into: str


class NoRule(Struct, frozen=True):
    """No rule fits: the kind or the figures are in none of them."""

    kind: str


class NoApprover(Struct, frozen=True):
    """A step (from 1) that found fewer people than it needs; the requester does not count as one."""

    step: int
    needed: int
    found: tuple[int, ...]
    sought: tuple[str, ...]


class Directory(Protocol):
    """Who is who now. An implementer gives active people only, and never the clock."""

    def with_role(self, role: Role) -> tuple[int, ...]:
        """Everybody of this role."""

    def named(self, name: str) -> int | None:
        """The one person a rules file calls so (`@anna`, a shown name), if there is one."""

    def superior_of(self, person: int) -> int | None:
        """The person's superior, if there is one."""

    def deputies_of(self, person: int) -> tuple[Deputy, ...]:
        """Who stands in for the person, and when."""


def load_approval_rules(tables: Mapping[str, Any], file: str = "approvals.toml", source: str = "") -> ApprovalRules:
    """The checked `[approvals]`; raises RulesError naming every mistake by file, line and allowed words."""
    try:
        rules = ApprovalRules.model_validate(tables.get("approvals", {}))
    except ValidationError as error:
        raise mistakes_of(error, file, source, tables, "approvals") from error
    if wrong := [mistake(file, source, tables, ("approvals", *path), why) for path, why in _unfitting(rules)]:
        raise RulesError(wrong)
    return rules


def choose(rules: ApprovalRules, facts: Facts) -> Rule | NeedsRate | NoRule:
    """The first rule whose conditions all hold."""
    for rule in rules.rules:
        if not _fits(rule, facts):
            continue
        if rule.amount is None:
            return rule
        amount = _in_currency(rules, facts.amount, rule.amount.currency)
        if isinstance(amount, NeedsRate):
            return amount
        if rule.amount.holds(amount):
            return rule
    return NoRule(facts.kind)


def resolve(rules: ApprovalRules, rule: Rule, directory: Directory, requester: int) -> tuple[Step, ...] | NoApprover:
    """The steps with their people, ready to be copied onto the request, or the step for which too few were found."""
    steps: list[Step] = []
    stage = -1
    limit = rules.limit_of(rule)
    for number, wanted in enumerate(rule.steps, start=1):
        people = _people(wanted, directory, requester)
        needed = wanted.count if wanted.mode is Mode.AT_LEAST else 1
        if len(people) < needed:
            return NoApprover(number, needed, people, _sought(wanted))
        stage += 0 if wanted.beside and steps else 1
        deputies = tuple(d for p in people for d in directory.deputies_of(p) if d.person != requester)
        named = {*map(directory.named, wanted.people), directory.superior_of(requester) if wanted.superior else None}
        roles, by_role = (*wanted.roles, *wanted.or_else), tuple(p for p in people if p not in named)
        steps.append(Step(stage, wanted.mode, people, wanted.count, limit, deputies, roles=roles, by_role=by_role))
    everybody = tuple(dict.fromkeys(person for step in steps for person in step.approvers))
    if len(everybody) < rule.people:
        return NoApprover(len(steps), rule.people, everybody, _sought(rule.steps[-1]))
    return tuple(steps)


def _unfitting(rules: ApprovalRules) -> Iterator[tuple[tuple[str | int, ...], Phrase]]:
    """What only shows when the tables are seen together."""
    allowed = ", ".join(rules.kinds)
    names = [rule.name for rule in rules.rules]
    for number, rule in enumerate(rules.rules):
        for kind in rule.kinds:
            if kind not in rules.kinds:
                place = ("rules", number, "kinds")
                yield place, phrase("rules-unknown-word", name="kinds", given=kind, allowed=allowed)
        if rule.name in names[:number]:
            yield ("rules", number, "name"), phrase("rules-named-twice", name="name", given=rule.name)
    for currency, rate in rules.rates.items():
        if currency not in CURRENCIES or rate <= 0:
            yield ("rates", currency), phrase("rules-unknown-rate", name=currency, given=str(rate))


def _fits(rule: Rule, facts: Facts) -> bool:
    return (
        (not rule.kinds or facts.kind in rule.kinds)
        and (rule.percent is None or rule.percent.holds(facts.percent))
        and (rule.margin is None or rule.margin.holds(facts.margin))
        and (not rule.tiers or facts.tier in rule.tiers)
        and (not rule.countries or facts.country in rule.countries)
    )


def _in_currency(rules: ApprovalRules, amount: Money | None, currency: str) -> Decimal | NeedsRate | None:
    if amount is None:
        return None
    if amount.currency == currency:
        return amount.amount
    if amount.currency not in rules.rates or currency not in rules.rates:
        return NeedsRate(amount.currency, currency)
    return amount.amount * rules.rates[amount.currency] / rules.rates[currency]


def _people(wanted: StepRule, directory: Directory, requester: int) -> tuple[int, ...]:
    found = [directory.named(name) for name in wanted.people]
    found += [directory.superior_of(requester)] if wanted.superior else []
    found += [person for role in wanted.roles for person in directory.with_role(Role(role))]
    people = tuple(dict.fromkeys(p for p in found if p is not None and p != requester))
    if people:
        return people
    others = [person for role in wanted.or_else for person in directory.with_role(Role(role))]
    return tuple(dict.fromkeys(person for person in others if person != requester))


def _sought(wanted: StepRule) -> tuple[str, ...]:
    return (*wanted.people, *(("superior",) if wanted.superior else ()), *wanted.roles, *wanted.or_else)

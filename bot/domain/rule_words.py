"""The rules in force as a person would read them: one phrase a rule, in the reader's language only at the door."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import assert_never

from bot.domain.approval_rules import ApprovalRules, Band, Rule, StepRule
from bot.domain.approvals import Mode
from bot.domain.escalation import After, Limit, Wait
from bot.domain.money import Money
from bot.domain.phrases import Phrase, Value, choice_phrase, named_choice, phrase, words

SHIPPED_KINDS = frozenset(("price", "discount", "terms", "credit", "sample", "freight", "contract"))
"""Kinds that have a name in the language files."""


def rules_said(rules: ApprovalRules, limits: Mapping[str, Limit]) -> tuple[Phrase, ...]:
    """Everything the verb `rules` shows of approvals and time limits, in the order in which rules are tried."""
    approvals = (rule_said(rules, rule) for rule in rules.rules)
    return (*approvals, *(limit_said(limit) for limit in limits.values()))


def rule_said(rules: ApprovalRules, rule: Rule) -> Phrase:
    """One rule: `rules-approval` with kinds, conditions, steps and the time limit, each a tuple of phrases."""
    kinds = tuple(kind_said(rules, kind) for kind in rule.kinds) or (phrase("rules-any-kind"),)
    return phrase(
        "rules-approval",
        name=rule.name,
        kinds=kinds,
        conditions=_conditions(rule),
        steps=tuple(_step(step, number) for number, step in enumerate(rule.steps)),
        people=rule.people,
        limit=limit_said(rules.limit_of(rule)),
    )


def kind_said(rules: ApprovalRules, kind: str) -> Phrase:
    """A kind's name: the shipped word, or for the firm's own kinds its names in all languages, else its first word."""
    own = rules.kinds.get(kind)
    if own is not None and own.names:
        return phrase("rules-own-kind", kind=" / ".join(dict.fromkeys(own.names.values())))
    if kind in SHIPPED_KINDS:
        return named_choice("approval-kind", kind)
    return phrase("rules-own-kind", kind=next(iter(own.words), kind) if own is not None else kind)


def limit_said(limit: Limit) -> Phrase:
    """A time limit: `rules-limit` with its length, its warnings in per cent, and what happens at and after it."""
    return phrase(
        "rules-limit",
        name=named_choice("limit", limit.name),
        after=wait_said(limit.after),
        counting=choice_phrase(limit.counting),
        warnings=tuple(int(share * 100) for share in limit.warn),
        steps=tuple(_after(step) for step in limit.steps),
    )


def wait_said(wait: Wait) -> Phrase:
    """A length in the largest unit that leaves no rest; working days before all."""
    if wait.working_days:
        return phrase("length-working-days", count=wait.working_days)
    if wait.time >= timedelta(days=3) and not wait.time % timedelta(days=1):
        return phrase("length-days", count=wait.time // timedelta(days=1))
    if not wait.time % timedelta(hours=1):
        return phrase("length-hours", count=wait.time // timedelta(hours=1))
    return phrase("length-minutes", count=wait.time // timedelta(minutes=1))


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
        return Phrase(f"{key}-up-to", {"up_to": up_to})
    if above is not None and up_to is None:
        return Phrase(f"{key}-above", {"above": above})
    return Phrase(f"{key}-between", {"above": above or Decimal(0), "up_to": up_to or Decimal(0)})


def _bound(bound: Decimal | None, currency: str | None) -> Money | Decimal | None:
    return bound if bound is None or currency is None else Money(bound, currency)


def _step(step: StepRule, number: int) -> Phrase:
    who: tuple[Value, ...] = (
        *(words(name) for name in step.people),
        *((phrase("rules-superior"),) if step.superior else ()),
        *(named_choice("role", role) for role in step.roles),
    )
    values: dict[str, Value] = {"who": who, "joined": "beside" if step.beside else "then" if number else "first"}
    if step.or_else:
        values["or_else"] = tuple(named_choice("role", role) for role in step.or_else)
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
    whom = tuple(named_choice("whom", word) for word in step.to)
    return phrase("rules-then", act=choice_phrase(step.do), to=whom, wait=wait_said(step.wait), times=step.times)

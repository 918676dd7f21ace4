"""The firm's rules in force, told in words."""

from datetime import timedelta

from bot.commands.people import ShowRules
from bot.dialogue.replies import Block, Heading, Item, Listing, Reply
from bot.domain.customers import Tier
from bot.domain.escalation import Wait
from bot.domain.money import Money
from bot.domain.people import Language, Role
from bot.domain.phrases import Phrase, Value, choice_phrase, named_choice, phrase, words
from bot.domain.rule_words import limit_said, rule_said, wait_said
from bot.ports.requests import Outcome
from bot.ports.rules import ExtraField, Rules
from bot.ports.work import Work

AT_ONCE = wait_said(Wait())
"""How no wait at all is said."""


def show_rules(command: ShowRules, work: Work) -> Outcome:
    """Everything in force: roles, stages, rhythms, reminders, tiers, fields, shipping, approvals and time limits."""
    rules, language = work.rules, work.language
    blocks: list[Block] = [
        Heading(phrase("rules-title")),
        _listed("rules-roles", _roles(rules)),
        _listed("rules-stages", _stages(rules, language)),
        _listed("rules-rhythms", _rhythms(rules)),
        _listed("rules-reminders", _reminders(rules)),
        _listed("rules-tier-title", _tiers(rules)),
        _listed("rules-shipping", _shipping(rules)),
        _listed("rules-approvals-and-limits", _approvals(rules)),
    ]
    if rules.extra_fields:
        blocks.append(_listed("rules-fields", [_field(extra, language) for extra in rules.extra_fields]))
    return Outcome(reply=Reply(tuple(blocks)))


def stage_said(key: str, rules: Rules, language: Language) -> Phrase:
    """A stage by the first of its words in the reader's script; the firm's own stages have no other name."""
    listed = rules.stage_words.get(key, ())
    wants_ascii = language is Language.EN
    return words(next((word for word in listed if word.isascii() is wants_ascii), key))


def _listed(title: str, lines: list[Phrase]) -> Listing:
    return Listing(tuple(Item(line) for line in lines), Phrase(title))


def _roles(rules: Rules) -> list[Phrase]:
    return [
        phrase(
            "rules-role",
            role=choice_phrase(role),
            sees=choice_phrase(rights.sees),
            changes=choice_phrase(rights.changes),
            may=tuple(Phrase(f"right-{right.replace('.', '-').replace('_', '-')}") for right in sorted(rights.may)),
        )
        for role, rights in rules.rights.by_role.items()
        if role is not Role.CLOCK
    ]


def _stages(rules: Rules, language: Language) -> list[Phrase]:
    names = tuple(stage_said(stage.key, rules, language) for stage in rules.stages)
    begins = stage_said(rules.order_begins_at, rules, language)
    return [phrase("rules-stage-order", stages=names), phrase("rules-order-begins", stage=begins)]


def _rhythms(rules: Rules) -> list[Phrase]:
    said = []
    for temperature, rhythm in rules.rhythms.items():
        values: dict[str, Value] = {"temperature": choice_phrase(temperature), "days": rhythm.working_days}
        if rhythm.again is None:
            said.append(Phrase("rules-rhythm", values))
        else:
            said.append(Phrase("rules-rhythm-again", values | {"again": rhythm.again}))
    return said


def _reminders(rules: Rules) -> list[Phrase]:
    reminders = rules.reminders
    return [
        phrase("rules-digest", at=f"{reminders.digest_at:%H:%M}"),
        phrase("rules-working-hours", start=f"{reminders.work_from:%H:%M}", end=f"{reminders.work_to:%H:%M}"),
        phrase("rules-quote-unanswered", days=reminders.quote_unanswered_days),
        phrase("rules-overdue-after", length=_length(reminders.overdue_after)),
        phrase("rules-hot-alone", days=reminders.hot_alone_days),
        phrase("rules-undo-within", length=_length(reminders.undo_within)),
    ]


def _tiers(rules: Rules) -> list[Phrase]:
    said = [
        phrase(
            "rules-tier",
            tier=choice_phrase(rule.tier),
            orders=rule.orders,
            total=Money(rule.total, rules.tier_currency),
        )
        for rule in rules.tiers
    ]
    return [*said, phrase("rules-tier-else", tier=choice_phrase(Tier.C))]


def _shipping(rules: Rules) -> list[Phrase]:
    shipping = rules.shipping
    kinds = ", ".join(sorted(kind.value for kind in shipping.files.kinds))
    papers = tuple(words(row.kind.value.replace("_", " ").upper()) for row in shipping.documents.checklist)
    notice = shipping.customer_notice
    return [
        phrase("rules-cutoff-warnings", lengths=tuple(_length(before) for before in shipping.cutoffs.warn_before)),
        phrase("rules-delay", threshold=_length(shipping.delay.threshold), missed=_length(shipping.delay.missed_after)),
        phrase("rules-customer-notice", remind=_length(notice.remind_after), escalate=_length(notice.escalate_after)),
        phrase("rules-credit", days=shipping.credit.presentation_days),
        phrase("rules-files", megabytes=shipping.files.largest_mb, kinds=kinds),
        phrase("rules-papers", papers=papers),
    ]


def _approvals(rules: Rules) -> list[Phrase]:
    """The usual time limit once, each rule with only what it says otherwise, and the other limits."""
    approvals = rules.approvals
    usual = approvals.limit.limit("approval")
    said = [limit_said(usual)]
    for rule in approvals.rules:
        whole = rule_said(approvals, rule)
        if approvals.limit_of(rule) == usual:
            whole = Phrase(whole.key, {**whole.values, "limit": phrase("rules-usual-limit")})
        said.append(whole)
    said += [limit_said(limit) for limit in rules.limits.values()]
    return [_smoothed(one) for one in said]


def _field(extra: ExtraField, language: Language) -> Phrase:
    label = extra.labels.get(language.value) or extra.labels.get(
        Language.ZH_CN if language is Language.ZH_TW else Language.EN
    )
    values: dict[str, Value] = {
        "kind": named_choice("kind", extra.kind.value),
        "label": label or extra.key,
        "words": ", ".join(extra.words or (extra.key,)),
    }
    if extra.choices:
        return Phrase("rules-field-choices", values | {"choices": ", ".join(extra.choices)})
    return Phrase("rules-field", values)


def _length(length: timedelta) -> Phrase:
    return wait_said(Wait(length))


def _smoothed(said: Phrase) -> Phrase:
    """The same phrase with *none* where a list is empty, and without a wait where there is none."""
    values: dict[str, Value] = {}
    for name, value in said.values.items():
        match value:
            case ():
                values[name] = phrase("rules-nothing")
            case tuple():
                values[name] = tuple(_smoothed(one) if isinstance(one, Phrase) else one for one in value)
            case Phrase():
                values[name] = _smoothed(value)
            case _:
                values[name] = value
    is_at_once = said.key == "rules-then" and said.values["wait"] == AT_ONCE and said.values["times"] == 1
    return Phrase("rules-then-at-once" if is_at_once else said.key, values)

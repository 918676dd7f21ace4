"""The firm's rules in force, told in words."""

from datetime import timedelta

from bot.commands.people import ShowRules
from bot.dialogue.replies import Block, Heading, Item, Listing, Reply
from bot.dialogue.stages import stage_in
from bot.domain.customers import Tier
from bot.domain.escalation import Wait
from bot.domain.lengths import wait_said
from bot.domain.money import Money
from bot.domain.people import Language, Role
from bot.domain.phrases import Phrase, Value, choice_phrase, named_choice, phrase
from bot.domain.rule_words import rules_said
from bot.ports.requests import Outcome
from bot.ports.rules import ExtraField, Rules
from bot.ports.work import Work


def show_rules(command: ShowRules, work: Work) -> Outcome:
    """Everything in force: roles, stages, rhythms, reminders, tiers, fields, shipping, approvals and time limits."""
    rules, language = work.rules, work.language
    blocks: list[Block] = [
        Heading(phrase("rules-title")),
        _listed("rules-roles", _roles(rules)),
        _listed("rules-stages", _stages(rules)),
        _listed("rules-rhythms", _rhythms(rules)),
        _listed("rules-reminders", _reminders(rules)),
        _listed("rules-tier-title", _tiers(rules)),
        _listed("rules-shipping", _shipping(rules)),
        _listed("rules-approvals-and-limits", list(rules_said(rules.approvals, rules.limits))),
    ]
    if rules.extra_fields:
        blocks.append(_listed("rules-fields", [_field(extra, language) for extra in rules.extra_fields]))
    return Outcome(reply=Reply(tuple(blocks)))


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


def _stages(rules: Rules) -> list[Phrase]:
    names = tuple(stage_in(rules.stage_words, stage.key) for stage in rules.stages)
    begins = stage_in(rules.stage_words, rules.order_begins_at)
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
    papers = tuple(dict.fromkeys(row.kind for row in shipping.documents.checklist))
    return [
        phrase("rules-cutoff-warnings", lengths=tuple(_length(before) for before in shipping.cutoffs.warn_before)),
        phrase("rules-delay", threshold=_length(shipping.delay.threshold), missed=_length(shipping.delay.missed_after)),
        phrase("rules-credit", days=shipping.credit.presentation_days),
        phrase("rules-credit-calls", days=shipping.credit.warn_days),
        phrase("rules-files", megabytes=shipping.files.largest_mb, kinds=kinds),
        phrase("rules-papers", papers=tuple(map(choice_phrase, papers))),
    ]


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

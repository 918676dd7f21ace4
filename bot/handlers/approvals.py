"""Asking for a written yes, and amending what was asked."""

from datetime import datetime, time
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.approvals import AmendApproval, AskApproval, SayFigure
from bot.dialogue.cards.approvals import approval_ref, like_cases
from bot.dialogue.money_words import find_percent, read_money
from bot.dialogue.readers import when_text
from bot.dialogue.replies import Block, Paragraph, say
from bot.domain.approval_moves import amend, begin
from bot.domain.approval_rules import Facts, KindRule, NeedsRate, NoApprover, NoRule, Rule, choose, resolve
from bot.domain.approvals import Approval, Step
from bot.domain.customers import Customer, tier_by_figures
from bot.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from bot.domain.escalation import AroundTheClock
from bot.domain.moments import When
from bot.domain.money import Money
from bot.domain.phrases import Phrase, named_choice, phrase, words
from bot.domain.routes import Topic
from bot.domain.rule_words import kind_said
from bot.domain.spans import local_moment
from bot.handlers.approval_clock import keep_clock, write_move
from bot.handlers.approval_fields import kind_details
from bot.handlers.approval_people import Team, admins, asked_people, is_reachable
from bot.handlers.approval_view import (
    approval_found,
    approval_reply,
    approval_view,
    ask_notices,
    customer_of,
    may_know,
    must_move,
)
from bot.handlers.promises import must_find_customer
from bot.handlers.sight import customer_ref, order_seen
from bot.ports.books import UNSAVED
from bot.ports.requests import AskMore, Notice, Outcome, ToPerson, ToTopic
from bot.ports.work import Work

LIKE = 3
"""Like cases that an asker is shown."""
LOOKED_THROUGH = 60
"""Decided requests of a kind among which like cases are looked for."""


class Chain(Struct, frozen=True):
    """The rule that fits a request, and the people it asks."""

    rule: Rule
    steps: tuple[Step, ...]


def ask_approval(command: AskApproval, work: Work) -> Outcome:
    """Open a request, ask everybody of its first steps at once, and tell the asker who they are and by when.

    What is missing or does not fit is asked, with everything that was said kept.
    """
    try:
        return _ask(command, work)
    except DomainError as error:
        if error.field is None or isinstance(error, NotAllowed | NotFound | Conflict):
            raise
        return Outcome(then=AskMore(AskApproval.__name__, _typed(command), {error.field: error.reason}), is_quiet=True)


def say_figure(command: SayFigure, work: Work) -> Outcome:
    """The request goes on with the percentage or the amount it had lacked."""
    typed = command.figure.strip()
    percent, money = find_percent(typed), read_money(typed)
    known = {
        name: getattr(command, name) for name in ("kind", "customer", "reason", "order", "valid", "margin", "extra")
    }
    if percent is None and money is None:
        wrong = {"figure": phrase("approval-figure-unreadable", typed=typed)}
        return Outcome(then=AskMore(SayFigure.__name__, _typed(AskApproval(**known)), wrong), is_quiet=True)
    amount = money.price if money is not None else None
    return ask_approval(AskApproval(**known, percent=percent.percent if percent else None, amount=amount), work)


def _ask(command: AskApproval, work: Work) -> Outcome:
    customer = must_find_customer(command.customer, work)
    order = order_seen(command.order, work) if command.order is not None else None
    kind = _kind_rule(command.kind, work)
    if _lacks_figure(kind, command.percent, command.amount):
        return Outcome(then=_figure_asked(command, kind, work), is_quiet=True)
    _check_figures(command.percent, command.amount)
    details = kind_details(kind, command.extra, command.margin)
    facts = _facts(command.kind, customer, command.percent, command.amount, command.margin, work)
    chain = _chain(facts, work)
    if not isinstance(chain, Chain):
        return _nobody(chain, facts, customer, work)
    now = work.clock.now()
    asked = Approval(
        id=UNSAVED,
        kind=command.kind,
        customer_id=customer.id,
        order_id=order.id if order is not None else None,
        requester_id=work.me.id,
        amount=command.amount,
        percent=command.percent,
        reason=command.reason.strip(),
        details=details,
        rule=chain.rule.name,
        steps=chain.steps,
        people=chain.rule.people,
        asked_at=now,
        valid_until=_valid_until(command.valid, kind, work),
    )
    approval = work.books.approvals.add(begin(asked, now))
    keep_clock(None, approval, work)
    room = Notice(ToTopic(Topic.APPROVALS), approval_reply(approval, work), f"approval:A{approval.id}")
    reply = approval_reply(approval, work, *_asked_more(approval, work), seen_by=work.me.id)
    return Outcome(reply=reply, notices=(*ask_notices(approval, asked_people(approval, work), work), room))


def amend_approval(command: AmendApproval, work: Work) -> Outcome:
    """Change what is asked for; the rule that now fits is taken, and everybody is asked again."""
    before = approval_found(command.approval, work)
    customer, kind = customer_of(before, work), _kind_rule(before.kind, work)
    percent = before.percent if command.percent is None else command.percent
    amount = before.amount if command.amount is None else command.amount
    margin = command.margin if command.margin is not None else _margin_of(before)
    _check_figures(percent, amount)
    chain = _chain(_facts(before.kind, customer, percent, amount, margin, work), work)
    if not isinstance(chain, Chain):
        raise DomainError(_nobody_said(chain, work), about=approval_ref(before))
    moved = amend(
        before,
        work.me.id,
        work.clock.now(),
        chain.steps,
        rule=chain.rule.name,
        people=chain.rule.people,
        amount=amount,
        percent=percent,
        reason=before.reason if command.reason is None else command.reason.strip(),
        valid_until=before.valid_until if command.valid is None else _valid_until(command.valid, kind, work),
    )
    after = must_move(moved, before, work)
    if margin is not None:
        others = tuple(pair for pair in after.details if pair[0] != "margin")
        after = replace(after, details=(*others, ("margin", f"{margin:f}%")))
    saved = write_move(before, after, work)
    reply = approval_reply(saved, work, seen_by=work.me.id)
    notices = ask_notices(saved, asked_people(saved, work), work, Paragraph(phrase("approval-amended")))
    return Outcome(reply=reply, notices=notices, changed=(approval_ref(saved),))


def _asked_more(approval: Approval, work: Work) -> tuple[Block, ...]:
    decided = work.books.approvals.decided(approval.kind, LOOKED_THROUGH)
    known = [case for case in decided if may_know(case, work)]
    known.sort(key=lambda case: (case.customer_id != approval.customer_id, -case.id))
    more: list[Block] = [like_cases(tuple(approval_view(case, work) for case in known[:LIKE]))]
    people = (work.owner(number) for number in approval.waiting_for())
    unreached = tuple(p.name for p in people if p is not None and not is_reachable(p.id, work))
    if unreached:
        more.append(Paragraph(phrase("approval-unreached", people=unreached)))
    return tuple(more)


def _kind_rule(kind: str, work: Work) -> KindRule:
    rule = work.rules.approvals.kinds.get(kind)
    if rule is None:
        allowed = tuple(kind_said(work.rules.approvals, known) for known in work.rules.approvals.kinds)
        raise DomainError(phrase("choice-unknown", typed=kind, allowed=allowed), field="kind")
    return rule


def _lacks_figure(kind: KindRule, percent: Decimal | None, amount: Money | None) -> bool:
    given = {"percent": percent, "amount": amount}
    return bool(kind.needs) and all(given[need] is None for need in kind.needs)


def _figure_asked(command: AskApproval, kind: KindRule, work: Work) -> AskMore:
    wanted = tuple(Phrase(f"field-{need}") for need in kind.needs)
    said = phrase("approval-needs-figure", kind=kind_said(work.rules.approvals, command.kind), wanted=wanted)
    return AskMore(SayFigure.__name__, _typed(command), {"figure": said})


def _typed(command: AskApproval) -> dict[str, str]:
    """Everything that was said, as it would be typed again."""
    given = {
        "kind": command.kind,
        "customer": command.customer.code,
        "percent": f"{command.percent:f}%" if command.percent is not None else "",
        "amount": str(command.amount or ""),
        "reason": command.reason.strip(),
        "order": command.order.code if command.order is not None else "",
        "valid": when_text(command.valid) if command.valid is not None else "",
        "margin": f"{command.margin:f}%" if command.margin is not None else "",
        **{f"extra.{name}": text for name, text in command.extra.items()},
    }
    return {name: text for name, text in given.items() if text}


def _check_figures(percent: Decimal | None, amount: Money | None) -> None:
    if percent is not None and not 0 < percent <= 100:
        raise DomainError(phrase("approval-percent-odd", percent=percent), field="percent")
    if amount is not None and amount.amount <= 0:
        raise DomainError(phrase("approval-amount-odd", amount=amount), field="amount")


def _facts(
    kind: str,
    customer: Customer,
    percent: Decimal | None,
    amount: Money | None,
    margin: Decimal | None,
    work: Work,
) -> Facts:
    figures = work.books.customers.figures(customer.id)
    tier = customer.tier or tier_by_figures(figures, work.rules.tiers, work.rules.rates)
    return Facts(kind, amount, percent, margin, tier.value, customer.country)


def _chain(facts: Facts, work: Work) -> Chain | NoApprover | NoRule:
    rules = work.rules.approvals
    rule = choose(rules, facts)
    if isinstance(rule, NeedsRate):
        raise DomainError(phrase("approval-needs-rate", currency=rule.currency, into=rule.into), field="amount")
    if isinstance(rule, NoRule):
        return rule
    steps = resolve(rules, rule, Team(work), work.me.id)
    return steps if isinstance(steps, NoApprover) else Chain(rule, steps)


def _nobody(found: NoApprover | NoRule, facts: Facts, customer: Customer, work: Work) -> Outcome:
    """Nothing is left pending; the requester and the admins are told at once."""
    said = _nobody_said(found, work)
    work.books.trail.note("approval.nobody", customer_ref(customer), {"kind": facts.kind, "reason": said.key})
    kind = kind_said(work.rules.approvals, facts.kind)
    told = say(phrase("approval-nobody-told", who=work.me.name, kind=kind, customer=customer.name, why=said))
    others = (person for person in admins(work) if person != work.me.id)
    notices = tuple(Notice(ToPerson(person), told, f"approval:nobody:{work.request_id}") for person in others)
    return Outcome(reply=say(said), notices=notices)


def _nobody_said(found: NoApprover | NoRule, work: Work) -> Phrase:
    if isinstance(found, NoRule):
        return phrase("approval-no-rule", kind=kind_said(work.rules.approvals, found.kind))
    roles = {role.value for role in work.rules.rights.by_role}
    sought = tuple(
        named_choice("whom", word) if word in roles or word == "superior" else words(word) for word in found.sought
    )
    return phrase("approval-no-approver", step=found.step, needed=found.needed, found=len(found.found), sought=sought)


def _valid_until(valid: When | None, kind: KindRule, work: Work) -> datetime | None:
    """The last moment at which a yes may be used: as named (a day alone counts to its end), else by the kind's rule."""
    now = work.clock.now()
    if valid is None:
        span = kind.valid_for.counted(AroundTheClock())
        return now + span if span else None
    at = valid.at
    if not valid.has_time:
        at = local_moment(datetime.combine(valid.at.date(), time(23, 59, 59)), work.zone)
    if at <= now:
        raise DomainError(phrase("approval-valid-over", at=at), field="valid")
    return at


def _margin_of(approval: Approval) -> Decimal | None:
    text = dict(approval.details).get("margin")
    return Decimal(text.rstrip("%")) if text else None

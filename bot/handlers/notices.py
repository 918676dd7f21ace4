"""Mailing a customer the notice of a delay or exception: drafted, sent by the porter, and what follows from it."""

from bot.commands.notices import NoticeFailed, NoticeSent, SendNotice, ShowNotice
from bot.dialogue.replies import Paragraph, say
from bot.domain.errors import Conflict, DomainError, NotFound
from bot.domain.people import Language
from bot.domain.phrases import named_choice, phrase
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Duty, DutyKind
from bot.handlers.cargo import (
    draft_for,
    language_of,
    mail_contact,
    shipment_reply,
    shipment_seen,
    shipment_to_change,
    touched,
)
from bot.handlers.duties import alert_reply, close_duties
from bot.handlers.shipment_timers import duty_ref
from bot.ports.errands import Errand, Mail
from bot.ports.requests import Outcome
from bot.ports.work import Work

MAILED = "duty.mailed"
"""Type of the trail entry that holds what was sent."""
NOT_MAILED = "duty.not_mailed"


def show_notice(command: ShowNotice, work: Work) -> Outcome:
    """What could be written to the customer, as things stand now."""
    duty = _duty(command.duty_id, work)
    shipment = shipment_seen(_ref(duty), work)
    return Outcome(reply=alert_reply(duty, shipment, work))


def send_notice(command: SendNotice, work: Work) -> Outcome:
    """Give the notice to the porter. What is no longer as it was shown is shown again instead of being sent."""
    duty = _duty(command.duty_id, work)
    shipment = shipment_to_change(_ref(duty), work)
    if not duty.is_open:
        raise Conflict(phrase("notice-closed", at=duty.closed_at or duty.opened_at, how=duty.how or "–"))
    if duty.mailing_to:
        return Outcome(reply=say(phrase("notice-going", to=duty.mailing_to)), is_quiet=True)
    contact = mail_contact(shipment, work)
    if contact is None or not work.has_mail:
        raise DomainError(phrase("notice-no-mail"))
    if command.seen != duty.key or command.to != contact.email:
        changed = Paragraph(phrase("notice-changed"))
        return Outcome(reply=alert_reply(duty, shipment, work, changed), is_quiet=True)
    draft = draft_for(duty, shipment, work)
    is_chinese = language_of(work.books.customers.get(shipment.customer_id)) == "zh"
    task = Mail(
        duty_id=duty.id,
        to=command.to,
        subject=draft.subject,
        parts=(draft.text, draft.closing),
        language=Language.ZH_CN if is_chinese else Language.EN,
        zone=work.rules.firm_zone.key,
    )
    work.books.errands.put(Errand(work.speaker, work.place, task), work.clock.now())
    work.books.duties.change(duty, mailing_to=command.to)
    return Outcome(reply=say(phrase("notice-going", to=command.to)), changed=touched(shipment))


def notice_sent(command: NoticeSent, work: Work) -> Outcome:
    """The customer was told by mail: the duty is closed with its time to inform, and what was sent is kept."""
    if not work.books.errands.done(command.errand):
        return Outcome(is_quiet=True)
    duty = _duty(command.duty_id, work)
    shipment = shipment_seen(_ref(duty), work)
    work.books.trail.note(MAILED, duty_ref(duty), {}, {"to": command.to, "text": command.text})
    duty = work.books.duties.change(duty, mailing_to="")
    # A delay's notice names both days, so that it answers for every delay of the shipment.
    answered = [one for one in work.books.duties.of_shipment(shipment.id) if one.id == duty.id or _is_told(one, duty)]
    shipment, said = close_duties(shipment, answered, f"✉ {command.to}", work)
    sent = Paragraph(phrase("notice-sent", to=command.to))
    return Outcome(reply=shipment_reply(shipment, work, sent, *said), changed=touched(shipment))


def notice_failed(command: NoticeFailed, work: Work) -> Outcome:
    """The mail did not go: it is said, and the duty stays open. *Send* may be pressed again."""
    if not work.books.errands.done(command.errand):
        return Outcome(is_quiet=True)
    duty = _duty(command.duty_id, work)
    shipment = shipment_seen(_ref(duty), work)
    work.books.trail.note(NOT_MAILED, duty_ref(duty), {"reason": command.reason}, {"to": command.to})
    duty = work.books.duties.change(duty, mailing_to="")
    why = named_choice("notice-failure", command.reason)
    said = Paragraph(phrase("notice-failed", to=command.to, why=why))
    return Outcome(reply=alert_reply(duty, shipment, work, said), changed=touched(shipment))


def _is_told(other: Duty, mailed: Duty) -> bool:
    return other.is_open and other.kind is DutyKind.DELAY and mailed.kind is DutyKind.DELAY


def _duty(number: int, work: Work) -> Duty:
    duty = work.books.duties.get(number)
    if duty is None:
        raise NotFound(phrase("not-yours-to-see"))
    return duty


def _ref(duty: Duty) -> Ref:
    return Ref(Kind.SHIPMENT, duty.shipment_id, f"S{duty.shipment_id}")

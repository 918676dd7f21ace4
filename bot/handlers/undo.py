"""Taking back one's own last entry: a correction is written, nothing is deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.people import UndoLast
from bot.dialogue.replies import Paragraph, Reply, say
from bot.domain.agenda import PURPOSE as CALENDAR
from bot.domain.approval_moves import withdraw
from bot.domain.approvals import Approval
from bot.domain.errors import DomainError
from bot.domain.escalation import Wait
from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.lengths import wait_said
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.domain.trail import TrailEntry
from bot.handlers.approval_clock import write_move
from bot.handlers.entries import learn_customer, learn_person
from bot.handlers.milestones import correct_shipment
from bot.handlers.promises import call_off_automatic, remind_at
from bot.handlers.resting import resting_on
from bot.handlers.rhythm import keep_rhythm
from bot.handlers.sight import latest_customer
from bot.ports.requests import Outcome
from bot.ports.work import Work

MAILED = "duty.mailed"
"""Type of the entry of a mail that has gone to a customer; such a thing cannot be taken back."""
UNDONE = "undone"
"""Type of the trail entry that says which entries were taken back."""
WRITTEN = (".created", ".changed")
"""How the types of entries end that write a record."""
JOINED = frozenset((Kind.ACCOUNT, Kind.INVITATION))
"""What has let somebody in is not undone but mended by an admin."""
TURNED_BACK = frozenset(
    {
        Kind.CUSTOMER,
        Kind.CONTACT,
        Kind.CONTACT_PERSON,
        Kind.CAMPAIGN,
        Kind.FOLLOW_UP,
        Kind.ORDER,
        Kind.PERSON,
        Kind.INVITATION,
        Kind.ROUTE,
        Kind.BINDING,
        Kind.SHIPMENT,
        Kind.MILESTONE,
        Kind.DUTY,
        Kind.DOCUMENT,
    }
)
"""Kinds whose entries can be turned back. Decisions are corrected in their own ways; a request for approval that nobody
has answered is withdrawn."""


def undo_last(command: UndoLast, work: Work) -> Outcome:
    """Turn back everything that the asker's last request wrote, if it was just now and nothing rests on it."""
    entries = work.books.trail.last_of(work.me.id)
    things = tuple(dict.fromkeys(Ref(entry.object.kind, entry.object.id) for entry in entries))
    _check(entries, things, work)
    customers, shipments = _customers(things, work), _shipments(things, work)
    undone = [entry for entry in sorted(entries, key=lambda one: -one.seq) if _turn_back(entry, work)]
    if not undone:
        raise DomainError(phrase("undo-stays"))
    customers |= _customers(things, work)
    for shipment in shipments:
        correct_shipment(shipment, work)
    _keep_in_step(customers, work)
    numbers = tuple(f"#{entry.seq}" for entry in reversed(undone))
    work.books.trail.note(UNDONE, undone[-1].object, {"entries": ", ".join(numbers)})
    reply = say(phrase("undo-done", numbers=numbers))
    withdrawn = tuple(f"A{ref.id}" for ref in things if ref.kind is Kind.APPROVAL)
    if withdrawn:
        reply = Reply((*reply.blocks, Paragraph(phrase("undo-withdrawn", codes=withdrawn))))
    carded = (*(Ref(Kind.CUSTOMER, number) for number in customers), *(Ref(Kind.SHIPMENT, one) for one in shipments))
    changed = dict.fromkeys((*(_named(ref, work) for ref in things), *carded))
    return Outcome(reply=reply, changed=tuple(changed))


def _check(entries: Sequence[TrailEntry], things: tuple[Ref, ...], work: Work) -> None:
    if not entries:
        raise DomainError(phrase("undo-nothing"))
    if any(entry.type == UNDONE for entry in entries):
        raise DomainError(phrase("undo-done-already"))
    last, within = entries[-1], work.rules.reminders.undo_within
    if work.clock.now() - last.at > within:
        raise DomainError(phrase("undo-too-late", seq=f"#{last.seq}", within=wait_said(Wait(within))))
    created = {Ref(e.object.kind, e.object.id) for e in entries if e.type.endswith(".created")}
    if any(_has_joined(entry, work) for entry in entries):
        raise DomainError(phrase("undo-joined"))
    if any(ref.kind is Kind.ACCOUNT for ref in created):
        raise DomainError(phrase("undo-joined"))
    if any(entry.type.endswith(WRITTEN) and not _can_turn_back(entry) for entry in entries):
        raise DomainError(phrase("undo-stays"))
    if any(entry.type == MAILED or entry.after.get("mailing_to") for entry in entries):
        raise DomainError(phrase("undo-sent"))
    newest = max(entry.seq for entry in entries)
    if work.books.trail.later_than(newest, things) or any(_is_rested_on(ref, things, work) for ref in created):
        raise DomainError(phrase("undo-rested-on", seq=f"#{last.seq}"))


def _has_joined(entry: TrailEntry, work: Work) -> bool:
    """Whether it let somebody in; the address of one's own calendar lets in nobody else, and is given back."""
    ref = entry.object
    if ref.kind not in JOINED or not entry.type.endswith(".changed"):
        return False
    invitation = work.books.invitations.get(ref.id) if ref.kind is Kind.INVITATION else None
    return invitation is None or invitation.purpose != CALENDAR


def _can_turn_back(entry: TrailEntry) -> bool:
    kind = entry.object.kind
    return kind in TURNED_BACK or (kind is Kind.APPROVAL and entry.type.endswith(".created"))


def _is_rested_on(ref: Ref, things: tuple[Ref, ...], work: Work) -> bool:
    """Whether something that was written later names a thing that would go."""
    return any(one not in things for one in resting_on(ref, work))


def _turn_back(entry: TrailEntry, work: Work) -> bool:
    """Write the opposite of one entry; false where it has none."""
    if entry.type.endswith(".created"):
        return _take_back(entry.object, work)
    if not entry.type.endswith(".changed"):
        return False
    book = work.books.of(entry.object.kind)
    record = book.get(entry.object.id)
    if record is None or not entry.before:
        return False
    _follow(book.change(record, **entry.before), work)
    return True


def _take_back(ref: Ref, work: Work) -> bool:
    """Nothing is deleted: what was begun is retracted, called off, withdrawn, or out of use from now on."""
    if ref.kind is Kind.APPROVAL:
        return _withdraw(ref, work)
    book = work.books.of(ref.kind)
    record, fields = book.get(ref.id), _out_of_use(ref.kind, work.clock.now(), work.me.id)
    if record is None or not fields:
        return False
    _follow(book.change(record, **fields), work)
    return True


def _withdraw(ref: Ref, work: Work) -> bool:
    approval = work.books.approvals.get(ref.id)
    moved = withdraw(approval, work.me.id, work.clock.now()) if approval is not None else None
    if approval is None or not isinstance(moved, Approval):
        return False
    write_move(approval, moved, work)
    return True


def _out_of_use(kind: Kind, at: datetime, by: int) -> Mapping[str, Any]:
    """The fields that take a thing of a kind out of use; empty where it stays and is mended instead."""
    match kind:
        case Kind.FOLLOW_UP:
            return {"state": FollowUpState.CANCELLED, "closed_at": at, "closed_by": by}
        case Kind.INVITATION:
            return {"used_at": at}
        case Kind.DUTY:
            return {"closed_at": at}
        case _:
            return _FLAGS.get(kind, {})


_FLAGS: Mapping[Kind, Mapping[str, bool]] = {
    Kind.CONTACT: {"is_retracted": True},
    Kind.MILESTONE: {"is_retracted": True},
    Kind.DOCUMENT: {"is_retracted": True},
    Kind.CUSTOMER: {"is_retired": True},
    Kind.CONTACT_PERSON: {"is_gone": True},
    Kind.ORDER: {"is_cancelled": True},
    Kind.SHIPMENT: {"is_cancelled": True, "is_closed": True},
    Kind.PERSON: {"is_active": False},
    Kind.ROUTE: {"is_off": True},
    Kind.BINDING: {"is_off": True},
}


def _follow(record: object, work: Work) -> None:
    """Reminders say what the promise says now."""
    if not isinstance(record, FollowUp):
        return
    if record.is_open:
        remind_at(record, work)
    else:
        work.books.timers.cancel_about(Ref(Kind.FOLLOW_UP, record.id))


def _customers(things: tuple[Ref, ...], work: Work) -> set[int]:
    """The customers whose cards and rhythms the things belong to."""
    found: set[int] = set()
    for ref in things:
        if ref.kind is Kind.CUSTOMER:
            found.add(ref.id)
        elif (number := getattr(work.books.of(ref.kind).get(ref.id), "customer_id", None)) is not None:
            found.add(number)
    return found


def _shipments(things: tuple[Ref, ...], work: Work) -> tuple[int, ...]:
    """The shipments whose way, duties and papers the things belong to."""
    found: dict[int, None] = {}
    for ref in things:
        if ref.kind is Kind.SHIPMENT:
            found[ref.id] = None
        elif (number := getattr(work.books.of(ref.kind).get(ref.id), "shipment_id", None)) is not None:
            found[number] = None
    return tuple(found)


def _keep_in_step(customers: set[int], work: Work) -> None:
    """Names and rhythms follow what the files say now."""
    for number in customers:
        customer = work.books.customers.get(number)
        if customer is None:
            continue
        if customer.is_retired:
            work.books.names.learn(Ref(Kind.CUSTOMER, number), ())
            call_off_automatic(number, work)
            continue
        if customer.merged_into is None:
            learn_customer(customer, work)
            for person in work.books.contact_persons.of_customer(number):
                learn_person(person, work)
        latest = latest_customer(number, work)
        if latest is not None:
            keep_rhythm(latest, work)


def _named(ref: Ref, work: Work) -> Ref:
    if ref.kind is not Kind.ORDER:
        return ref
    order = work.books.orders.get(ref.id)
    return Ref(Kind.ORDER, ref.id, order.number) if order is not None else ref

"""Writing a conversation down: what was said, and what was promised next."""

from bot.commands.contacts import LogContact, QuickContact, RetractContact
from bot.commands.fields import moment_of
from bot.dialogue.cards.contacts import LoggedView, logged_reply, short_line
from bot.dialogue.cards.follow_ups import follow_up_ref
from bot.dialogue.replies import say
from bot.dialogue.when import settle
from bot.domain.contacts import Channel, Contact, check_contact_time
from bot.domain.customers import ContactPerson, Customer
from bot.domain.days import works_on
from bot.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.orders import Order
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.domain.rhythm import today_still
from bot.handlers.promises import call_off_automatic, must_find_customer, promise
from bot.handlers.rhythm import keep_rhythm
from bot.handlers.sight import customer_ref, latest_customer, order_seen
from bot.ports.books import UNSAVED
from bot.ports.requests import Outcome
from bot.ports.work import Work

GIVEN_BACK = 3
"""Earlier contacts shown to whoever writes one down."""


def log_contact(command: LogContact, work: Work) -> Outcome:
    """Write the conversation down, and the promise made in it; without one, the customer's rhythm counts anew."""
    customer = must_find_customer(command.customer, work)
    now = work.clock.now()
    at = moment_of(command.at, now)
    check_contact_time(at, now)
    order = _order_of(customer, command.order, work)
    person = _person_named(customer, command.contact, work)
    contact = _write(
        Contact(
            id=UNSAVED,
            customer_id=customer.id,
            channel=command.channel,
            note=command.note,
            at=at,
            stage=command.stage,
            contact_person_id=person.id if person is not None else None,
            order_id=order.id if order is not None else None,
            author_id=work.me.id,
            logged_at=now,
            source=command.source,
        ),
        work,
    )
    changed = _given_way(contact, work)
    if command.next is not None:
        changed = call_off_automatic(customer.id, work) + changed
        when = today_still(settle(command.next.when, works_on(work.me, work.rules.firm_country)), now)
        order_id = order.id if order is not None else None
        promise(customer, when, command.next.what, work.me, work, order_id=order_id, contact_id=contact.id)
    return _logged(contact, customer, work, changed, person, order)


def quick_contact(command: QuickContact, work: Work) -> Outcome:
    """*Called*, *Emailed*, *Messaged*: the contact is written with the promise's own words, and the promise is kept."""
    kept = _open_promise(command.follow_up_id, work)
    customer = latest_customer(kept.customer_id, work)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    now = work.clock.now()
    contact = _write(
        Contact(
            id=UNSAVED,
            customer_id=customer.id,
            channel=Channel(command.channel),
            note=kept.what,
            at=now,
            order_id=kept.order_id,
            author_id=work.me.id,
            logged_at=now,
        ),
        work,
    )
    closed = work.books.follow_ups.change(kept, state=FollowUpState.DONE, closed_at=now, closed_by=work.me.id)
    work.books.timers.cancel_about(follow_up_ref(kept))
    changed = (follow_up_ref(kept), Ref(Kind.TODAY, kept.owner_id), *_given_way(contact, work))
    return _logged(contact, customer, work, changed, closed=closed)


def retract_contact(command: RetractContact, work: Work) -> Outcome:
    """Take a contact back: it stays in the trail and counts no more. Its author may, and who may change theirs."""
    contact = work.books.contacts.get(command.contact_id)
    customer = latest_customer(contact.customer_id, work) if contact is not None else None
    if contact is None or customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    if contact.author_id != work.me.id:
        work.must_see(customer.owner_id)
        if not work.rights.changes(work.me, work.owner(contact.author_id)):
            raise NotAllowed(phrase("not-yours-to-change"), about=customer_ref(customer))
    if contact.is_retracted:
        raise Conflict(phrase("contact-retracted-already"))
    work.books.contacts.change(contact, is_retracted=True)
    keep_rhythm(customer, work)
    reply = say(phrase("contact-retracted", customer=customer.name))
    return Outcome(reply=reply, changed=(customer_ref(customer),), replaces=True)


def _write(contact: Contact, work: Work) -> Contact:
    return work.books.contacts.add(contact)


def _given_way(contact: Contact, work: Work) -> tuple[Ref, ...]:
    """What the desk itself had asked for is done with, unless the contact is older than one already known."""
    latest = work.books.contacts.latest(contact.customer_id, 1)
    if latest and latest[0].at > contact.at:
        return ()
    return call_off_automatic(contact.customer_id, work)


def _logged(
    contact: Contact,
    customer: Customer,
    work: Work,
    changed: tuple[Ref, ...],
    person: ContactPerson | None = None,
    order: Order | None = None,
    *,
    closed: FollowUp | None = None,
) -> Outcome:
    step = keep_rhythm(customer, work)
    known = [one for one in work.books.contacts.latest(customer.id, GIVEN_BACK + 1) if one.id != contact.id]
    view = LoggedView(
        customer=customer,
        contact=contact,
        earlier=tuple(known[:GIVEN_BACK]),
        promises=tuple(work.books.follow_ups.open_of_customer(customer.id)),
        step=step,
        person=person.name if person is not None else None,
        order=order.number if order is not None else None,
        closed=closed,
    )
    return Outcome(
        reply=logged_reply(view),
        changed=tuple(dict.fromkeys((customer_ref(customer), *changed))),
        says_in_place=short_line(view, work.me.name) if _is_about(customer, work) else None,
    )


def _is_about(customer: Customer, work: Work) -> bool:
    """Whether the room it was said in is the customer's own."""
    place = work.place
    binding = work.books.bindings.of_place(place.platform, place.chat, place.thread) if place.is_shared else None
    bound = latest_customer(binding.customer_id, work) if binding is not None else None
    return bound is not None and bound.id == customer.id


def _order_of(customer: Customer, ref: Ref | None, work: Work) -> Order | None:
    if ref is None:
        return None
    order = order_seen(ref, work)
    whose = latest_customer(order.customer_id, work)
    if whose is None or whose.id != customer.id:
        raise DomainError(phrase("contact-order-of-other", order=order.number, customer=customer.name), field="order")
    return order


def _person_named(customer: Customer, name: str | None, work: Work) -> ContactPerson | None:
    """Who was spoken to at the customer; one not known yet is written into its file."""
    if name is None or not name.strip():
        return None
    known = work.books.contact_persons.named(customer.id, name.strip())
    if known is not None:
        return known
    made = work.books.contact_persons.add(ContactPerson(id=UNSAVED, customer_id=customer.id, name=name.strip()))
    work.books.names.learn(Ref(Kind.CONTACT_PERSON, made.id, made.name), (made.name,))
    return made


def _open_promise(number: int, work: Work) -> FollowUp:
    follow_up = work.books.follow_ups.get(number)
    if follow_up is None:
        raise NotFound(phrase("not-yours-to-see"))
    if follow_up.owner_id != work.me.id:
        customer = latest_customer(follow_up.customer_id, work)
        work.must_change(customer.owner_id if customer is not None else follow_up.owner_id)
    if not follow_up.is_open:
        by, at = work.owner(follow_up.closed_by), follow_up.closed_at or work.clock.now()
        raise Conflict(phrase("follow-up-closed-already", code=f"F{number}", by=by.name if by else "", at=at))
    return follow_up

"""Writing a conversation down: what was said, and what was promised next."""

from msgspec import Struct
from msgspec.structs import replace

from bot.commands.contacts import LogContact, QuickContact, RetractContact
from bot.commands.fields import moment_of
from bot.dialogue.cards.contacts import LoggedView, logged_reply, short_line
from bot.dialogue.cards.follow_ups import follow_up_ref
from bot.dialogue.replies import Reply, say
from bot.dialogue.stages import stage_in
from bot.dialogue.when import settle
from bot.domain.contacts import Channel, Contact, check_contact_time
from bot.domain.customers import ContactPerson, Customer
from bot.domain.days import works_on
from bot.domain.errors import Conflict, NotAllowed, NotFound
from bot.domain.follow_ups import FollowUp, FollowUpOrigin, FollowUpState
from bot.domain.orders import Order
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.domain.rhythm import today_still
from bot.handlers.promises import call_off_automatic, must_find_customer, promise
from bot.handlers.rhythm import Standing, keep_rhythm
from bot.handlers.sight import customer_ref, latest_customer, order_seen
from bot.ports.books import UNSAVED
from bot.ports.requests import Outcome
from bot.ports.work import Work

GIVEN_BACK = 3
"""Earlier contacts shown to whoever writes one down."""
AUTOMATIC = (FollowUpOrigin.RHYTHM, FollowUpOrigin.QUOTE)
"""What the desk asks for by itself; it gives way to a contact and to a named day."""


def log_contact(command: LogContact, work: Work) -> Outcome:
    """Write the conversation down, and the promise made in it; without one, the customer's rhythm counts anew."""
    customer = must_find_customer(command.customer, work)
    now = work.clock.now()
    at = moment_of(command.at, now)
    check_contact_time(at, now)
    order = order_seen(command.order, work) if command.order is not None else None
    person = _person_named(customer, command.contact, work)
    before = _Before.of(customer, work)
    contact = work.books.contacts.add(
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
        )
    )
    if command.next is None:
        made: tuple[FollowUp, ...] = ()
        gone = _call_off(before, contact, work)
    else:
        when = today_still(settle(command.next.when, works_on(work.me, work.rules.firm_country)), now)
        order_id = order.id if order is not None else None
        made = (promise(customer, when, command.next.what, work.me, work, order_id=order_id, contact_id=contact.id),)
        gone = before.automatic
    standing = before.after(contact, gone, made)
    view = _view(contact, customer, before, standing, work, person, order)
    return _logged(replace(view, made=next(iter(made), None)), gone + made, work)


def quick_contact(command: QuickContact, work: Work) -> Outcome:
    """*Called*, *Emailed*, *Messaged*: the contact is written with the promise's own words, and the promise is kept."""
    kept = _open_promise(command.follow_up_id, work)
    customer = latest_customer(kept.customer_id, work)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    now = work.clock.now()
    before = _Before.of(customer, work)
    contact = work.books.contacts.add(
        Contact(
            id=UNSAVED,
            customer_id=customer.id,
            channel=Channel(command.channel),
            note=kept.what,
            at=now,
            order_id=kept.order_id,
            author_id=work.me.id,
            logged_at=now,
        )
    )
    closed = work.books.follow_ups.change(kept, state=FollowUpState.DONE, closed_at=now, closed_by=work.me.id)
    work.books.timers.cancel_about(follow_up_ref(kept))
    gone = _call_off(before, contact, work)
    standing = before.after(contact, (*gone, kept), ())
    view = replace(_view(contact, customer, before, standing, work), closed=closed)
    return _logged(view, (kept, *gone), work)


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


class _Before(Struct, frozen=True):
    """What was known of the customer before the contact: read first, so that nothing written is read back."""

    earlier: tuple[Contact, ...]
    promises: tuple[FollowUp, ...]

    @classmethod
    def of(cls, customer: Customer, work: Work) -> "_Before":
        earlier = work.books.contacts.latest(customer.id, GIVEN_BACK)
        return cls(tuple(earlier), tuple(work.books.follow_ups.open_of_customer(customer.id)))

    @property
    def automatic(self) -> tuple[FollowUp, ...]:
        """What the desk itself had asked for."""
        return tuple(promise for promise in self.promises if promise.origin in AUTOMATIC)

    def is_newest(self, contact: Contact) -> bool:
        """Whether nobody spoke to the customer later: an older contact, logged late, changes no plan."""
        return not self.earlier or self.earlier[0].at <= contact.at

    def after(self, contact: Contact, gone: tuple[FollowUp, ...], made: tuple[FollowUp, ...]) -> Standing:
        """How things stand once the contact is written."""
        closed = {promise.id for promise in gone}
        still = [promise for promise in (*self.promises, *made) if promise.id not in closed]
        last = contact if self.is_newest(contact) else self.earlier[0]
        return Standing(last, tuple(sorted(still, key=lambda promise: promise.due_at)))


def _call_off(before: _Before, contact: Contact, work: Work) -> tuple[FollowUp, ...]:
    if not before.automatic or not before.is_newest(contact):
        return ()
    call_off_automatic(contact.customer_id, work)
    return before.automatic


def _view(
    contact: Contact,
    customer: Customer,
    before: _Before,
    standing: Standing,
    work: Work,
    person: ContactPerson | None = None,
    order: Order | None = None,
) -> LoggedView:
    return LoggedView(
        customer=customer,
        contact=contact,
        earlier=before.earlier,
        promises=tuple(standing.promises),
        step=keep_rhythm(customer, work, standing=standing),
        person=person.name if person is not None else None,
        order=_order_text(order, customer, work) if order is not None else None,
        stage=stage_in(work.rules.stage_words, contact.stage) if contact.stage is not None else None,
    )


def _logged(view: LoggedView, promises: tuple[FollowUp, ...], work: Work) -> Outcome:
    """The answer to the writer, one line for the customer's own room, and the cards to be drawn anew."""
    refs = [customer_ref(view.customer), *(follow_up_ref(promise) for promise in promises)]
    refs += [Ref(Kind.TODAY, promise.owner_id) for promise in promises]
    in_room = short_line(view, work.me.name) if _is_about(view.customer, work) else None
    reply = Reply(()) if work.is_unread else logged_reply(view)
    return Outcome(reply=reply, changed=tuple(dict.fromkeys(refs)), says_in_place=in_room)


def _is_about(customer: Customer, work: Work) -> bool:
    """Whether the room it was said in is the customer's own."""
    place = work.place
    binding = work.books.bindings.of_place(place.platform, place.chat, place.thread) if place.is_shared else None
    bound = latest_customer(binding.customer_id, work) if binding is not None else None
    return bound is not None and bound.id == customer.id


def _order_text(order: Order, customer: Customer, work: Work) -> str:
    """The order's number; of another customer's order, whose it is: agents speak of their principals' orders."""
    whose = latest_customer(order.customer_id, work)
    return order.number if whose is None or whose.id == customer.id else f"{order.number} ({whose.name})"


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

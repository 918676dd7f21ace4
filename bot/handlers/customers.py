"""The customer file: opened, found, listed, shown and changed."""

from bot.commands.customers import ChangeCustomer, CreateCustomer, FindCustomer, ListCustomers, ShowCustomer
from bot.dialogue.cards.customer_lists import customers_alike, customers_found, customers_listed, given_to
from bot.dialogue.cards.customers import figures_line
from bot.dialogue.replies import Continue, Paragraph, say
from bot.domain.customers import ContactPerson, Customer
from bot.domain.errors import DomainError
from bot.domain.phrases import choice_phrase, phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.entries import changed_fields, learn_customer, learn_person, new_customer
from bot.handlers.glances import customer_reply, customer_view, figures_tier
from bot.handlers.promises import must_find_customer
from bot.handlers.rhythm import keep_rhythm
from bot.handlers.sight import customer_ref, customer_to_change, latest_customer, may_see, owners_seen
from bot.ports.books import UNSAVED
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work

MOST_FOUND = 10
"""Customers shown for a search."""
PAGE = 20
"""Customers of one page of the list."""


def create_customer(command: CreateCustomer, work: Work) -> Outcome:
    """Open a file, unless it looks like one there is: then nothing is written, and the likely ones are shown."""
    if not command.is_surely_new:
        alike = _alike(command, work)
        if alike:
            return _ask_whether_new(command, alike, work)
    owner_id = command.owner.id if command.owner is not None else work.me.id
    customer = work.books.customers.add(new_customer(command, owner_id, work))
    learn_customer(customer, work)
    _add_person(command, customer, work)
    keep_rhythm(customer, work)
    notices = _told_new_owner(customer, None, work)
    if command.then is not None:
        reply = say(phrase("customer-created", name=customer.name, code=f"C{customer.id}"))
        line = command.then.replace("{about}", f"C{customer.id}")
        return Outcome(reply=reply, notices=notices, then=Continue(line))
    return Outcome(reply=customer_reply(customer, work), notices=notices)


def find_customer(command: FindCustomer, work: Work) -> Outcome:
    """Look by name, person, e-mail or phone; the only one found is shown at once."""
    text = command.text.strip()
    found = work.books.names.search(text, (Kind.CUSTOMER, Kind.CONTACT_PERSON), MOST_FOUND * 2)
    numbers = [_customer_number(ref, work) for ref in found]
    digits = "".join(sign for sign in text if sign.isdigit())
    reached = ([text], []) if "@" in text else ([], [text]) if len(digits) >= 5 else ([], [])
    if any(reached):
        numbers += [ref.id for ref in work.books.customers.alike("", *reached, None)]
    customers = _seen([number for number in numbers if number is not None], work)
    if len(customers) == 1:
        return Outcome(reply=customer_reply(customers[0], work))
    return Outcome(reply=customers_found(text, tuple(customer_view(c, work) for c in customers[:MOST_FOUND])))


def list_customers(command: ListCustomers, work: Work) -> Outcome:
    """A page of the customers one may see, the best first."""
    page = work.books.customers.listed(owners_seen(work), command.after, PAGE + 1)
    views = tuple(customer_view(customer, work) for customer in page[:PAGE])
    following = page[PAGE - 1].id if len(page) > PAGE else None
    return Outcome(reply=customers_listed(views, following))


def show_customer(command: ShowCustomer, work: Work) -> Outcome:
    """The 360° card."""
    return Outcome(reply=customer_reply(must_find_customer(command.customer, work), work))


def change_customer(command: ChangeCustomer, work: Work) -> Outcome:
    """Change the file. A new owner takes over the open promises of the old one and is told."""
    before = customer_to_change(command.customer, work)
    fields = changed_fields(command, before, work)
    if command.tier is not None:
        fields |= _tier_fields(command, before, work)
    after = work.books.customers.change(before, **fields)
    if {"name", "short_name", "aliases"} & set(fields):
        learn_customer(after, work)
    changed: tuple[Ref, ...] = (customer_ref(after),)
    if after.owner_id != before.owner_id and before.owner_id is not None and after.owner_id is not None:
        changed += _hand_over(before, after.owner_id, work)
    if {"owner_id", "temperature", "country"} & set(fields):
        keep_rhythm(after, work)
    reply = customer_reply(after, work)
    return Outcome(reply=reply, notices=_told_new_owner(after, before.owner_id, work), changed=changed)


def _alike(command: CreateCustomer, work: Work) -> list[Customer]:
    emails = [command.email] if command.email else []
    phones = [command.phone] if command.phone else []
    refs = work.books.customers.alike(command.name, emails, phones, command.website)
    found = [customer for ref in refs if (customer := latest_customer(ref.id, work)) is not None]
    return list({customer.id: customer for customer in found}.values())


def _ask_whether_new(command: CreateCustomer, alike: list[Customer], work: Work) -> Outcome:
    """Show the likely duplicates; of those the asker may not see, only who has them."""
    seen = tuple(customer_view(c, work) for c in alike if may_see((c.owner_id,), work))
    hidden = [work.owner(c.owner_id) for c in alike if not may_see((c.owner_id,), work)]
    names = tuple(dict.fromkeys(owner.name for owner in hidden if owner is not None))
    return Outcome(reply=customers_alike(command, seen, names), is_quiet=True)


def _add_person(command: CreateCustomer, customer: Customer, work: Work) -> None:
    name = command.contact or command.email or command.phone
    if name is None:
        return
    person = ContactPerson(
        id=UNSAVED,
        customer_id=customer.id,
        name=name,
        position=command.position,
        email=command.email,
        phone=command.phone,
    )
    learn_person(work.books.contact_persons.add(person), work)


def _tier_fields(command: ChangeCustomer, before: Customer, work: Work) -> dict[str, object]:
    """A tier that the figures do not give needs a reason; one that they give follows them from now on."""
    figures = work.books.customers.figures(before.id)
    given = figures_tier(figures, work)
    if command.reason is None and command.tier is given:
        return {"tier": None, "tier_reason": None}
    if command.reason is None and command.tier is not None:
        line = figures_line(figures, given)
        asked = phrase("tier-needs-reason", tier=choice_phrase(command.tier), figures=line)
        raise DomainError(asked, field="reason", about=customer_ref(before))
    return {"tier": command.tier, "tier_reason": command.reason}


def _hand_over(before: Customer, owner_id: int, work: Work) -> tuple[Ref, ...]:
    moved = []
    for promise in work.books.follow_ups.open_of_customer(before.id):
        if promise.owner_id == before.owner_id:
            work.books.follow_ups.change(promise, owner_id=owner_id)
            moved.append(Ref(Kind.FOLLOW_UP, promise.id, f"F{promise.id}"))
    days = (Ref(Kind.TODAY, before.owner_id or 0), Ref(Kind.TODAY, owner_id)) if moved else ()
    return (*moved, *days)


def _told_new_owner(customer: Customer, earlier: int | None, work: Work) -> tuple[Notice, ...]:
    owner_id = customer.owner_id
    if owner_id is None or owner_id == earlier or owner_id == work.me.id:
        return ()
    told = customer_reply(customer, work, Paragraph(given_to(work.me.name)))
    return (Notice(ToPerson(owner_id), told, f"owner:C{customer.id}:{customer.version}"),)


def _customer_number(ref: Ref, work: Work) -> int | None:
    if ref.kind is Kind.CUSTOMER:
        return ref.id
    person = work.books.contact_persons.get(ref.id)
    return person.customer_id if person is not None else None


def _seen(numbers: list[int], work: Work) -> list[Customer]:
    found = [customer for number in numbers if (customer := latest_customer(number, work)) is not None]
    return [c for c in {c.id: c for c in found}.values() if may_see((c.owner_id,), work)]

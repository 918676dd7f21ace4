"""From what a person wrote about a customer to the fields of its file: places, own fields, tags and names."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.commands.customers import ChangeCustomer, CreateCustomer, CustomerFile
from bot.commands.fields import HoursRange
from bot.domain.customers import ContactPerson, Customer
from bot.domain.errors import DomainError, NotFound
from bot.domain.phrases import phrase
from bot.domain.places import country_code, zone_of
from bot.domain.refs import Kind, Ref
from bot.handlers.sight import customer_ref
from bot.ports.books import UNSAVED
from bot.ports.work import Work

CLEARED = frozenset(("-", "–", "—"))
"""What stands for *nothing* in place of a value."""
PLAIN = ("address", "website", "linkedin", "type", "temperature")
PREFERENCES = ("talk", "holidays", "taboos", "gifts", "style", "decision")
BACKGROUND = ("industry", "market", "competitors", "growth", "needs", "willingness", "risks")


def new_customer(command: CreateCustomer, owner_id: int | None, work: Work) -> Customer:
    """The file of a new customer, not yet in the book."""
    blank = Customer(id=UNSAVED, name=command.name.strip(), created_at=work.clock.now(), owner_id=owner_id)
    fields = _fields(command, blank, work)
    fields.pop("owner_id", None)
    if command.tier is not None:
        fields |= {"tier": command.tier, "tier_reason": command.reason}
    return Customer(id=UNSAVED, name=blank.name, created_at=blank.created_at, owner_id=owner_id, **fields)


def changed_fields(command: ChangeCustomer, before: Customer, work: Work) -> dict[str, Any]:
    """What the command changes of the file, its tier left out."""
    fields = _fields(command, before, work)
    if command.name is not None and command.name.strip():
        fields["name"] = command.name.strip()
    return fields


def learn_customer(customer: Customer, work: Work) -> None:
    """From now on the customer goes by its name, its short name and its other names."""
    names = (customer.name, customer.short_name, *customer.aliases)
    work.books.names.learn(customer_ref(customer), [name for name in names if name])


def learn_person(person: ContactPerson, work: Work) -> None:
    """From now on somebody at a customer is found by name, e-mail and numbers."""
    names = (person.name, person.email, person.phone, person.whatsapp, person.wechat)
    known = dict.fromkeys(name for name in names if name)
    work.books.names.learn(Ref(Kind.CONTACT_PERSON, person.id, person.name), known)


def own_fields(kind: Kind, given: dict[str, str], before: dict[str, str], work: Work) -> dict[str, str]:
    """The firm's own fields after a change; one with choices takes nothing else."""
    after = dict(before)
    choices = {field.key: field.choices for field in work.rules.extras(kind)}
    for key, text in given.items():
        allowed = {choice.casefold(): choice for choice in choices.get(key, ())}
        value = text.strip()
        if value in CLEARED:
            after.pop(key, None)
        elif allowed and value.casefold() not in allowed:
            raise DomainError(phrase("choice-unknown", typed=value, allowed=tuple(allowed.values())), field=key)
        else:
            after[key] = allowed.get(value.casefold(), value)
    return after


def after_marks(before: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    """Tags after a change: `+x` adds, `-x` takes away; words without a mark are all there is from now on.

    Words that differ only in case are one; the earlier spelling stays.
    """
    marked = [text.strip() for text in given if text.strip()]
    bare = [text for text in marked if text[0] not in "+-"]
    kept = {} if bare or any(text in CLEARED for text in marked) else {text.casefold(): text for text in before}
    earlier = {text.casefold(): text for text in before}
    for text in marked:
        word = text.lstrip("+-").strip()
        if not word:
            continue
        if text[0] == "-":
            kept.pop(word.casefold(), None)
        else:
            kept.setdefault(word.casefold(), earlier.get(word.casefold(), word))
    return tuple(kept.values())


def _fields(command: CustomerFile, before: Customer, work: Work) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in PLAIN:
        if (value := getattr(command, name)) is not None:
            fields[name] = None if value in CLEARED else value
    if command.short is not None:
        fields["short_name"] = None if command.short in CLEARED else command.short
    if command.alias is not None:
        fields["aliases"] = after_marks(before.aliases, command.alias)
    if command.tags is not None:
        fields["tags"] = after_marks(before.tags, command.tags)
    if command.owner is not None:
        fields["owner_id"] = _active_person(command.owner, work)
    fields |= _place(command, before)
    preferences = _several(command, PREFERENCES, before.preferences) | _hours(command.hours)
    background = _several(command, BACKGROUND, before.background)
    if preferences != before.preferences:
        fields["preferences"] = preferences
    if background != before.background:
        fields["background"] = background
    if command.extra:
        fields["extra"] = own_fields(Kind.CUSTOMER, command.extra, dict(before.extra), work)
    return fields


def _several(command: CustomerFile, names: tuple[str, ...], before: Any) -> dict[str, str]:
    after = dict(before)
    for name in names:
        value = getattr(command, name)
        if value in CLEARED:
            after.pop(name, None)
        elif value is not None:
            after[name] = value
    return after


def _hours(hours: HoursRange | None) -> dict[str, str]:
    return {} if hours is None else {"hours": f"{hours.start:%H:%M}-{hours.end:%H:%M}"}


def _place(command: CustomerFile, before: Customer) -> dict[str, Any]:
    """Country as a code, city, and the zone: as written, else found from both, else as it was."""
    fields: dict[str, Any] = {}
    if command.country is not None:
        code = country_code(command.country)
        if code is None:
            raise DomainError(phrase("country-unknown", typed=command.country), field="country")
        fields["country"] = code
    if command.city is not None:
        fields["city"] = None if command.city in CLEARED else command.city
    if command.zone is not None:
        fields["zone"] = _zone(command.zone)
    elif fields:
        found = zone_of(fields.get("country", before.country), fields.get("city", before.city))
        fields["zone"] = found if found is not None or "country" in fields else before.zone
    return fields


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        found = zone_of(None, name)
        if found is None:
            raise DomainError(phrase("zone-unknown", typed=name), field="zone") from unknown
        return found


def _active_person(ref: Ref, work: Work) -> int:
    person = work.books.people.get(ref.id)
    if person is None or not person.is_active:
        raise NotFound(phrase("person-unknown", typed=ref.name), field="owner")
    return person.id

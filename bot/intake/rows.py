"""From one row of a spreadsheet to what the desk is asked: customer, person, order, what was said, what is next."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from bot.commands.contacts import LogContact
from bot.commands.customers import ChangeContactPerson, ChangeCustomer, CreateCustomer
from bot.commands.fields import Next
from bot.commands.follow_ups import PlanFollowUp
from bot.commands.orders import ChangeOrder, CreateOrder
from bot.desk.house import House
from bot.dialogue.when import read_when
from bot.domain.contacts import Channel
from bot.domain.customers import Customer, Tier
from bot.domain.days import works_on
from bot.domain.errors import DomainError
from bot.domain.imports import RowStatus, TakenRow
from bot.domain.moments import DEFAULT_TIME, When
from bot.domain.naming import name_key, tight_key
from bot.domain.people import Person
from bot.domain.phrases import Phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.domain.spans import local_moment
from bot.intake.counter import Counter, keep_rhythms
from bot.intake.heads import SheetRow
from bot.intake.shipments import take_shipment
from bot.ports.ledger import Ledger
from bot.ports.requests import Place, Speaker

TERM_WORDS = 2
MOST_CONTACTS = 20_000


class Importer(Struct):
    """Takes rows over in one transaction, in one person's name. `file`: what it is called in what is written.

    Rows go through the same commands and handlers as what people type, with the same rights; only notices to
    colleagues are left out, for a thousand rows would be a thousand messages. Nothing is ever taken away: tags and
    other names are added, a name stays as the desk knows it.
    """

    house: House
    ledger: Ledger
    speaker: Speaker
    place: Place
    file: str
    said: dict[int, set[tuple[datetime, Channel, str]]] = field(default_factory=dict)
    rhythms: set[int] = field(default_factory=set)
    """Customers written of, whose rhythm is kept when all rows are taken over."""

    def take(self, row: SheetRow, request_id: str) -> TakenRow:
        """One row: written, or refused with its reason and nothing of it written."""
        if self.ledger.receipts.find(request_id) is not None:
            return _taken(row, RowStatus.SAME, row.group("customer").get("name", ""))
        counter = Counter(self.house, self.ledger, self.speaker, self.place, request_id, self.rhythms)
        try:
            with self.ledger.attempt():
                taken = _Errand(self, row, counter).run()
                counter.seal()
                return taken
        except DomainError as refusal:
            return _taken(row, RowStatus.REFUSED, row.group("customer").get("name", ""), reason=refusal.reason)

    def finish(self, request_id: str) -> None:
        """All rows are taken over: the customers' next dates are counted."""
        counter = Counter(self.house, self.ledger, self.speaker, self.place, request_id, self.rhythms)
        keep_rhythms(sorted(self.rhythms), counter.work)

    def contacts_of(self, customer: Ref, *, is_new: bool) -> set[tuple[datetime, Channel, str]]:
        """What was said to a customer so far, so that the same is not written twice."""
        if customer.id not in self.said:
            latest = self.ledger.contacts.latest(customer.id, MOST_CONTACTS) if not is_new else ()
            self.said[customer.id] = {(one.at, one.channel, one.note) for one in latest}
        return self.said[customer.id]


class _Errand:
    """One row on its way."""

    def __init__(self, importer: "Importer", row: SheetRow, counter: Counter) -> None:
        self.importer, self.row, self.ledger = importer, row, importer.ledger
        self.counter, self.work = counter, counter.work
        self.is_new = False

    def run(self) -> TakenRow:
        if self.row.group("shipment") and self.row.group("order").get("number"):
            return self._shipment()
        before = self.ledger.trail.written()
        customer = self._customer()
        person = self._person(customer)
        order = self._order(customer)
        self._contact(customer, person, order)
        self._next(customer)
        is_changed = self.ledger.trail.written() > before
        status = _status(self.is_new, is_changed)
        return _taken(self.row, status, customer.name, customer.code, tuple(self.counter.parts))

    def _shipment(self) -> TakenRow:
        """A row of a shipment ledger. What else it says is of the shipment too; an unknown order needs its customer."""
        before, values = self.ledger.trail.written(), self.row.group("shipment")
        if note := self.row.group("contact").get("note"):
            values.setdefault("note", note)
        number = self.row.group("order")["number"]
        known = self.ledger.orders.by_number(number)
        if name := self.row.group("customer").get("name"):
            self.row = replace(self.row, values={**self.row.values, **_blank(self.row), ("customer", "name"): name})
            customer = self._customer()
            self._order(customer)
        elif known is not None:
            customer = Ref(Kind.CUSTOMER, known.customer_id, self._called(known.customer_id))
        else:
            raise DomainError(phrase("order-gone", number=number))
        code, is_new = take_shipment(values, number, self.counter, self.ledger)
        status = _status(is_new, self.ledger.trail.written() > before)
        return _taken(self.row, status, f"{customer.name} {number}", code, tuple(dict.fromkeys(self.counter.parts)))

    def _called(self, number: int) -> str:
        customer = self.ledger.customers.get(number)
        return customer.name if customer is not None else ""

    # ------------------------------------------------------------------------------------------------ the customer

    def _customer(self) -> Ref:
        values = self.row.group("customer")
        known = self._known_customer(values)
        if known is None:
            if "name" not in values:
                raise DomainError(phrase("import-lacks", field=phrase("field-name")))
            command = self.counter.read(CreateCustomer, values)
            made = self.counter.do("customer", command.model_copy(update={"is_surely_new": True}))
            self.is_new = True
            if made is None:
                raise DomainError(phrase("import-cell", field=phrase("field-name"), reason=words(values["name"][:60])))
            return Ref(Kind.CUSTOMER, made.id, values["name"].strip())
        changes = self._changes(values, known)
        if changes:
            self.counter.do("customer", self.counter.read(ChangeCustomer, {"customer": f"C{known.id}", **changes}))
        return Ref(Kind.CUSTOMER, known.id, known.name)

    def _known_customer(self, values: Mapping[str, str]) -> Customer | None:
        """The one customer that this name, web or mail domain, e-mail or phone belongs to; several are refused."""
        person = self.row.group("person")
        phones = [person[name] for name in ("phone", "whatsapp") if name in person]
        emails = [person["email"]] if "email" in person else []
        name = values.get("name", "")
        refs = self.ledger.customers.alike(name, emails, phones, values.get("website"))
        same = [ref for ref in refs if name and _goes_by(self.ledger.customers.get(ref.id), name)]
        found = same if len(same) == 1 else refs
        if len(found) > 1:
            called = tuple(words(f"{ref.code} {ref.name}") for ref in found)
            raise DomainError(phrase("import-several", name=name or ", ".join(emails), customers=called))
        return self.ledger.customers.get(found[0].id) if found else None

    def _changes(self, values: Mapping[str, str], known: Customer) -> dict[str, str]:
        changes = {
            name: text for name, text in values.items() if name not in ("name", "alias", "tags", "tier", "reason")
        }
        others = [values.get("alias", "")]
        if (name := values.get("name")) and not _goes_by(known, name, by=tight_key):
            others.append(name)
        for field_name, texts in (("tags", [values.get("tags", "")]), ("alias", others)):
            added = [part.strip() for text in texts for part in text.replace("，", ",").split(",") if part.strip()]
            if added:
                changes[field_name] = ", ".join(f"+{part.lstrip('+')}" for part in added)
        tier = values.get("tier", "")
        if tier and self._tier(tier) != self._tier(known.tier.value if known.tier else ""):
            changes |= {"tier": tier, "reason": values.get("reason", self.importer.file)}
        return changes

    def _tier(self, text: str) -> Tier | None:
        command = self.counter.read(CreateCustomer, {"name": "-", "tier": text})
        return command.tier if isinstance(command, CreateCustomer) else None

    # ------------------------------------------------------------------------------------------------ what is theirs

    def _person(self, customer: Ref) -> str | None:
        """Who is named in the row, as the desk calls them: by name, else whoever has this e-mail, else the e-mail."""
        values = self.row.group("person")
        email = values.get("email", "").casefold()
        known = self.ledger.contact_persons.of_customer(customer.id) if email and not self.is_new else []
        same = next((one.name for one in known if (one.email or "").casefold() == email), None)
        name = values.get("contact") or same or values.get("email") or values.get("phone") or values.get("whatsapp")
        if name is None:
            return None
        command = self.counter.read(ChangeContactPerson, {**values, "customer": f"C{customer.id}", "contact": name})
        self.counter.do("contact-person", command)
        return values.get("contact") or same

    def _order(self, customer: Ref) -> Ref | None:
        values = self.row.group("order")
        currency, number = values.pop("currency", ""), values.get("number")
        if number is None:
            return None
        if amount := values.get("amount"):
            is_bare = amount.replace(",", "").replace(".", "").replace(" ", "").isdigit()
            values["amount"] = f"{currency} {amount}".strip() if is_bare else amount
        term, *place = values.get("incoterm", "").split(maxsplit=1)[:TERM_WORDS] or [""]
        values |= {"incoterm": term, "place": values.get("place") or "".join(place)}
        known = self.ledger.orders.by_number(number)
        if known is None:
            owner = values.get("owner") or self.row.group("customer").get("owner", "")
            command = self.counter.read(CreateOrder, {**values, "customer": f"C{customer.id}", "owner": owner})
            return self.counter.do("order", command)
        if known.customer_id != customer.id:
            raise DomainError(phrase("contact-order-of-other", order=known.number, customer=customer.name))
        values.pop("number")
        return self.counter.do("order", self.counter.read(ChangeOrder, {**values, "order": known.number}))

    def _contact(self, customer: Ref, person: str | None, order: Ref | None) -> None:
        values = self.row.group("contact")
        if not values.get("note") and not values.get("at"):
            return
        note = values.get("note") or self.importer.house.texts.say(
            phrase("import-last-contact", file=self.importer.file), self.importer.house.language, self.work.zone
        )
        given = {**values, "note": note, "channel": values.get("channel", Channel.MESSAGE.value)}
        given |= {"customer": f"C{customer.id}", "contact": person or ""}
        command = self.counter.read(LogContact, given)
        if not isinstance(command, LogContact):
            raise TypeError(type(command).__name__)
        # Not by its number: to find what was just made by name, all names written so far would have to be sent first.
        command = command.model_copy(update={"order": order})
        said = self.importer.contacts_of(customer, is_new=self.is_new)
        key = (command.at.at if command.at is not None else self.counter.now, command.channel, command.note)
        is_known = key in said if command.at is not None else any((c, n) == key[1:] for _, c, n in said)
        if not is_known:
            self.counter.do("contact", command)
            said.add(key)

    def _next(self, customer: Ref) -> None:
        values = self.row.group("next")
        if not values:
            return
        owner = self._owner_of(customer)
        what, when = self._promised(values, owner)
        promises = self.ledger.follow_ups.of_customer(customer.id) if not self.is_new else ()
        day = when.at.date() if when is not None else None
        if any(one.what == what and day in (None, one.due_at.astimezone(self.work.zone).date()) for one in promises):
            return
        moment = when or self._next_morning(owner)
        command = PlanFollowUp(
            customer=customer, next=Next(when=moment, what=what), owner=Ref(Kind.PERSON, owner.id, owner.name)
        )
        self.counter.do("follow-up", command)

    def _promised(self, values: Mapping[str, str], owner: Person) -> tuple[str, When | None]:
        """What was promised, and for when; None for a day that was never named or is past, which the words then say."""
        what, typed = values.get("what", ""), values.get("when")
        if typed is None:
            return what, None
        works = works_on(owner, self.work.rules.firm_country)
        when = read_when(typed, self.work.now(), looks_back=False, is_working_day=works)
        if when is None:
            reason = phrase("when-unreadable", typed=typed[:60])
            raise DomainError(phrase("import-cell", field=phrase("field-next"), reason=reason))
        if when.at >= self.work.now():
            return what, when
        house, late = self.importer.house, phrase("import-was-due", what=what, day=when.at.date())
        return house.texts.say(late, house.language, self.work.zone).strip(), None

    def _owner_of(self, customer: Ref) -> Person:
        record = self.ledger.customers.get(customer.id)
        owner = self.work.owner(record.owner_id) if record is not None else None
        return owner if owner is not None and owner.is_active else self.work.me

    def _next_morning(self, owner: Person) -> When:
        zone, works = self.work.zone_of(owner), works_on(owner, self.work.rules.firm_country)
        day = self.counter.now.astimezone(zone).date() + timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
        return When(local_moment(datetime.combine(day, DEFAULT_TIME), zone), False)


def _status(is_new: bool, is_changed: bool) -> RowStatus:
    return RowStatus.NEW if is_new else RowStatus.CHANGED if is_changed else RowStatus.SAME


def _taken(
    row: SheetRow,
    status: RowStatus,
    customer: str,
    code: str = "",
    parts: tuple[str, ...] = (),
    reason: Phrase | None = None,
) -> TakenRow:
    return TakenRow(row.sheet, row.number, status, customer, code, parts, reason)


def _blank(row: SheetRow) -> dict[tuple[str, str], str]:
    """What a shipment ledger's row seems to say of its customer: a ledger's *status* is not the customer's."""
    return {column: "" for column in row.values if column[0] in ("customer", "person", "contact", "next")}


def _goes_by(customer: Customer | None, name: str, by: Callable[[str], str] = name_key) -> bool:
    called = (customer.name, customer.short_name or "", *customer.aliases) if customer is not None else ()
    return by(name) in {by(one) for one in called if one}

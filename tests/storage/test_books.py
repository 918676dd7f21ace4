"""The books: what goes in comes out, what changes leaves a trail, and each question finds what it should."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.customers import Campaign, ContactPerson, Customer, CustomerType, Temperature, Tier
from bot.domain.errors import Conflict
from bot.domain.follow_ups import FollowUpState
from bot.domain.money import Money
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Binding, Route, Topic
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger
from bot.storage.shapes import SHAPES
from bot.storage.store import SqlStore
from tests.storage.builders import ABC, DAY, NOW, contact, customer, follow_up, order, via


def _in(store: SqlStore, job: Any) -> Any:
    def run(ledger: Ledger) -> Any:
        ledger.begin(via("books"))
        return job(ledger)

    return store.write(run).result(10)


def test_every_kind_of_record_comes_back_as_it_was(desk: SqlStore) -> None:
    full = customer(
        name="宁波贸易 & Söhne",
        aliases=("NB", "𠮷"),
        tags=("潜力大",),
        type=CustomerType.BRAND,
        tier=Tier.B,
        temperature=Temperature.HOT,
        preferences={"hours": "09:00-17:00"},
        extra={"颜色": "红"},
    )
    person = Person(
        id=UNSAVED, name="Boris", role=Role.MANAGER, superior_id=1, language=Language.EN,
        quiet_from=time(20), quiet_to=time(8),
        absent_from=date(2026, 3, 1), reach=PlatformName.TELEGRAM,
    )  # fmt: skip
    money = order(amount=Money(Decimal("4280.1234"), "USD"), extra={"a": "b"})
    promise = follow_up(has_time=False, state=FollowUpState.DONE, closed_at=NOW + timedelta(microseconds=1))

    def write(ledger: Ledger) -> list[Any]:
        books = [ledger.customers, ledger.people, ledger.orders, ledger.follow_ups]
        return [book.add(record) for book, record in zip(books, (full, person, money, promise), strict=True)]  # type: ignore[attr-defined]

    added = _in(desk, write)
    kinds = (Kind.CUSTOMER, Kind.PERSON, Kind.ORDER, Kind.FOLLOW_UP)
    again = desk.read(lambda ledger: [ledger.of(k).get(r.id) for k, r in zip(kinds, added, strict=True)]).result(10)
    assert again == added
    assert desk.read(lambda ledger: ledger.trail.verify()).result(10).is_intact


def test_there_is_a_book_for_every_shape(desk: SqlStore) -> None:
    assert len(SHAPES) >= 11
    assert desk.read(lambda ledger: [ledger.of(kind).get(12345) for kind in SHAPES]).result(10) == [None] * len(SHAPES)


def test_a_change_leaves_its_trail_and_the_same_value_leaves_none(desk: SqlStore) -> None:
    def change(ledger: Ledger) -> tuple[Customer, int, Any]:
        before = ledger.customers.get(1)
        assert before is not None
        changed = ledger.customers.change(before, name="ABC AG", tier=Tier.A)
        assert ledger.customers.change(changed, name="ABC AG") is changed
        with pytest.raises(Conflict):
            ledger.customers.change(before, city="Rome")
        return changed, ledger.trail.written(), ledger.trail.receipt()

    changed, written, (seq, code) = _in(desk, change)
    assert (changed.version, written, seq) == (2, 1, 4)
    entry = desk.read(lambda ledger: ledger.trail.about([ABC], None, 1)).result(10)[0]
    assert (entry.seq, entry.code, entry.type, entry.actor_id, entry.request) == (
        4,
        code,
        "customer.changed",
        1,
        "books",
    )
    assert (entry.before, entry.after) == ({"name": "ABC GmbH", "tier": None}, {"name": "ABC AG", "tier": Tier.A})


def test_what_the_trail_answers(desk: SqlStore) -> None:
    def write(ledger: Ledger) -> None:
        ledger.contacts.add(contact())
        ledger.trail.note("file.handed-out", ABC, {"sha256": "ab"}, {"name": "offer.pdf"})

    _in(desk, write)

    def look(ledger: Ledger) -> None:
        entries = ledger.trail.about([ABC, Ref(Kind.CONTACT, 1)], None, 9)
        assert [entry.type for entry in entries] == ["file.handed-out", "contact.created", "customer.created"]
        assert dict(entries[0].after) == {"sha256": "ab", "name": "offer.pdf"}
        assert [entry.seq for entry in ledger.trail.about([ABC], entries[0].seq, 9)] == [3]
        assert [entry.type for entry in ledger.trail.last_of(1)] == ["contact.created", "file.handed-out"]
        assert ledger.trail.last_of(77) == []
        assert ledger.trail.later_than(4, [ABC]) and not ledger.trail.later_than(5, [ABC])
        assert ledger.trail.size() == 5

    desk.read(look).result(10)


def test_questions_about_customers(desk: SqlStore) -> None:
    def write(ledger: Ledger) -> None:
        other = ledger.customers.add(customer(name="Kühn AG", owner_id=None, website="https://www.kuehn.de/shop"))
        ledger.contact_persons.add(
            ContactPerson(id=UNSAVED, customer_id=1, name="Eva", email="eva@abc-lamps.com", phone="+49 (170) 123-4567")
        )
        ledger.contact_persons.add(
            ContactPerson(id=UNSAVED, customer_id=other.id, name="Max", email="max@gmail.com", is_gone=True)
        )
        ledger.campaigns.add(Campaign(id=UNSAVED, customer_id=1, name="Canton Fair"))
        for number, amount in (("A1", "10.5"), ("A2", "0.25")):
            ledger.orders.add(order(number=number, amount=Money(Decimal(amount), "USD")))
        ledger.orders.add(order(number="A3", amount=Money(Decimal(7), "EUR"), is_cancelled=True))

    _in(desk, write)

    def look(ledger: Ledger) -> None:
        assert [c.id for c in ledger.customers.listed(None, 0, 9)] == [1, 2]
        assert [c.id for c in ledger.customers.listed([1], 0, 9)] == [1]
        assert ledger.customers.listed(None, 2, 9) == []
        figures = ledger.customers.figures(1)
        assert (figures.order_count, figures.totals) == (2, {"USD": Decimal("10.75")})
        assert ledger.customers.figures_of([2, 1, 99]) == {1: figures}
        alike = ledger.customers.alike
        assert [ref.id for ref in alike("A-B C gmbh", (), (), None)] == [1]
        assert [ref.id for ref in alike("x", ["sales@ABC-lamps.com"], (), None)] == [1]
        assert alike("x", ["other@gmail.com"], (), None) == []
        assert [ref.id for ref in alike("x", (), ["0170 1234567"], "kuehn.de")] == [1, 2]
        assert ledger.contact_persons.named(1, "EVA") is not None
        assert ledger.contact_persons.of_customer(2) == []
        assert [c.name for c in ledger.campaigns.of_customer(1)] == ["Canton Fair"]
        assert [c.id for c in ledger.customers.quiet_since(NOW + DAY, 9)] == [1]
        assert ledger.customers.quiet_since(NOW, 9) == []
        assert ledger.orders.by_number("a2").number == "A2"  # type: ignore[union-attr]
        assert [o.number for o in ledger.orders.listed(None, 9)] == ["A2", "A1"]
        assert [o.number for o in ledger.orders.listed([1], 1)] == ["A2"]
        assert ledger.orders.listed([5], 9) == []

    desk.read(look).result(10)


def test_conversations_and_promises(desk: SqlStore) -> None:
    def write(ledger: Ledger) -> None:
        for days in (1, 3, 2):
            ledger.contacts.add(contact(note=str(days), at=NOW - days * DAY))
        ledger.contacts.change(ledger.contacts.add(contact(at=NOW)), is_retracted=True)
        for days in (5, -1, 2):
            ledger.follow_ups.add(follow_up(due_at=NOW + days * DAY))
        ledger.follow_ups.change(ledger.follow_ups.add(follow_up()), state=FollowUpState.DONE)
        assert [c.note for c in ledger.contacts.latest(1, 2)] == ["1", "2"], "read what waits to be written"

    _in(desk, write)

    def look(ledger: Ledger) -> None:
        assert [c.note for c in ledger.contacts.latest(1, 9, before=1)] == ["2", "3"]
        assert ledger.contacts.last_at([1]) == {1: NOW - DAY}
        assert ledger.contacts.last_at([1, 2, 3]) == {1: NOW - DAY}
        assert ledger.contacts.newest_of([2, 1, 99]) == {1: ledger.contacts.latest(1, 1)[0]}
        assert [f.id for f in ledger.follow_ups.open_of_customer(1)] == [2, 3, 1]
        assert ledger.follow_ups.next_due([1, 2, 99]) == {1: NOW - DAY}
        assert [f.id for f in ledger.follow_ups.open_of_owner(1, NOW + 3 * DAY)] == [2, 3]
        assert [f.id for f in ledger.follow_ups.open_overdue(NOW, 9)] == [2]
        assert ledger.follow_ups.many([3, 1, 99]).keys() == {1, 3}
        assert ledger.follow_ups.many([1, 2, 3, 4, 99]).keys() == {1, 2, 3, 4}

    desk.read(look).result(10)


def test_people_and_their_accounts(desk: SqlStore) -> None:
    def write(ledger: Ledger) -> None:
        ledger.people.add(Person(id=UNSAVED, name="Anna Maria", role=Role.MANAGER))
        ledger.people.add(Person(id=UNSAVED, name="Anna Gone", role=Role.SALES, is_active=False))
        ledger.accounts.add(
            Account(id=UNSAVED, person_id=1, platform=PlatformName.TELEGRAM, account="77", shown_name="Annie Li")
        )
        written = ledger.trail.written()
        first = ledger.accounts.of(PlatformName.SLACK, "U1")
        assert first is not None
        ledger.accounts.saw(first, NOW, "D1", "zh-CN", None)
        ledger.accounts.saw(first, NOW + timedelta(seconds=20), "D1", "zh-CN", None)
        assert ledger.trail.written() == written, "being seen leaves no trail"

    _in(desk, write)

    def look(ledger: Ledger) -> None:
        assert [p.id for p in ledger.people.named("ANNA")] == [1]
        assert [p.id for p in ledger.people.named("annie")] == [1]
        assert [p.id for p in ledger.people.named("anna maria")] == [2]
        assert ledger.people.named("ann") == [] and ledger.people.named(" ") == []
        assert [p.id for p in ledger.people.with_role("manager")] == [2]
        accounts = ledger.accounts.of_person(1)
        assert [(a.platform, a.chat, a.seen_at) for a in accounts] == [
            (PlatformName.SLACK, "D1", NOW),
            (PlatformName.TELEGRAM, None, None),
        ]
        assert ledger.accounts.last_seen([1, 2]) == {1: NOW}
        assert ledger.trail.verify().is_intact

    desk.read(look).result(10)


def test_rooms(desk: SqlStore) -> None:
    slack = PlatformName.SLACK

    def write(ledger: Ledger) -> None:
        ledger.routes.add(Route(id=UNSAVED, topic=Topic.SEAL, platform=slack, chat="C1", added_by=1))
        off = ledger.routes.add(Route(id=UNSAVED, topic=Topic.SEAL, platform=slack, chat="C2", added_by=1))
        ledger.routes.change(off, is_off=True)
        ledger.bindings.add(Binding(id=UNSAVED, platform=slack, chat="C1", customer_id=1, added_by=1))
        ledger.bindings.add(
            Binding(id=UNSAVED, platform=slack, chat="C1", thread="7", customer_id=1, order_id=None, added_by=1)
        )

    _in(desk, write)
    _in(desk, lambda ledger: ledger.outbox.move_chat(slack, "C1", "C9"))

    def look(ledger: Ledger) -> None:
        assert [r.chat for r in ledger.routes.of_topic(Topic.SEAL)] == ["C9"]
        assert len(ledger.routes.everything()) == 1 and ledger.routes.of_place(slack, "C9", "7") == []
        assert ledger.bindings.of_place(slack, "C1", None) is None
        assert ledger.bindings.of_place(slack, "C9", "7").thread == "7"  # type: ignore[union-attr]
        assert ledger.bindings.of_place(slack, "C9", "8").thread is None  # type: ignore[union-attr]

    desk.read(look).result(10)

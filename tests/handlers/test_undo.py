"""Taking back one's own last entry."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.commands.contacts import LogContact
from bot.commands.fields import Next
from bot.commands.people import ChangePerson, InvitePerson, LinkAccount, RouteTopic, UndoLast
from bot.domain.contacts import Channel, Contact
from bot.domain.customers import Customer, Tier
from bot.domain.errors import DomainError
from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.moments import When
from bot.domain.orders import Order
from bot.domain.people import Person, Role
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Topic
from bot.handlers.contacts import log_contact
from bot.handlers.joining import invite_person, link_account
from bot.handlers.people import change_person
from bot.handlers.rooms import route_topic
from bot.handlers.undo import undo_last
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger
from bot.ports.requests import Outcome
from tests.handlers.bench import Bench, said, shared


def undo(bench: Bench, who: Person) -> Outcome:
    return bench.ask(undo_last, UndoLast(), who)


def refused(bench: Bench, who: Person) -> str:
    with pytest.raises(DomainError) as refusal:
        undo(bench, who)
    return refusal.value.reason.key


def customer(bench: Bench, owner: Person) -> Customer:
    fresh = Customer(id=UNSAVED, name="ABC GmbH", owner_id=owner.id, created_at=bench.clock.at)
    return bench.write(lambda ledger: ledger.customers.add(fresh))


def contact(bench: Bench, about: Customer, by: Person, **fields: Any) -> Contact:
    return Contact(
        id=UNSAVED,
        customer_id=about.id,
        channel=Channel.CALL,
        note="asked",
        at=bench.clock.at,
        author_id=by.id,
        logged_at=bench.clock.at,
        **fields,
    )


def promise(bench: Bench, about: Customer, by: Person, **fields: Any) -> FollowUp:
    at = bench.clock.at
    due = at + timedelta(days=3)
    return FollowUp(
        id=UNSAVED, customer_id=about.id, owner_id=by.id, due_at=due, created_at=at, created_by=by.id, **fields
    )


def order(bench: Bench, about: Customer, by: Person) -> Order:
    at = bench.clock.at
    return Order(
        id=UNSAVED,
        number="PI1",
        customer_id=about.id,
        owner_id=by.id,
        stage="contract",
        created_at=at,
        created_by=by.id,
    )


def due(bench: Bench) -> list[str]:
    return bench.write(lambda ledger: [t.key for t in ledger.alarms.due(bench.clock.at + timedelta(days=90), 50)])


def test_a_contact_and_its_promise_go_together(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer(bench, anna)

    def log(ledger: Ledger) -> tuple[Contact, FollowUp]:
        logged = ledger.contacts.add(contact(bench, abc, anna))
        return logged, ledger.follow_ups.add(promise(bench, abc, anna, contact_id=logged.id))

    logged, promised = bench.write(log, anna)
    outcome = undo(bench, anna)
    assert "Taken back: #" in said(outcome.reply)
    now = bench.write(lambda ledger: (ledger.contacts.get(logged.id), ledger.follow_ups.get(promised.id)))
    assert now[0] is not None
    assert now[0].is_retracted
    assert now[1] is not None
    assert now[1].state is FollowUpState.CANCELLED
    assert {Ref(Kind.CONTACT, logged.id), Ref(Kind.FOLLOW_UP, promised.id), Ref(Kind.CUSTOMER, abc.id)} <= {
        Ref(ref.kind, ref.id) for ref in outcome.changed
    }
    assert bench.write(lambda ledger: ledger.trail.verify()).is_intact


def test_a_change_is_turned_back_and_names_follow(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer(bench, anna)

    def rename(ledger: Ledger) -> None:
        ledger.customers.change(abc, name="XYZ Ltd.", tier=Tier.A, aliases=("xy",))

    bench.write(rename, anna)
    undo(bench, anna)
    now = bench.write(lambda ledger: ledger.customers.get(abc.id))
    assert now is not None
    assert (now.name, now.tier, now.aliases) == ("ABC GmbH", None, ())
    found = bench.write(lambda ledger: ledger.names.exact(["abc gmbh", "xyz ltd"], [Kind.CUSTOMER]))
    assert [ref.id for ref in found.get("abc gmbh", [])] == [abc.id]
    assert not found.get("xyz ltd")


def test_a_kept_promise_is_open_again_and_reminded(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer(bench, anna)
    promised = bench.write(lambda ledger: ledger.follow_ups.add(promise(bench, abc, anna)))

    def done(ledger: Ledger) -> None:
        ledger.follow_ups.change(promised, state=FollowUpState.DONE, closed_at=bench.clock.at, closed_by=anna.id)

    bench.write(done, anna)
    undo(bench, anna)
    now = bench.write(lambda ledger: ledger.follow_ups.get(promised.id))
    assert now is not None
    assert now.is_open
    assert now.closed_by is None
    assert any(str(promised.id) in key for key in due(bench))


def test_not_twice_not_late_and_not_somebody_elses(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.SALES), bench.person("Boris", Role.SALES)
    abc = customer(bench, anna)
    assert refused(bench, anna) == "undo-nothing"
    bench.write(lambda ledger: ledger.contacts.add(contact(bench, abc, anna)), anna)
    assert refused(bench, boris) == "undo-nothing"
    bench.later(minutes=11)
    assert refused(bench, anna) == "undo-too-late"
    bench.write(lambda ledger: ledger.contacts.add(contact(bench, abc, anna)), anna)
    bench.later(minutes=9)
    undo(bench, anna)
    assert refused(bench, anna) == "undo-done-already"


@pytest.mark.parametrize("rests", ["changed", "contact", "promise"])
def test_nothing_goes_that_something_rests_on(bench: Bench, rests: str) -> None:
    anna, boris = bench.person("Anna", Role.MANAGER), bench.person("Boris", Role.MANAGER)
    abc = customer(bench, anna)
    made = bench.write(lambda ledger: ledger.orders.add(order(bench, abc, anna)), anna)
    later: dict[str, Callable[[Ledger], object]] = {
        "changed": lambda ledger: ledger.orders.change(made, stage="production"),
        "contact": lambda ledger: ledger.contacts.add(contact(bench, abc, boris, order_id=made.id)),
        "promise": lambda ledger: ledger.follow_ups.add(promise(bench, abc, boris, order_id=made.id)),
    }
    bench.write(later[rests], boris)
    assert refused(bench, anna) == "undo-rested-on"
    kept = bench.write(lambda ledger: ledger.orders.get(made.id))
    assert kept is not None
    assert not kept.is_cancelled


def test_an_order_is_cancelled_and_a_route_switched_off(bench: Bench) -> None:
    anna = bench.person("Anna", Role.MANAGER)
    abc = customer(bench, anna)
    made = bench.write(lambda ledger: ledger.orders.add(order(bench, abc, anna)), anna)
    outcome = undo(bench, anna)
    gone = bench.write(lambda ledger: ledger.orders.get(made.id))
    assert gone is not None
    assert gone.is_cancelled
    assert Ref(Kind.ORDER, made.id, "PI1") in outcome.changed
    bench.ask(route_topic, RouteTopic(topic=Topic.SEAL), anna, place=shared())
    undo(bench, anna)
    assert bench.write(lambda ledger: ledger.routes.everything()) == []


def test_a_customers_file_is_retired_with_what_came_with_it(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)

    def create(ledger: Ledger) -> Contact:
        made = ledger.customers.add(
            Customer(id=UNSAVED, name="New One", owner_id=anna.id, created_at=bench.clock.at),
        )
        return ledger.contacts.add(contact(bench, made, anna))

    logged = bench.write(create, anna)
    assert "stay in the trail" in said(undo(bench, anna).reply)
    now = bench.write(lambda ledger: (ledger.contacts.get(logged.id), ledger.customers.get(logged.customer_id)))
    assert now[0] is not None
    assert now[0].is_retracted
    assert now[1] is not None and now[1].is_retired
    assert bench.write(lambda ledger: ledger.customers.listed(None, 0, 10)) == []


def test_a_customer_of_whom_somebody_wrote_since_stays(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.SALES), bench.person("Boris", Role.SALES)
    fresh = Customer(id=UNSAVED, name="New Two", owner_id=anna.id, created_at=bench.clock.at)
    made = bench.write(lambda ledger: ledger.customers.add(fresh), anna)
    bench.write(lambda ledger: ledger.contacts.add(contact(bench, made, boris)), boris)
    assert refused(bench, anna) == "undo-rested-on"


def test_roles_and_invitations_are_taken_back_but_not_who_came_in(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.ADMIN), bench.person("Boris", Role.SALES)
    change = ChangePerson(person=Ref(Kind.PERSON, boris.id), role=Role.MANAGER)
    bench.ask(change_person, change, anna)
    undo(bench, anna)
    assert bench.now_of(boris).role is Role.SALES
    bench.ask(invite_person, InvitePerson(role=Role.SALES, name="Fritz"), anna)
    undo(bench, anna)
    assert [p.is_active for p in bench.write(lambda ledger: ledger.people.everybody()) if p.name == "Fritz"] == [False]
    code = said(bench.ask(link_account, LinkAccount(), boris).reply).split("code: ")[1].split(".")[0]
    bench.ask(link_account, LinkAccount(code=code), bench.person("Boris2", Role.SALES))
    double = next(p for p in bench.write(lambda ledger: ledger.people.everybody()) if p.name == "Boris2")
    assert refused(bench, double) == "undo-joined"


def test_a_logged_contact_with_its_next_step_is_taken_back_whole(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer(bench, anna)
    step = Next(when=When(bench.clock.at + timedelta(days=3), True), what="chase")
    about = Ref(Kind.CUSTOMER, abc.id, abc.name)
    bench.ask(log_contact, LogContact(customer=about, channel=Channel.EMAIL, note="sent", next=step), anna)
    assert bench.write(lambda ledger: ledger.follow_ups.open_of_customer(abc.id))
    undo(bench, anna)
    assert bench.write(lambda ledger: ledger.follow_ups.open_of_customer(abc.id)) == []
    assert bench.write(lambda ledger: ledger.contacts.latest(abc.id, 5)) == []
    assert bench.write(lambda ledger: ledger.trail.verify()).is_intact
    assert refused(bench, anna) == "undo-done-already"

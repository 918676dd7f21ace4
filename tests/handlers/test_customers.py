"""The customer file is opened once, shown whole, changed with reasons, and two files can become one."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.commands.contacts import LogContact
from bot.commands.customers import (
    AddCampaign,
    BindPlace,
    ChangeContactPerson,
    ChangeCustomer,
    CreateCustomer,
    FindCustomer,
    ListCustomers,
    MergeCustomers,
    ShowCustomer,
)
from bot.commands.fields import HoursRange
from bot.commands.orders import CreateOrder
from bot.dialogue.replies import Blank, Continue
from bot.domain.contacts import Channel
from bot.domain.customers import CustomerType, Temperature, Tier
from bot.domain.errors import DomainError, NotAllowed, NotFound
from bot.domain.moments import When
from bot.domain.money import Money
from bot.domain.people import Language, Person, PlatformName
from bot.domain.refs import Kind, Ref
from bot.handlers.contacts import log_contact
from bot.handlers.customer_file import add_campaign, bind_place, change_contact_person, merge_customers
from bot.handlers.customers import change_customer, create_customer, find_customer, list_customers, show_customer
from bot.handlers.entries import after_marks
from bot.handlers.glances import draw_customer
from bot.handlers.orders import create_order
from bot.handlers.promises import promise
from bot.ports.requests import Place, ToPerson
from tests.handlers.counter import START, Counter, ref


def person_ref(person: Person) -> Ref:
    return Ref(Kind.PERSON, person.id, person.name)


def number_of(counter: Counter, name: str) -> Ref:
    found = counter.look(lambda work: work.books.names.search(name, (Kind.CUSTOMER,), 1))
    assert found, f"nothing called {name}"
    return found[0]


def test_a_new_customer_has_its_place_its_zone_and_its_owner(counter: Counter) -> None:
    command = CreateCustomer(
        name="Lumen Ltd.",
        country="德国",
        city="Berlin",
        type=CustomerType.AGENT,
        tier=Tier.B,
        owner=person_ref(counter.boris),
        hours=HoursRange(start=time(8, 30), end=time(17, 0)),
        contact="Jan Novak",
        email="jan@lumen.example",
        taboos="no black",
        tags=("price-sensitive",),
    )
    outcome = counter.ask(create_customer, command)
    customer = counter.customer(number_of(counter, "Lumen"))
    assert (customer.country, customer.zone, customer.owner_id) == ("DE", "Europe/Berlin", counter.boris.id)
    assert (customer.tier, customer.hours) == (Tier.B, (time(8, 30), time(17, 0)))
    (notice,) = outcome.notices
    assert notice.to == ToPerson(counter.boris.id)
    card = counter.said(outcome.reply)
    for word in ("Lumen Ltd.", "Berlin, DE", "Jan Novak", "jan@lumen.example", "no black", "price-sensitive", "Boris"):
        assert word in card
    assert "'Europe/Berlin'" in repr(outcome.reply)
    assert f"rhythm:{customer.id}" in counter.timers()


def test_whoever_opens_a_customer_owns_it(counter: Counter) -> None:
    counter.ask(create_customer, CreateCustomer(name="Quartz"))
    counter.ask(create_customer, CreateCustomer(name="Basalt"), by=counter.mei)
    assert counter.customer(number_of(counter, "Quartz")).owner_id == counter.anna.id
    basalt = counter.customer(number_of(counter, "Basalt"))
    assert basalt.owner_id == counter.mei.id
    assert f"rhythm:{basalt.id}" in counter.timers()


@pytest.mark.parametrize(("fields", "field"), [({"country": "Atlantis"}, "country"), ({"zone": "Mars/Base"}, "zone")])
def test_an_unknown_place_is_asked_about(counter: Counter, fields: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        counter.ask(create_customer, CreateCustomer.model_validate({"name": "Nowhere"} | fields))
    assert refused.value.field == field


def test_likely_duplicates_are_shown_and_a_press_goes_on(counter: Counter) -> None:
    command = CreateCustomer(name="A.B.C. gmbh", then='log {about} email "Hello"')
    outcome = counter.ask(create_customer, command)
    assert outcome.is_quiet and outcome.then is None
    assert counter.look(lambda work: len(work.books.customers.listed(None, 0, 99))) == 2
    chosen = counter.button(outcome.reply, "button-this-one").press
    assert chosen == Continue(f'log C{counter.abc.id} email "Hello"')
    anyway = counter.button(outcome.reply, "button-create-anyway").press
    assert isinstance(anyway, CreateCustomer) and anyway.is_surely_new
    made = counter.ask(create_customer, anyway)
    assert made.then == Continue('log C3 email "Hello"')


def test_a_duplicate_one_may_not_see_says_only_who_has_it(counter: Counter) -> None:
    outcome = counter.ask(create_customer, CreateCustomer(name="XYZ-Trading Ltd"))
    said = counter.said(outcome.reply)
    assert "Boris" in said and f"C{counter.xyz.id}" not in said
    with pytest.raises(AssertionError, match="no button"):
        counter.button(outcome.reply, "button-this-one")


def test_one_is_found_by_name_person_mail_and_phone(counter: Counter) -> None:
    command = ChangeContactPerson(
        customer=ref(counter.abc), contact="Anna Schmidt", email="anna@abc.example", phone="+49 30 1234 5678"
    )
    counter.ask(change_contact_person, command)
    for text in ("schmidt", "ABC", "anna@abc.example", "030 12345678"):
        reply = counter.ask(find_customer, FindCustomer(text=text)).reply
        assert reply is not None and reply.card == ref(counter.abc), text
    nothing = counter.ask(find_customer, FindCustomer(text="XYZ")).reply
    assert "XYZ Trading" not in counter.said(nothing)
    assert "XYZ Trading" in counter.said(counter.ask(find_customer, FindCustomer(text="XYZ"), by=counter.mei).reply)


def test_the_list_holds_what_one_may_see_page_by_page(counter: Counter) -> None:
    for number in range(25):
        counter.add_customer(f"Customer {number:02}", counter.anna)
    first = counter.ask(list_customers, ListCustomers())
    more = counter.button(first.reply, "button-more").press
    assert isinstance(more, ListCustomers)
    second = counter.ask(list_customers, more)
    said = counter.said(first.reply) + counter.said(second.reply)
    assert all(f"Customer {number:02} " in said for number in range(25))
    assert "XYZ" not in said
    assert "XYZ" in counter.said(counter.ask(list_customers, ListCustomers(), by=counter.mei).reply)


def test_the_card_shows_the_whole_customer(counter: Counter) -> None:
    counter.ask(add_campaign, AddCampaign(customer=ref(counter.abc), campaign="Canton Fair", held="2026-10"))
    amount = Money(Decimal(4280), "USD")
    counter.ask(create_order, CreateOrder(number="PI9", customer=ref(counter.abc), amount=amount))
    counter.ask(log_contact, LogContact(customer=ref(counter.abc), channel=Channel.CALL, note="wants CIF"))
    counter.look(lambda work: promise(counter.abc, When(START + timedelta(days=1)), "send CIF", counter.anna, work))
    outcome = counter.ask(show_customer, ShowCustomer(customer=ref(counter.abc)))
    said = counter.said(outcome.reply)
    for word in ("ABC GmbH", "Canton Fair", "2026-10", "PI9", "USD 4,280.00", "wants CIF", "send CIF", "Anna"):
        assert word in said, word
    assert "'11-25 03:00'" in repr(outcome.reply)
    assert counter.button(outcome.reply, "button-log").press == Blank("LogContact", {"customer": "C1"})
    assert counter.button(outcome.reply, "button-plan").press == Blank("PlanFollowUp", {"customer": "C1"})
    zh = counter.said(outcome.reply, Language.ZH_CN)
    assert "在手订单" in zh and "customer-" not in zh and "field-tier" not in zh


def test_nobody_opens_or_changes_a_file_that_is_not_theirs(counter: Counter) -> None:
    with pytest.raises(NotFound):
        counter.ask(show_customer, ShowCustomer(customer=ref(counter.xyz)))
    with pytest.raises(NotFound):
        counter.ask(change_customer, ChangeCustomer(customer=ref(counter.xyz), city="Oslo"))


def test_a_tier_against_the_figures_needs_a_reason(counter: Counter) -> None:
    with pytest.raises(DomainError) as refused:
        counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), tier=Tier.A))
    assert refused.value.field == "reason" and "figures" in refused.value.reason.values
    change = ChangeCustomer(customer=ref(counter.abc), tier=Tier.A, reason="three repeat orders")
    outcome = counter.ask(change_customer, change)
    assert counter.customer(counter.abc).tier is Tier.A
    assert "three repeat orders" in counter.said(outcome.reply)
    counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), tier=Tier.C))
    after = counter.customer(counter.abc)
    assert (after.tier, after.tier_reason) == (None, None)


def test_a_change_keeps_what_it_does_not_name_and_a_dash_clears(counter: Counter) -> None:
    counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), talk="by mail", gifts="tea", city="Berlin"))
    outcome = counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), gifts="-", industry="lighting"))
    after = counter.customer(counter.abc)
    assert dict(after.preferences) == {"talk": "by mail"}
    assert dict(after.background) == {"industry": "lighting"}
    assert (after.city, after.country, after.zone) == ("Berlin", "DE", "Europe/Berlin")
    assert outcome.changed == (ref(counter.abc),)


def test_a_country_of_several_times_takes_an_old_zone_away(counter: Counter) -> None:
    counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), country="US"))
    assert counter.customer(counter.abc).zone is None
    counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), city="Houston"))
    assert counter.customer(counter.abc).zone == "America/Chicago"


def test_a_renamed_customer_is_found_by_its_new_names_only(counter: Counter) -> None:
    change = ChangeCustomer(customer=ref(counter.abc), name="Delta AG", short="Delta", alias=("三角",))
    counter.ask(change_customer, change)
    exact = counter.look(lambda work: work.books.names.exact(["delta", "三角", "abc gmbh"], (Kind.CUSTOMER,)))
    assert [ref.id for ref in exact.get("delta", [])] == [counter.abc.id] and "三角" in exact
    assert not exact.get("abc gmbh")


def test_a_new_owner_takes_over_the_promises_and_is_told(counter: Counter) -> None:
    owed = counter.look(lambda work: promise(counter.abc, When(START), "call", counter.anna, work))
    change = ChangeCustomer(customer=ref(counter.abc), owner=person_ref(counter.boris), temperature=Temperature.HOT)
    outcome = counter.ask(change_customer, change, by=counter.mei)
    (promised,) = counter.look(lambda work: work.books.follow_ups.of_customer(counter.abc.id))
    assert (promised.id, promised.owner_id) == (owed.id, counter.boris.id)
    assert [notice.to for notice in outcome.notices] == [ToPerson(counter.boris.id)]
    again = counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), city="Bonn"), by=counter.mei)
    assert again.notices == ()


def test_a_choice_of_the_firms_own_fields_takes_nothing_else(counter: Counter) -> None:
    counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), extra={"source": "fair"}))
    assert dict(counter.customer(counter.abc).extra) == {"source": "fair"}
    counter.ask(change_customer, ChangeCustomer(customer=ref(counter.abc), extra={"source": "-"}))
    assert dict(counter.customer(counter.abc).extra) == {}


def test_a_person_there_is_added_once_and_changed_after(counter: Counter) -> None:
    first = ChangeContactPerson(customer=ref(counter.abc), contact="Anna Schmidt", position="Buyer")
    counter.ask(change_contact_person, first)
    second = ChangeContactPerson(customer=ref(counter.abc), contact="anna schmidt", channel=Channel.WHATSAPP)
    outcome = counter.ask(change_contact_person, second)
    (person,) = counter.look(lambda work: work.books.contact_persons.of_customer(counter.abc.id))
    assert (person.name, person.position, person.channel) == ("Anna Schmidt", "Buyer", "whatsapp")
    assert "Buyer" in counter.said(outcome.reply) and "WhatsApp" in counter.said(outcome.reply)


def test_a_fair_named_again_is_completed(counter: Counter) -> None:
    counter.ask(add_campaign, AddCampaign(customer=ref(counter.abc), campaign="Canton Fair", held="2026-10"))
    counter.ask(add_campaign, AddCampaign(customer=ref(counter.abc), campaign="canton fair", result="two samples"))
    (fair,) = counter.look(lambda work: work.books.campaigns.of_customer(counter.abc.id))
    assert (fair.held_on, fair.result) == ("2026-10", "two samples")
    counter.ask(add_campaign, AddCampaign(customer=ref(counter.abc), campaign="Canton Fair", held="2027-04"))
    assert len(counter.look(lambda work: work.books.campaigns.of_customer(counter.abc.id))) == 2


def test_a_room_is_bound_bound_anew_and_set_free(counter: Counter) -> None:
    room = Place(PlatformName.SLACK, "C1", is_shared=True)
    bind = BindPlace.model_validate({"customer": ref(counter.abc), "bind": "here"})
    with pytest.raises(DomainError):
        counter.ask(bind_place, bind)
    outcome = counter.ask(bind_place, bind, place=room)
    assert outcome.says_in_place is not None
    counter.ask(bind_place, bind.model_copy(update={"customer": ref(counter.xyz)}), by=counter.mei, place=room)
    found = counter.look(lambda work: work.books.bindings.of_place(PlatformName.SLACK, "C1", None))
    assert found is not None and found.customer_id == counter.xyz.id
    off = BindPlace.model_validate({"customer": ref(counter.xyz), "bind": "off"})
    counter.ask(bind_place, off, by=counter.mei, place=room)
    assert counter.look(lambda work: work.books.bindings.of_place(PlatformName.SLACK, "C1", None)) is None


def test_two_files_become_one_only_after_being_asked(counter: Counter) -> None:
    merge = MergeCustomers(customer=ref(counter.abc), other=ref(counter.xyz))
    asked = counter.ask(merge_customers, merge, by=counter.mei)
    assert asked.is_quiet and counter.customer(counter.xyz).merged_into is None
    with pytest.raises(DomainError):
        same = MergeCustomers(customer=ref(counter.abc), other=ref(counter.abc), is_sure=True)
        counter.ask(merge_customers, same, by=counter.mei)
    sure = counter.button(asked.reply, "button-merge").press
    assert isinstance(sure, MergeCustomers) and sure.is_sure


def test_everything_moves_in_a_merge(counter: Counter) -> None:
    xyz = ref(counter.xyz)
    for name, customer, position in (("Li", xyz, "CEO"), ("Wang", xyz, "Buyer"), ("Wang", ref(counter.abc), None)):
        command = ChangeContactPerson(customer=customer, contact=name, position=position, email=f"{name}@x.example")
        counter.ask(change_contact_person, command, by=counter.mei)
    counter.ask(log_contact, LogContact(customer=xyz, channel=Channel.CALL, note="hello"), by=counter.boris)
    counter.ask(create_order, CreateOrder(number="PI7", customer=xyz), by=counter.boris)
    counter.ask(add_campaign, AddCampaign(customer=xyz, campaign="Fair"), by=counter.boris)
    counter.look(lambda work: promise(counter.xyz, When(START), "call", counter.boris, work))
    merge = MergeCustomers(customer=ref(counter.abc), other=xyz, is_sure=True)
    outcome = counter.ask(merge_customers, merge, by=counter.mei)

    books = counter.look(
        lambda work: (
            work.books.contacts.latest(counter.abc.id, 9),
            work.books.orders.of_customer(counter.abc.id),
            work.books.campaigns.of_customer(counter.abc.id),
            work.books.follow_ups.open_of_customer(counter.abc.id),
        )
    )
    assert [len(book) for book in books] == [1, 1, 1, 1]
    people = counter.look(lambda work: work.books.contact_persons.of_customer(counter.abc.id))
    assert {(person.name, person.position) for person in people} == {("Li", "CEO"), ("Wang", "Buyer")}
    assert counter.customer(counter.abc).aliases == ("XYZ Trading",)
    assert counter.customer(counter.xyz).merged_into == counter.abc.id
    exact = counter.look(lambda work: work.books.names.exact(["xyz trading"], (Kind.CUSTOMER,)))
    assert [found.id for found in exact["xyz trading"]] == [counter.abc.id]
    assert f"rhythm:{xyz.id}" not in counter.timers()
    shown = counter.ask(show_customer, ShowCustomer(customer=xyz), by=counter.mei)
    assert shown.reply is not None and shown.reply.card == ref(counter.abc)
    old = counter.look(lambda work: draw_customer(xyz, work), by=counter.mei)
    assert "Now part of ABC GmbH" in counter.said(old)
    assert xyz in outcome.changed


def test_a_merge_needs_the_right_to_change_both(counter: Counter) -> None:
    merge = MergeCustomers(customer=ref(counter.abc), other=ref(counter.xyz), is_sure=True)
    with pytest.raises((NotFound, NotAllowed)):
        counter.ask(merge_customers, merge, by=counter.anna)
    assert counter.customer(counter.xyz).merged_into is None


def test_their_office_is_shown_open_closed_and_on_a_day_off(counter: Counter) -> None:
    show = ShowCustomer(customer=ref(counter.abc))
    for at, key in (
        (datetime(2026, 11, 25, 10, 0, tzinfo=UTC), "office-open"),
        (datetime(2026, 11, 25, 20, 0, tzinfo=UTC), "office-closed"),
        (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), "office-day-off"),
    ):
        counter.clock.at = at
        assert key in repr(counter.ask(show_customer, show).reply)


@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        (("a", "b"), ("+c",), ("a", "b", "c")),
        (("a", "b"), ("-A",), ("b",)),
        (("a", "b"), ("c", "d"), ("c", "d")),
        (("a",), ("+A",), ("a",)),
        (("a", "b"), ("-",), ()),
        ((), ("+x", "-x"), ()),
        (("a",), (" ",), ("a",)),
    ],
)
def test_tags_are_added_taken_away_or_set_anew(
    before: tuple[str, ...], given: tuple[str, ...], after: tuple[str, ...]
) -> None:
    assert after_marks(before, given) == after

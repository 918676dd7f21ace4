"""An order has one number, says its term, and a change is told at once to everybody concerned."""

from decimal import Decimal

import pytest

from bot.commands.orders import ChangeOrder, CreateOrder, ListOrders, ShowOrder
from bot.domain.errors import DomainError, NotFound
from bot.domain.money import Money
from bot.domain.orders import Order
from bot.domain.people import Language
from bot.domain.refs import Kind, Ref
from bot.handlers.glances import draw_order
from bot.handlers.orders import change_order, create_order, list_orders, show_order
from bot.ports.requests import ToPerson
from tests.handlers.counter import Counter, ref

NUMBER = "PI20240517-A"
THIS = Ref(Kind.ORDER, 1, NUMBER)


def new(counter: Counter, **fields: object) -> CreateOrder:
    values: dict[str, object] = {
        "number": NUMBER,
        "customer": ref(counter.abc),
        "amount": Money(Decimal(4280), "USD"),
        "incoterm": "FOB",
        "place": "Shenzhen",
    }
    return CreateOrder.model_validate(values | fields)


def order(counter: Counter) -> Order:
    found = counter.look(lambda work: work.books.orders.get(1))
    assert found is not None
    return found


def test_an_order_is_opened_with_its_term_at_the_firms_first_stage(counter: Counter) -> None:
    outcome = counter.ask(create_order, new(counter))
    made = order(counter)
    assert (made.incoterm, made.place, made.stage, made.owner_id) == ("FOB", "Shenzhen", "contract", counter.anna.id)
    assert outcome.reply is not None and outcome.reply.card == THIS
    said = counter.said(outcome.reply)
    assert "USD 4,280.00" in said and "FOB Shenzhen" in said and "ABC GmbH" in said
    known = counter.look(lambda work: work.books.names.exact(["pi20240517 a"], (Kind.ORDER,)))
    assert [found.id for found in known["pi20240517 a"]] == [1]
    assert outcome.notices == ()
    assert "合同" in counter.said(outcome.reply, Language.ZH_CN)


def test_a_number_is_given_once_whatever_its_case(counter: Counter) -> None:
    counter.ask(create_order, new(counter))
    with pytest.raises(DomainError) as refused:
        counter.ask(create_order, new(counter, number=NUMBER.lower()), by=counter.mei)
    assert refused.value.field == "number"


def test_the_customers_owner_hears_of_an_order_somebody_else_opened(counter: Counter) -> None:
    outcome = counter.ask(create_order, new(counter), by=counter.mei)
    assert [notice.to for notice in outcome.notices] == [ToPerson(counter.anna.id)]
    assert "Mei" in counter.said(outcome.notices[0].reply)


@pytest.mark.parametrize(
    ("incoterm", "place", "kept", "said"),
    [
        ("CIF", "Hamburg", ("CIF", "Hamburg"), ""),
        ("C&F", "Lagos", ("C&F", "Lagos"), "CFR Lagos"),
        ("DDU", "Oslo", ("DDU", "Oslo"), "DAP Oslo"),
        ("FOB", None, ("FOB", None), "names no place"),
    ],
)
def test_a_dead_term_is_kept_as_written_and_warned_of(
    counter: Counter, incoterm: str, place: str | None, kept: tuple[str, str | None], said: str
) -> None:
    outcome = counter.ask(create_order, new(counter, incoterm=incoterm, place=place))
    assert (order(counter).incoterm, order(counter).place) == kept
    assert said in counter.said(outcome.reply)


def test_words_that_are_no_term_are_refused(counter: Counter) -> None:
    with pytest.raises(DomainError) as refused:
        counter.ask(create_order, new(counter, incoterm="XXX"))
    assert refused.value.field == "incoterm"


def test_a_change_is_told_to_everybody_concerned_but_who_made_it(counter: Counter) -> None:
    counter.ask(create_order, new(counter))
    change = ChangeOrder(order=THIS, stage="production", quantity="5000 pcs")
    outcome = counter.ask(change_order, change, by=counter.mei)
    assert order(counter).stage == "production"
    (notice,) = outcome.notices
    assert notice.to == ToPerson(counter.anna.id)
    told = counter.said(notice.reply)
    assert "Mei" in told and "contract → production" in told and "5000 pcs" in told
    assert THIS in outcome.changed and ref(counter.abc) in outcome.changed
    own = counter.ask(change_order, ChangeOrder(order=THIS, stage="shipment"))
    assert own.notices == ()


def test_a_change_to_what_it_was_tells_nobody(counter: Counter) -> None:
    counter.ask(create_order, new(counter))
    same = counter.ask(change_order, ChangeOrder(order=THIS, stage="contract"), by=counter.mei)
    assert same.notices == ()


def test_an_order_given_to_somebody_is_told_to_both(counter: Counter) -> None:
    counter.ask(create_order, new(counter))
    change = ChangeOrder(order=THIS, owner=Ref(Kind.PERSON, counter.boris.id, "Boris"))
    outcome = counter.ask(change_order, change, by=counter.mei)
    assert {notice.to for notice in outcome.notices} == {ToPerson(counter.anna.id), ToPerson(counter.boris.id)}
    assert "Anna → Boris" in counter.said(outcome.notices[0].reply)
    counter.ask(show_order, ShowOrder(order=THIS), by=counter.boris)


def test_a_term_changed_without_a_place_keeps_the_place(counter: Counter) -> None:
    counter.ask(create_order, new(counter))
    counter.ask(change_order, ChangeOrder(order=THIS, incoterm="FCA"))
    assert (order(counter).incoterm, order(counter).place) == ("FCA", "Shenzhen")
    counter.ask(change_order, ChangeOrder(order=THIS, note="urgent"))
    counter.ask(change_order, ChangeOrder(order=THIS, note="-"))
    assert order(counter).note is None


def test_who_may_not_see_an_order_does_not_learn_of_it(counter: Counter) -> None:
    counter.ask(create_order, new(counter))
    with pytest.raises(NotFound):
        counter.ask(show_order, ShowOrder(order=THIS), by=counter.boris)
    with pytest.raises(NotFound):
        counter.ask(change_order, ChangeOrder(order=THIS, stage="done"), by=counter.boris)
    with pytest.raises(NotFound):
        counter.ask(create_order, new(counter, number="PI2"), by=counter.boris)
    assert NUMBER not in counter.said(counter.ask(list_orders, ListOrders(), by=counter.boris).reply)


def test_the_list_holds_open_orders_and_a_customers_hold_all(counter: Counter) -> None:
    for number in range(23):
        counter.ask(create_order, new(counter, number=f"PI-{number:02}"))
    counter.ask(change_order, ChangeOrder(order=Ref(Kind.ORDER, 1, "PI-00"), stage="done"))
    said = counter.said(counter.ask(list_orders, ListOrders()).reply)
    assert "22 open orders" in said and "PI-22" in said and "PI-00" not in said and "2 more are" in said
    of_one = counter.said(counter.ask(list_orders, ListOrders(customer=ref(counter.abc))).reply)
    assert "23 orders" in of_one
    assert "No open orders" in counter.said(counter.ask(list_orders, ListOrders(), by=counter.boris).reply)


def test_the_card_is_drawn_anew_from_the_book(counter: Counter) -> None:
    counter.ask(create_order, new(counter, payment="30% T/T", product="LED lamp"))
    card = counter.look(lambda work: draw_order(THIS, work))
    assert "30% T/T" in counter.said(card) and "LED lamp" in counter.said(card)
    assert counter.look(lambda work: draw_order(Ref(Kind.ORDER, 99, ""), work)) is None

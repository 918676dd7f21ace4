"""The trail as people read it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.people import ShowTrail, VerifyTrail
from bot.dialogue.cards.changes import NAMED_FIELDS, RECORDS, changes_said, content_said, field_said
from bot.dialogue.cards.trail import FAULTS, verdict_card
from bot.dialogue.replies import buttons_in
from bot.domain.contacts import Channel, Contact
from bot.domain.customers import Customer, Tier
from bot.domain.errors import NotFound
from bot.domain.follow_ups import FollowUp, FollowUpState
from bot.domain.people import Language, Person, Role
from bot.domain.refs import Kind, Ref
from bot.handlers.trail import PAGE, show_trail, verify_trail
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger
from tests.handlers.bench import TEXTS, ZONE, Bench, said


def customer_of(bench: Bench, owner: Person) -> Ref:
    def job(ledger: Ledger) -> Customer:
        fresh = Customer(id=UNSAVED, name="ABC GmbH", owner_id=owner.id, created_at=bench.clock.at)
        return ledger.customers.add(fresh)

    made = bench.write(job, owner)
    return Ref(Kind.CUSTOMER, made.id, made.name)


def log(bench: Bench, customer: Ref, author: Person, note: str) -> Contact:
    def job(ledger: Ledger) -> Contact:
        at = bench.clock.at
        return ledger.contacts.add(
            Contact(
                id=UNSAVED,
                customer_id=customer.id,
                channel=Channel.EMAIL,
                note=note,
                at=at,
                author_id=author.id,
                logged_at=at,
            )
        )

    return bench.write(job, author)


def test_a_line_an_entry_newest_first(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer_of(bench, anna)
    log(bench, abc, anna, "Quote sent")

    def better(ledger: Ledger) -> None:
        customer = ledger.customers.get(abc.id)
        assert customer is not None
        ledger.customers.change(customer, tier=Tier.A, city="Berlin", background={"industry": "lamps"})

    bench.write(better, anna)
    lines = said(bench.ask(show_trail, ShowTrail(about=abc), anna).reply).splitlines()
    assert lines[0] == "Trail of ABC GmbH"
    assert "Tier: – → A" in lines[1]
    assert "City: – → Berlin" in lines[1]
    assert "Industry: lamps" in lines[1]
    assert "Note: Quote sent" in lines[2]
    assert "Name: ABC GmbH" in lines[3]
    numbers = [int(line.split()[0].removeprefix("#")) for line in lines[1:]]
    assert numbers == sorted(numbers, reverse=True)
    assert all(" Anna: " in line and "2026-11-26 10:00 (Asia/Shanghai" in line for line in lines[1:])


def test_a_promise_that_was_kept_stays_in_the_trail(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer_of(bench, anna)

    def job(ledger: Ledger) -> None:
        at = bench.clock.at
        who, what = anna.id, "chase"
        made = FollowUp(
            id=UNSAVED, customer_id=abc.id, owner_id=who, due_at=at, what=what, created_at=at, created_by=who
        )
        promise = ledger.follow_ups.add(made)
        ledger.follow_ups.change(promise, state=FollowUpState.DONE, closed_at=at, closed_by=anna.id)

    bench.write(job, anna)
    text = said(bench.ask(show_trail, ShowTrail(about=abc), anna).reply)
    assert "What: chase" in text
    assert "State: open → done" in text


def test_twenty_at_a_time_and_more(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer_of(bench, anna)
    for number in range(PAGE + 3):
        log(bench, abc, anna, f"note {number}.")
    first = bench.ask(show_trail, ShowTrail(about=abc), anna).reply
    assert first is not None
    more = buttons_in(first)[-1].press
    assert isinstance(more, ShowTrail)
    second = bench.ask(show_trail, more, anna).reply
    assert second is not None
    assert buttons_in(second) == ()
    both = [line for reply in (first, second) for line in said(reply).splitlines() if line.startswith("#")]
    assert len(both) == PAGE + 4
    assert len(set(both)) == len(both)


def test_what_is_not_yours_has_no_trail(bench: Bench) -> None:
    anna, boris = bench.person("Anna", Role.SALES), bench.person("Boris", Role.SALES)
    mei = bench.person("Mei", Role.MANAGER)
    abc = customer_of(bench, anna)
    with pytest.raises(NotFound):
        bench.ask(show_trail, ShowTrail(about=abc), boris)
    assert "ABC" in said(bench.ask(show_trail, ShowTrail(about=abc), mei).reply)


def test_verify_says_intact_with_the_number(bench: Bench) -> None:
    mei = bench.person("Mei", Role.MANAGER)
    customer_of(bench, mei)
    text = said(bench.ask(verify_trail, VerifyTrail(), mei).reply)
    assert text.startswith("Intact: 3 entries"), text
    broken = said(verdict_card(9, "ab", ((4, "leaf"), (7, "head"))))
    assert "Broken" in broken
    assert "#4, #7" in broken
    assert "#4: its content was changed" in broken
    assert FAULTS, "found no faults: this test would prove nothing"
    said(verdict_card(9, "ab", tuple((1, fault) for fault in (*FAULTS, "quite new"))))


def test_every_field_has_a_name_in_every_language() -> None:
    assert RECORDS, "found no records: this test would prove nothing"
    assert NAMED_FIELDS, "found no fields: this test would prove nothing"
    for name in NAMED_FIELDS:
        for language in Language:
            assert TEXTS.say(field_said(name), language, ZONE)


@given(
    st.dictionaries(
        st.sampled_from(sorted(NAMED_FIELDS)) | st.text(min_size=1, max_size=8),
        st.tuples(*[st.none() | st.text() | st.integers() | st.booleans() | st.lists(st.text(max_size=3))] * 2),
        max_size=5,
    ),
    st.sampled_from(sorted(RECORDS)),
)
def test_any_change_can_be_said(pairs: dict[str, tuple[object, object]], kind: Kind) -> None:
    before, after = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
    for said_so in (*changes_said(before, after, lambda *_: None), *content_said(kind, after, lambda *_: None)):
        assert TEXTS.say(said_so, Language.EN, ZONE)


def test_what_was_erased_is_said_to_be() -> None:
    made = content_said(Kind.CUSTOMER, {"city": "Berlin"}, lambda *_: None)
    assert [TEXTS.say(one, Language.EN, ZONE) for one in made] == ["Name: (erased)", "City: Berlin"]
    changed = changes_said({"note": None}, {"note": None}, lambda *_: None)
    assert [TEXTS.say(one, Language.EN, ZONE) for one in changed] == ["Note: (erased) → (erased)"]


def test_since_leaves_out_what_came_before(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    abc = customer_of(bench, anna)
    bench.later(days=2)
    log(bench, abc, anna, "later")
    since = {"at": bench.clock.at - timedelta(days=1), "has_time": True}
    text = said(bench.ask(show_trail, ShowTrail.model_validate({"about": abc, "since": since}), anna).reply)
    assert "later" in text
    assert "Name: ABC GmbH" not in text

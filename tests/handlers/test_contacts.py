"""A conversation is written down at once, gives something back, and decides what comes next."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.contacts import LogContact, QuickContact, RetractContact
from bot.commands.fields import Next
from bot.commands.follow_ups import CloseFollowUp, PlanRhythm
from bot.commands.orders import CreateOrder
from bot.domain.contacts import Channel
from bot.domain.customers import Temperature
from bot.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from bot.domain.follow_ups import FollowUp, FollowUpOrigin, FollowUpState
from bot.domain.moments import When
from bot.domain.people import Language, PlatformName
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Binding
from bot.handlers.contacts import log_contact, quick_contact, retract_contact
from bot.handlers.orders import create_order
from bot.handlers.promises import promise
from bot.ports.books import UNSAVED
from bot.ports.requests import Place
from bot.ports.work import Work
from tests.handlers.counter import SHANGHAI, START, Counter, ref


def log(counter: Counter, note: str = "Talked", **fields: object) -> LogContact:
    values: dict[str, object] = {"customer": ref(counter.abc), "channel": Channel.EMAIL, "note": note}
    return LogContact.model_validate(values | fields)


def promises(counter: Counter) -> list[FollowUp]:
    return counter.look(lambda work: work.books.follow_ups.of_customer(counter.abc.id))


def test_a_contact_is_written_and_gives_back_what_was_said_before(counter: Counter) -> None:
    for day, note in enumerate(("first", "second", "third", "fourth")):
        counter.clock.at = START + timedelta(days=day)
        counter.ask(log_contact, log(counter, note))
    counter.clock.at = START + timedelta(days=4)
    said = counter.said(counter.ask(log_contact, log(counter, "fifth")).reply)
    assert [word for word in ("second", "third", "fourth", "fifth") if word in said] == [
        "second", "third", "fourth", "fifth",
    ]  # fmt: skip
    assert "first" not in said
    kept = counter.look(lambda work: work.books.contacts.latest(counter.abc.id, 9))
    assert [contact.note for contact in kept] == ["fifth", "fourth", "third", "second", "first"]
    assert {contact.author_id for contact in kept} == {counter.anna.id}


def test_the_promise_just_made_is_said_back_whatever_else_is_due_before(counter: Counter) -> None:
    for days in range(1, 8):
        due = START.astimezone(SHANGHAI) + timedelta(days=days)
        asked = log(counter, next=Next(when=When(due), what=f"step {days}"))
        lines = counter.said(counter.ask(log_contact, asked).reply).splitlines()
        assert lines[lines.index("Next") + 1].endswith(f"step {days}")


def test_what_was_promised_becomes_the_authors_follow_up_with_a_reminder(counter: Counter) -> None:
    due = datetime(2026, 12, 1, 15, 0, tzinfo=SHANGHAI)
    outcome = counter.ask(log_contact, log(counter, next=Next(when=When(due), what="chase the quote")))
    (made,) = promises(counter)
    assert (made.owner_id, made.what, made.origin, made.is_open) == (
        counter.anna.id, "chase the quote", FollowUpOrigin.NAMED, True,
    )  # fmt: skip
    assert made.due_at == due and made.contact_id is not None
    assert counter.timers()[f"follow_up:{made.id}"].due_at == due
    assert f"rhythm:{counter.abc.id}" not in counter.timers()
    assert "chase the quote" in counter.said(outcome.reply)
    assert isinstance(counter.button(outcome.reply, "button-done").press, CloseFollowUp)


def test_without_a_named_day_the_rhythm_counts_from_the_contact(counter: Counter) -> None:
    outcome = counter.ask(log_contact, log(counter))
    timer = counter.timers()[f"rhythm:{counter.abc.id}"]
    # Potential: five working days after Wednesday 25 November is Wednesday 2 December, nine in Shanghai.
    assert timer.due_at == datetime(2026, 12, 2, 9, 0, tzinfo=SHANGHAI)
    assert isinstance(timer.command, PlanRhythm)
    assert datetime.fromisoformat(timer.command.counted_from) == START
    assert promises(counter) == []
    assert "2026-12-02 09:00" in counter.said(outcome.reply)
    assert "潜力" in counter.said(outcome.reply, Language.ZH_CN)


def test_a_hot_customer_is_due_sooner_and_a_quote_has_its_own_count(counter: Counter) -> None:
    counter.look(lambda work: work.books.customers.change(counter.abc, temperature=Temperature.HOT))
    counter.ask(log_contact, log(counter))
    assert counter.timers()[f"rhythm:{counter.abc.id}"].due_at == datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
    outcome = counter.ask(log_contact, log(counter, "Quote sent", stage="quote"))
    assert counter.timers()[f"rhythm:{counter.abc.id}"].due_at == datetime(2026, 11, 30, 9, 0, tzinfo=SHANGHAI)
    assert "unanswered" in counter.said(outcome.reply)
    counter.clock.at += timedelta(days=1)
    counter.ask(log_contact, log(counter, "They answered"))
    assert counter.timers()[f"rhythm:{counter.abc.id}"].due_at == datetime(2026, 11, 30, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize("origin", [FollowUpOrigin.RHYTHM, FollowUpOrigin.QUOTE])
def test_what_the_desk_asked_for_gives_way_to_a_contact(counter: Counter, origin: FollowUpOrigin) -> None:
    def ask(work: Work) -> FollowUp:
        return promise(counter.abc, When(START), "", counter.anna, work, origin=origin)

    asked = counter.look(ask)
    outcome = counter.ask(log_contact, log(counter))
    (after,) = promises(counter)
    assert after.state is FollowUpState.CANCELLED
    assert f"follow_up:{asked.id}" not in counter.timers()
    assert f"rhythm:{counter.abc.id}" in counter.timers()
    assert Ref(Kind.FOLLOW_UP, asked.id, f"F{asked.id}") in outcome.changed


def test_an_old_contact_logged_late_changes_no_plan(counter: Counter) -> None:
    counter.ask(log_contact, log(counter))
    before = counter.timers()[f"rhythm:{counter.abc.id}"].due_at
    asked = counter.look(
        lambda work: promise(counter.abc, When(START), "", counter.anna, work, origin=FollowUpOrigin.RHYTHM)
    )
    late = When(START - timedelta(days=30))
    counter.ask(log_contact, log(counter, "long ago", at=late))
    (still,) = promises(counter)
    assert still.id == asked.id and still.is_open
    counter.look(lambda work: work.books.follow_ups.change(still, state=FollowUpState.DONE))
    counter.ask(log_contact, log(counter, "long ago too", at=late))
    assert counter.timers()[f"rhythm:{counter.abc.id}"].due_at == before


def test_a_sample_under_way_is_looked_after_within_three_days(counter: Counter) -> None:
    counter.ask(log_contact, log(counter, "Sample arrived", stage="sample"))
    assert counter.timers()[f"rhythm:{counter.abc.id}"].due_at == datetime(2026, 11, 30, 9, 0, tzinfo=SHANGHAI)


def test_a_contact_in_the_future_or_a_next_step_in_the_past_is_refused(counter: Counter) -> None:
    with pytest.raises(DomainError) as refused:
        counter.ask(log_contact, log(counter, at=When(START + timedelta(hours=1))))
    assert refused.value.field == "at"
    counter.ask(log_contact, log(counter, at=When(START + timedelta(minutes=4))))
    with pytest.raises(DomainError) as past:
        counter.ask(log_contact, log(counter, next=Next(when=When(START - timedelta(days=1)))))
    assert past.value.field == "next"
    assert len(counter.look(lambda work: work.books.contacts.latest(counter.abc.id, 9))) == 1


def test_today_named_in_the_afternoon_is_due_now(counter: Counter) -> None:
    counter.clock.at = datetime(2026, 11, 25, 15, 0, tzinfo=SHANGHAI).astimezone(UTC)
    nine = When(datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI), has_time=False)
    counter.ask(log_contact, log(counter, next=Next(when=nine, what="call back")))
    (made,) = promises(counter)
    assert made.due_at == counter.clock.at


def test_a_new_contact_person_is_written_and_a_known_one_found(counter: Counter) -> None:
    outcome = counter.ask(log_contact, log(counter, contact="Anna Schmidt"))
    counter.ask(log_contact, log(counter, contact="anna  SCHMIDT"))
    people = counter.look(lambda work: work.books.contact_persons.of_customer(counter.abc.id))
    assert [person.name for person in people] == ["Anna Schmidt"]
    contacts = counter.look(lambda work: work.books.contacts.latest(counter.abc.id, 9))
    assert {contact.contact_person_id for contact in contacts} == {people[0].id}
    assert "Anna Schmidt" in counter.said(outcome.reply)


def test_an_agent_speaks_of_a_principals_order_where_it_may_be_seen(counter: Counter) -> None:
    counter.ask(create_order, CreateOrder(number="PI1", customer=ref(counter.xyz)), by=counter.boris)
    number = Ref(Kind.ORDER, 1, "PI1")
    outcome = counter.ask(log_contact, log(counter, order=number), by=counter.mei)
    assert f"PI1 ({counter.xyz.name})" in repr(outcome.reply)
    with pytest.raises(NotFound):
        counter.ask(log_contact, log(counter, order=number), by=counter.anna)


def test_nobody_writes_of_a_customer_they_may_not_see(counter: Counter) -> None:
    with pytest.raises(NotFound):
        counter.ask(log_contact, log(counter, customer=ref(counter.xyz)))
    counter.ask(log_contact, log(counter, customer=ref(counter.xyz)), by=counter.mei)


def test_only_the_customers_own_room_hears_one_short_line(counter: Counter) -> None:
    room = Place(PlatformName.SLACK, "C1", is_shared=True)
    assert counter.ask(log_contact, log(counter), place=room).says_in_place is None

    def bind(work: Work) -> Binding:
        return work.books.bindings.add(
            Binding(
                id=UNSAVED,
                platform=PlatformName.SLACK,
                chat="C1",
                customer_id=counter.abc.id,
                added_by=counter.anna.id,
            )
        )

    counter.look(bind)
    line = counter.ask(log_contact, log(counter, "Asked for CIF"), place=room).says_in_place
    assert line is not None and len(line.blocks) == 1
    assert "Asked for CIF" in counter.said(line) and "Anna" in counter.said(line)
    other = counter.ask(log_contact, log(counter, customer=ref(counter.xyz)), by=counter.boris, place=room)
    assert other.says_in_place is None


def test_called_writes_a_contact_and_keeps_the_promise_once(counter: Counter) -> None:
    due = START + timedelta(days=3)
    counter.ask(log_contact, log(counter, next=Next(when=When(due), what="chase the quote")))
    (owed,) = promises(counter)
    counter.clock.at = due
    press = QuickContact.model_validate({"follow_up_id": owed.id, "channel": Channel.CALL})
    outcome = counter.ask(quick_contact, press)
    (kept,) = promises(counter)
    assert (kept.state, kept.closed_by, kept.closed_at) == (FollowUpState.DONE, counter.anna.id, due)
    newest = counter.look(lambda work: work.books.contacts.latest(counter.abc.id, 1))[0]
    assert (newest.channel, newest.note) == (Channel.CALL, "chase the quote")
    assert f"F{owed.id} is done" in counter.said(outcome.reply)
    assert set(counter.timers()) == {f"rhythm:{counter.abc.id}"}
    with pytest.raises(Conflict):
        counter.ask(quick_contact, press)
    with pytest.raises(NotFound):
        counter.ask(quick_contact, press, by=counter.boris)


def test_a_contact_is_taken_back_once_and_counts_no_more(counter: Counter) -> None:
    counter.ask(log_contact, log(counter, "right"))
    before = counter.timers()[f"rhythm:{counter.abc.id}"].due_at
    counter.clock.at += timedelta(days=2)
    outcome = counter.ask(log_contact, log(counter, "wrong"))
    take_back = counter.button(outcome.reply, "button-retract").press
    assert isinstance(take_back, RetractContact)
    with pytest.raises(NotFound):
        counter.ask(retract_contact, take_back, by=counter.boris)
    counter.ask(retract_contact, take_back)
    assert counter.timers()[f"rhythm:{counter.abc.id}"].due_at == before
    assert [c.note for c in counter.look(lambda work: work.books.contacts.latest(counter.abc.id, 9))] == ["right"]
    with pytest.raises(Conflict):
        counter.ask(retract_contact, take_back)


def test_somebody_elses_contact_is_taken_back_by_who_may_change_theirs(counter: Counter) -> None:
    counter.ask(log_contact, log(counter), by=counter.mei)
    with pytest.raises(NotAllowed):
        counter.ask(retract_contact, RetractContact(contact_id=1), by=counter.anna)
    counter.ask(retract_contact, RetractContact(contact_id=1), by=counter.mei)


def test_a_note_of_any_length_is_kept_whole(counter: Counter) -> None:
    note = "Line one\n" + "x" * 39_000
    outcome = counter.ask(log_contact, log(counter, note))
    newest = counter.look(lambda work: work.books.contacts.latest(counter.abc.id, 1))[0]
    assert newest.note == note
    assert len(counter.said(outcome.reply)) < 2_000

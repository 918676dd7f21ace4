"""The one door: once for each request, nothing for strangers, nothing half-done, and every press checked."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from bot.commands.follow_ups import CloseFollowUp, KeepHouse, PostToday
from bot.commands.people import ReportUndelivered
from bot.commands.registry import COMMANDS
from bot.desk import table
from bot.desk.desk import Desk
from bot.dialogue.replies import Button, Reply, buttons_in, say
from bot.domain.people import PlatformName, Role, Standing
from bot.domain.phrases import phrase, words
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger
from bot.ports.requests import (
    Answer,
    Arrival,
    Asked,
    Filled,
    Forwarded,
    Left,
    Ordered,
    Place,
    Pressed,
    Request,
    Said,
    Speaker,
)
from bot.storage.tables import QUARANTINE
from tests.approvals.floor import DOORS, ROOM, Floor, answered, button, floor_in, said
from tests.fresh import url_in

STRANGERS_WORDS: tuple[Asked, ...] = (
    Said("log ABC GmbH email hello"),
    Said("ABC GmbH"),
    Said(""),
    Said("customer find ABC"),
    Said("today", is_command=True),
    Said("help"),
    Said("doc S1 BL", files=(Arrival("f1", "bl.pdf", 10),)),
    Pressed("1-AAAAAAAAAAAAAAAAAAAAAA.0"),
    Filled("1", {"customer": "ABC GmbH"}),
    Left("1"),
    Forwarded("ABC GmbH writes", "Anna", datetime(2026, 11, 25, tzinfo=UTC)),
)


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    with floor_in(tmp_path, url_in(tmp_path)) as opened:
        yield opened


def hear(floor: Floor, *requests: Request) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        return await asyncio.gather(*(floor.desk.hear(request) for request in requests))

    return asyncio.run(all_of_them())


def ask(floor: Floor, who: str, asked: Asked, place: Place | None = None) -> Answer:
    (answer,) = hear(floor, replace(floor.request(who, Said(""), place), asked=asked))
    return answer


def counted(floor: Floor) -> tuple[int, int, int]:
    """Entries of the trail, letters waiting, conversations logged."""

    def look(ledger: Ledger) -> tuple[int, int, int]:
        return ledger.trail.size(), ledger.outbox.waiting(), len(ledger.contacts.latest(1, 1000))

    return floor.store.read(look).result(20)


def quarantined(floor: Floor) -> list[Any]:
    with floor.store._engine.connect() as connection:
        return list(connection.execute(select(QUARANTINE.c.request_id, QUARANTINE.c.problem)))


# ------------------------------------------------------------------------------------------------ once


def test_a_redelivery_gets_the_same_answer_and_does_nothing(floor: Floor) -> None:
    request = floor.request("Anna", Said("log ABC GmbH email Quote sent"))
    (first,) = hear(floor, request)
    before = counted(floor)
    floor.restart()
    (again,) = hear(floor, request)
    assert again == first
    assert counted(floor) == before and before[2] == 1


def test_a_hundred_duplicates_at_once_have_one_effect(floor: Floor) -> None:
    request = floor.request("Anna", Said("log ABC GmbH email Quote sent > 3d chase"))
    answers = hear(floor, *[request] * 100)
    assert len({answered(answer) for answer in answers}) == 1
    assert counted(floor)[2] == 1
    assert len(floor.store.read(lambda ledger: ledger.follow_ups.open_of_customer(1)).result(20)) == 1


def test_a_question_writes_nothing(floor: Floor) -> None:
    floor.say("Anna", "log ABC GmbH email hello")
    before = counted(floor)
    for line in ("help", "help log", "today", "rules", "trail ABC GmbH", "customer ABC GmbH", "order", "approve list"):
        answer = floor.say("Anna", line)
        assert answer.reply is not None and not answer.is_refusal, line
    assert counted(floor) == before


# ------------------------------------------------------------------------------------------------ all or nothing


def test_a_receipt_is_of_what_was_asked_not_of_having_come_in(floor: Floor) -> None:
    newcomers = {PlatformName.SLACK: Role.SALES}
    floor.desk = Desk(replace(floor.desk._house, doors=frozenset({PlatformName.SLACK}), default_roles=newcomers))
    place = Place(PlatformName.SLACK, "D-zoe")
    before = counted(floor)[0]
    for number, (line, ends_with_receipt) in enumerate((("help", False), ("settings language:en", True))):
        speaker = Speaker(PlatformName.SLACK, f"zoe{number}", "Zoe")
        (answer,) = hear(floor, Request(f"z{number}", speaker, Said(line), place, is_answered_inline=True))
        assert (
            re.search(r"#\d+ [0-9A-F]{4}-[0-9A-F]{4}$", answered(answer), re.MULTILINE) is not None
        ) is ends_with_receipt
    assert counted(floor)[0] > before + 2, "that both came in is in the trail"


def test_somebody_is_placed_by_a_mention_before_they_have_ever_spoken(floor: Floor) -> None:
    floor.desk = Desk(replace(floor.desk._house, default_roles={}))
    boris = Speaker(DOORS[0], "boris", "Boris", Standing.GUEST)
    line = Said("team <@B> role:logistics", mentions={"<@B>": "boris"}, named=(boris,))
    ask(floor, "Anna", line)
    speaks = Request("b1", boris, Said("team"), Place(DOORS[0], "D-boris"))
    assert hear(floor, speaks)[0].is_refusal, "only whoever may place people opens the door to a stranger"
    assert "documents and logistics" in answered(ask(floor, "Adam", line))
    assert "Boris" in answered(hear(floor, replace(speaks, id="b2"))[0])


def test_a_refusal_leaves_nothing_but_its_entry_where_it_matters(floor: Floor) -> None:
    before = counted(floor)
    refused = floor.say("Anna", "team @Boris role:manager")
    assert refused.is_refusal
    entries, letters, logged = counted(floor)
    assert (entries - before[0], letters, logged) == (1, before[1], 0), "who tried what is not theirs is noted"
    floor.say("Anna", "log ABC GmbH email hello > 99 blue moons later")
    assert counted(floor)[2] == 0, "what cannot be read is asked, and nothing is logged meanwhile"


def test_what_fails_unexpectedly_is_taken_back_and_the_rest_goes_on(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from_books = table.HANDLERS.copy()
    broken = next(command for command in COMMANDS if command.__name__ == "PlanFollowUp")

    def breaks(command: Any, work: Any) -> Any:
        from_books[broken](command, work)
        raise RuntimeError("a bug")

    monkeypatch.setitem(table.HANDLERS, broken, breaks)
    before = counted(floor)
    good = [floor.request("Anna", Said(f"log ABC GmbH email note {n}")) for n in range(5)]
    poison = floor.request("Anna", Said("follow ABC GmbH > 2026-12-01 09:00 Ask"))
    answers = hear(floor, *good[:2], poison, *good[2:])
    failed = answers[2]
    (problem,) = quarantined(floor)
    code = problem[1].split()[-1]
    assert failed.is_refusal and code in answered(failed)
    assert problem[0] == poison.id and problem[1].startswith("RuntimeError")
    assert code in caplog.text
    assert counted(floor)[2] == 5
    assert floor.store.read(lambda ledger: ledger.follow_ups.open_of_customer(1)).result(9) == []
    assert counted(floor)[0] - before[0] >= 5
    assert hear(floor, poison) == [failed], "it cannot come back either"


# --------------------------------------------------------------------------------------- strangers and the clock


@pytest.mark.parametrize("platform", [PlatformName.SLACK, PlatformName.TELEGRAM])
def test_a_stranger_is_told_the_way_in_and_nothing_else(floor: Floor, platform: PlatformName) -> None:
    before = counted(floor)
    told = set()
    for number, asked in enumerate(STRANGERS_WORDS):
        speaker = Speaker(platform, "nobody", "ABC GmbH")
        (answer,) = hear(floor, Request(f"x{number}", speaker, asked, Place(platform, "D-x")))
        assert answer.is_refusal and answer.form is None
        told.add(answered(answer).strip().splitlines()[0])
    assert len(told) == 1, "the same for a known name and an unknown one"
    assert not any("ABC" in words for words in told)
    assert counted(floor)[0] == before[0] and counted(floor)[2] == 0


@pytest.mark.parametrize(
    "command",
    [
        KeepHouse(),
        PostToday(person_id=1, day="2026-11-25"),
        ReportUndelivered(letter_key="k", platform="slack", chat="C", reason="r", person_id=1, is_shared=False),
    ],
)
def test_what_only_the_clock_may_ask_is_refused_to_people(floor: Floor, command: Any) -> None:
    before = counted(floor)
    answer = ask(floor, "Adam", Ordered(command))
    assert answer.is_refusal
    assert counted(floor)[1] == before[1]
    pretender = Request("p", Speaker(PlatformName.CLOCK, "clock"), Said("team"), Place(PlatformName.CLOCK, "clock"))
    assert hear(floor, pretender)[0].is_refusal


def test_every_command_of_the_clock_is_marked_so() -> None:
    assert [command for command in COMMANDS if command.right == "clock"]
    assert all(command.verb is None for command in COMMANDS if command.right == "clock"), "none can be typed"


# ------------------------------------------------------------------------------------------------ presses


def promised(floor: Floor) -> Reply:
    answer = floor.say("Anna", "follow ABC GmbH > 2026-12-01 09:00 Ask for feedback")
    assert answer.reply is not None
    return answer.reply


def test_a_press_works_once_however_often_it_is_pressed(floor: Floor) -> None:
    done = button(promised(floor), "button-done")
    before = counted(floor)
    presses = [floor.request("Anna", Pressed(done.ticket or "")) for _ in range(20)]
    answers = hear(floor, *presses)
    assert sum(not answer.is_refusal for answer in answers) >= 1
    about = (Ref(Kind.FOLLOW_UP, 1),)
    closed = floor.store.read(lambda ledger: ledger.trail.about(about, None, 99)).result(9)
    changes = [entry for entry in closed if entry.type.endswith(".changed")]
    assert len(changes) == 1
    assert counted(floor)[0] >= before[0] + 1


def test_somebody_elses_button_is_refused_and_so_are_forged_ones(floor: Floor) -> None:
    done = button(promised(floor), "button-done")
    assert done.ticket is not None
    assert floor.press("Boris", done).is_refusal
    token, _, number = done.ticket.rpartition(".")
    flipped = ("A" if token[-1] != "A" else "B").join([token[:-1], ""])
    for forged in (
        f"{flipped}.{number}",
        f"{token}.99",
        f"{token}.-1",
        f"{token}.0x0",
        token,
        "",
        ".",
        f"{token}.\u0660",
    ):
        assert ask(floor, "Anna", Pressed(forged)).is_refusal, forged
    assert not floor.press("Anna", done).is_refusal, "none of them has used it up"


@pytest.mark.parametrize("platform", DOORS)
def test_what_is_asked_before_a_press_is_a_message_where_there_is_no_dialog(
    floor: Floor, platform: PlatformName
) -> None:
    place = Place(platform, "D-Anna")
    logged = floor.say("Anna", "log ABC GmbH email oops", place)
    back = button(logged.reply, "button-retract")
    has_dialog = platform is not PlatformName.TELEGRAM
    assert (back.confirm is not None) is has_dialog
    answer = floor.press("Anna", back, place)
    if not has_dialog:
        assert "Take this contact back?" in answered(answer) and counted(floor)[2] == 1
        floor.press("Anna", button(answer.reply, "button-retract"), place)
    assert counted(floor)[2] == 0


def test_a_button_lives_as_long_as_it_was_given(floor: Floor) -> None:
    promised(floor)
    reply = say(words("F1"), Button(phrase("button-done"), CloseFollowUp(follow_up=Ref(Kind.FOLLOW_UP, 1))))
    anna = floor.people["Anna"].id

    def issue(ledger: Ledger) -> Reply:
        until = floor.clock.now() + timedelta(minutes=5)
        return ledger.tickets.issue(reply, anna, floor.clock.now(), until)

    done = button(floor.store.write(issue).result(9), "button-done")
    floor.clock.at += timedelta(minutes=5)
    refused = floor.press("Anna", done)
    assert refused.is_refusal and "expired" in answered(refused)
    unlimited = button(promised(floor), "button-done")
    floor.clock.at += timedelta(days=200)
    floor.restart()
    assert not floor.press("Anna", unlimited).is_refusal, "months later, after a restart"


def test_a_new_customer_is_made_and_the_line_goes_on_in_one_breath(floor: Floor) -> None:
    unknown = floor.say("Anna", 'log "Zeta Oy" email First mail > 3d call them')
    assert counted(floor)[2] == 0
    create = next(one for one in buttons_in(unknown.reply or Reply(())) if one.label.key == "button-create")
    answer = floor.press("Anna", create)
    assert not answer.is_refusal
    names = floor.store.read(lambda ledger: [c.note for c in ledger.contacts.latest(2, 9)]).result(9)
    assert names == ["First mail"]
    assert len(floor.store.read(lambda ledger: ledger.follow_ups.open_of_customer(2)).result(9)) == 1


def test_a_line_said_in_a_room_is_refused_privately(floor: Floor) -> None:
    answer = ask(floor, "Anna", Said("team @Boris role:manager"), ROOM)
    assert answer.is_refusal
    assert [letter for letter in floor.post() if letter.place.is_shared and letter.only_for is None] == []


def test_what_goes_by_the_outbox_comes_once_too(floor: Floor) -> None:
    request = replace(floor.request("Anna", Said("log ABC GmbH email hello")), is_answered_inline=False)
    hear(floor, *[request] * 10)
    letters = [letter for letter in floor.post() if letter.key == f"answer:{request.id}"]
    assert len(letters) == 1 and "hello" in said(letters[0].reply)


def test_every_button_has_a_ticket_of_its_own(floor: Floor) -> None:
    tickets = [one.ticket for one in buttons_in(promised(floor))]
    assert len(tickets) > 3 and all(tickets)
    assert len(set(tickets)) == len(tickets)

"""What the desk hands out and gets back: receipts, tickets, half-answered forms."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.commands.contacts import LogContact
from bot.commands.fields import Next
from bot.commands.follow_ups import CloseFollowUp, SnoozeFollowUp
from bot.dialogue.forms import Draft
from bot.dialogue.replies import (
    Attachment,
    Blank,
    Button,
    Buttons,
    Continue,
    Facts,
    Heading,
    Item,
    Listing,
    Paragraph,
    Reply,
    Small,
    buttons_in,
    say,
)
from bot.domain.contacts import Channel
from bot.domain.moments import When
from bot.domain.money import Money
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Ledger, Ticket
from bot.ports.requests import Answer, Place
from bot.storage.codec import Outdated, coder, decode_command, dumps, encode_command
from bot.storage.store import SqlStore
from bot.storage.tables import TICKETS
from tests.storage.builders import ABC, DAY, NOW

F7 = Ref(Kind.FOLLOW_UP, 7)
CLOSE = CloseFollowUp(follow_up=F7)
ROOM = Place(PlatformName.SLACK, "C1", "1.2", is_shared=True)

FULL = Reply(
    (
        Heading(
            phrase("title", n=3, at=NOW, on=date(2026, 3, 1), sum=Money(Decimal("1.2345"), "USD"), share=Decimal("8.5"))
        ),
        Paragraph(phrase("x", inner=phrase("y", items=("a", phrase("z", n=1), 2)))),
        Facts(((phrase("a"), phrase("b")),)),
        Listing((Item(phrase("i"), (Button(phrase("done"), CLOSE, "primary"),)), Item(phrase("j"))), phrase("list")),
        Buttons(
            (
                Button(phrase("more"), Blank("LogContact", {"customer": "C1"}), confirm=phrase("sure")),
                Button(phrase("go"), Continue("log {about} call", "ABC")),
                Button(phrase("see"), link="https://example.com"),
            )
        ),
        Small(phrase("receipt", seq="#1", code="7F3A-91C2")),
        Attachment("ab" * 32, "offer.pdf", caption=phrase("c")),
    ),
    F7,
)


def _phrase_of(values: dict[str, Any]) -> Any:
    return type(phrase("k"))("k", values)


VALUES = st.recursive(
    st.text()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: Decimal(format(d, "f")))
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=4), inner, max_size=3).map(_phrase_of)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_any_phrase_is_kept_as_it_was(value: Any) -> None:
    code = coder(Reply)
    reply = say(_phrase_of({"v": value}))
    assert code.decode(json.loads(dumps(code.encode(reply)))) == reply


@pytest.mark.parametrize(
    "command",
    [
        LogContact(
            customer=ABC,
            channel=Channel.CALL,
            note="said 是",
            next=Next(when=When(NOW + DAY, has_time=False), what="chase"),
        ),
        SnoozeFollowUp(follow_up=F7, snooze="1d"),
        CLOSE,
    ],
)
def test_a_command_is_kept_as_it_was(command: Any) -> None:
    assert decode_command(json.loads(dumps(encode_command(command)))) == command


@pytest.mark.parametrize(
    "change", [{"name": "Gone"}, {"v": 99}, {"fields": {"follow_up": "?"}}, {"fields": {"other": 1}}]
)
def test_a_command_of_another_time_is_outdated(change: dict[str, Any]) -> None:
    with pytest.raises(Outdated):
        decode_command({**encode_command(CLOSE), **change})


def _found(ticket: str, ledger: Ledger) -> Ticket | None:
    return ledger.tickets.find(ticket)


@pytest.mark.parametrize(
    "kept",
    [
        '{"@":"Command","v":1,"name":"CloseFollowUp","fields":{"follow_up":{"kind":"follow_up","id":7}}}',
        '{"@":"Command","v":1,"name":"SnoozeFollowUp","fields":{"follow_up":{"kind":"follow_up","id":7,"name":"F7"},'
        '"until":{"at":"2026-03-02T09:00:00+08:00","has_time":false}}}',
        '{"@":"Command","v":1,"name":"AmendApproval","fields":{"approval":{"kind":"approval","id":3,"name":"A3"},'
        '"amount":{"amount":"0.86","currency":"USD","unit":"pc"}}}',
    ],
)
def test_what_earlier_releases_kept_is_read_and_kept_the_same(kept: str) -> None:
    assert dumps(encode_command(decode_command(json.loads(kept)))) == kept


def test_what_is_carried_is_checked_when_it_is_read() -> None:
    kept = encode_command(CLOSE)
    kept["fields"]["follow_up"]["kind"] = "no such kind"
    with pytest.raises(Outdated):
        decode_command(kept)


def test_the_same_answer_again(store: SqlStore) -> None:
    answer = Answer(
        FULL, language=Language.EN, zone="Europe/Berlin", field_errors={"a": "b"}, glance="g", is_refusal=True
    )
    store.write(lambda ledger: ledger.receipts.keep("r", answer, NOW)).result(10)
    assert store.read(lambda ledger: ledger.receipts.find("r")).result(10) == answer
    assert store.read(lambda ledger: ledger.receipts.find("other")).result(10) is None


def test_old_receipts_are_dropped(store: SqlStore) -> None:
    def keep(ledger: Ledger) -> None:
        for days in range(5):
            ledger.receipts.keep(str(days), Answer(), NOW - days * DAY)

    store.write(keep).result(10)
    assert store.write(lambda ledger: ledger.receipts.forget_before(NOW - 2 * DAY)).result(10) == 2
    assert (
        store.read(lambda ledger: [ledger.receipts.find(str(n)) is None for n in range(5)]).result(10)
        == [False] * 3 + [True] * 2
    )


def test_every_button_gets_its_ticket_and_finds_back(store: SqlStore) -> None:
    until = NOW + timedelta(days=1)
    issued = store.write(lambda ledger: ledger.tickets.issue(FULL, 3, NOW, until)).result(10)
    pressed = [button for button in buttons_in(issued) if button.ticket]
    assert all(button.press is None for button in pressed), "what is pressed lies under the ticket alone"
    assert len({button.ticket for button in pressed}) == 3
    assert all(len(button.ticket.encode()) <= 32 for button in pressed), "Telegram carries 64 bytes"
    assert [button.ticket for button in buttons_in(issued) if button.link] == [""]
    found = [store.read(partial(_found, b.ticket)).result(10) for b in pressed]
    assert [ticket.press for ticket in found if ticket] == [
        CLOSE,
        Blank("LogContact", {"customer": "C1"}),
        Continue("log {about} call", "ABC"),
    ]
    assert {(t.person_id, t.expires_at, t.card) for t in found if t} == {(3, until, F7)}


def test_forged_and_outdated_tickets_are_none(store: SqlStore) -> None:
    issued = store.write(
        lambda ledger: ledger.tickets.issue(say(phrase("x"), Button(phrase("d"), CLOSE)), None, NOW)
    ).result(10)
    ticket = buttons_in(issued)[0].ticket
    token = ticket.partition(".")[0]
    forged = ["", ".", "x.0", token, f"{token}.1", f"{token}.-1", f"{token}.²", f"{token}.99999999999", f"{token}.0.0"]
    for text in forged:
        assert store.read(partial(_found, text)).result(10) is None, text
    with store._engine.begin() as connection:
        connection.execute(update(TICKETS).values(presses='[{"@":"Command","v":1,"name":"Gone","fields":{}}]'))
    assert store.read(lambda ledger: ledger.tickets.find(ticket)).result(10) is None


def test_a_reply_without_buttons_needs_no_ticket(store: SqlStore) -> None:
    plain = say(phrase("x"))
    assert store.write(lambda ledger: ledger.tickets.issue(plain, None, NOW)).result(10) is plain


def test_one_form_is_asked_in_a_place_at_a_time(store: SqlStore) -> None:
    def work(ledger: Ledger) -> None:
        drafts = ledger.drafts
        first = drafts.keep(Draft("", "LogContact", {"channel": "call"}), 1, ROOM, NOW, True)
        assert first.key and drafts.asked(1, ROOM) == first
        second = drafts.keep(Draft("", "CreateOrder", {}, "number"), 1, ROOM, NOW, True)
        unasked = drafts.keep(Draft("", "PlanFollowUp"), 1, ROOM, NOW, False)
        assert drafts.asked(1, ROOM) == second
        assert drafts.find(unasked.key, 1) == unasked and drafts.find(unasked.key, 2) is None
        elsewhere = Place(PlatformName.SLACK, "C1", is_shared=True)
        assert drafts.asked(2, ROOM) is None and drafts.asked(1, elsewhere) is None
        drafts.close(second.key)
        assert drafts.asked(1, ROOM) == first
        answered = drafts.keep(Draft(first.key, "LogContact", {"channel": "call", "text": "x"}), 1, ROOM, NOW, False)
        assert drafts.asked(1, ROOM) is None and drafts.find(first.key, 1) == answered

    store.write(work).result(10)


def test_what_was_asked_in_a_room_may_be_answered_in_ones_own_chat_of_that_platform(store: SqlStore) -> None:
    room = Place(PlatformName.TELEGRAM, "-100", is_shared=True)

    def work(ledger: Ledger) -> None:
        asked = ledger.drafts.keep(Draft("", "RejectApproval", {}, "reason"), 1, room, NOW, True)
        assert ledger.drafts.asked(1, Place(PlatformName.TELEGRAM, "1")) == asked
        assert ledger.drafts.asked(1, Place(PlatformName.TELEGRAM, "-200", is_shared=True)) is None
        assert ledger.drafts.asked(1, Place(PlatformName.CONSOLE, "dm:1")) is None
        assert ledger.drafts.asked(2, Place(PlatformName.TELEGRAM, "2")) is None

    store.write(work).result(10)


def test_a_request_put_aside_is_kept(store: SqlStore) -> None:
    store.write(
        lambda ledger: ledger.quarantine("r", {"asked": "x", "at": datetime(2026, 1, 1, tzinfo=UTC)}, "boom", NOW)
    ).result(10)
    with store._engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT request_id, problem, raw FROM quarantine").all()
    assert [tuple(row) for row in rows] == [("r", "boom", '{"asked":"x","at":"2026-01-01T00:00:00.000000Z"}')]

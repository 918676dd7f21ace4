"""What comes of a letter that a platform refused: somebody hears of it once, and a lost room is written off."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.people import ReportUndelivered
from bot.domain.people import Language
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Route
from bot.ports.outside import LOST, refusal_said
from tests.approvals.floor import ROOM, Floor, floor_in, said, texts

A1 = Ref(Kind.APPROVAL, 1)


@pytest.fixture
def floor(fresh_desk: Path, tmp_path: Path) -> Iterator[Floor]:
    with floor_in(Path(shutil.copytree(fresh_desk, tmp_path / "floor"))) as opened:
        yield opened


def refused(floor: Floor, **fields: Any) -> list[tuple[int | None, str]]:
    """A letter is refused; who is told what."""
    usual = {"letter_key": "k", "platform": "slack", "chat": ROOM.chat, "reason": "channel_not_found"}
    floor.command(ReportUndelivered(**{**usual, "person_id": None, "is_shared": True, **fields}))
    return [(letter.person_id, said(letter.reply)) for letter in floor.post()]


def routes(floor: Floor) -> list[Route]:
    return floor.store.read(lambda ledger: ledger.routes.everything()).result(20)


def test_a_lost_room_is_told_once_and_hears_nothing_more(floor: Floor) -> None:
    floor.say("Anna", 'approve discount "ABC GmbH" 8% first')
    floor.post()
    told = dict(refused(floor, about=A1))
    assert set(told) == {floor.people["Adam"].id, floor.people["Anna"].id}
    assert "the room is gone, or I was taken out of it" in told[floor.people["Adam"].id]
    assert "no longer hears approvals" in told[floor.people["Adam"].id]
    assert "A1 could not be shown there. The approvers were asked privately" in told[floor.people["Anna"].id]
    assert routes(floor) == []
    assert refused(floor, letter_key="k2") == [], "the next letters to it are not told of again"
    assert refused(floor, letter_key="k3", is_change=True) == []
    floor.say("Anna", 'approve discount "ABC GmbH" 9% second')
    assert ROOM.chat not in {letter.place.chat for letter in floor.post()}


def test_each_requester_hears_of_their_own_request(floor: Floor) -> None:
    for percent in (7, 8):
        floor.say("Anna", f'approve discount "ABC GmbH" {percent}%')
    floor.post()
    assert len(refused(floor, about=A1)) == 2
    ((whom, text),) = refused(floor, about=Ref(Kind.APPROVAL, 2))
    assert whom == floor.people["Anna"].id and "A2 could not be shown" in text


def test_a_room_that_takes_no_message_for_another_reason_keeps_its_topics(floor: Floor) -> None:
    assert len(refused(floor, reason="msg_too_long")) == 1
    assert refused(floor, reason="msg_too_long", letter_key="k2") == []
    assert len(routes(floor)) == 1


def test_a_person_who_cannot_be_told_is_reported_once_a_day_and_once_for_each_request(floor: Floor) -> None:
    floor.say("Anna", 'approve discount "ABC GmbH" 8% first')
    floor.post()
    mei = floor.people["Mei"].id
    about_mei = {"person_id": mei, "is_shared": False, "chat": "D-Mei", "reason": "blocked"}
    told = dict(refused(floor, about=A1, **about_mei))
    assert set(told) == {floor.people["Adam"].id, floor.people["Anna"].id}, "Adam is admin and her superior"
    assert all("Mei could not be told on Slack: they do not want to hear me there" in text for text in told.values())
    assert "A1 waits for that answer" in told[floor.people["Anna"].id]
    assert refused(floor, about=A1, letter_key="k2", **about_mei) == []


def test_every_known_refusal_has_its_sentence() -> None:
    assert LOST
    for reason in (*LOST, "blocked", "user_not_found", "cannot_dm_bot", "no_rights", "topic_not_found", "topic_closed"):
        for language in Language:
            assert texts().has(refusal_said(reason).key, language), reason
    assert refusal_said("msg_too_long").values == {"text": "msg_too_long"}

"""The console's board and its sessions, in memory as the page's tests use them and as they are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.follow_ups import ShowToday
from bot.dialogue.replies import Button, Buttons, Item, Listing, Paragraph, Reply
from bot.domain.people import Language, Person, Role
from bot.domain.phrases import words
from bot.domain.refs import Kind, Ref
from bot.ports.books import UNSAVED
from bot.ports.console import NOTHING, ConsoleStore, Post
from bot.ports.ledger import Ledger
from bot.ports.requests import Answer
from bot.storage.console import SqlConsoleStore, SqlRoster, SqlSessions
from bot.storage.store import SqlStore, open_store
from tests.platforms.console.memory import MemoryStore
from tests.storage.builders import seed

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
CHATS = ["room:sales", "dm:1"]


def line(key: str, chat: str = "dm:1", only_for: int | None = None, author: int | None = 1) -> Post:
    return Post(key=key, chat=chat, at=NOON, author=author, text=f"text of {key}\n\x00‮", only_for=only_for)


def card() -> Answer:
    button = Button(words("Done"), ShowToday(), "primary", words("Sure?"), "tok.0")
    listing = Listing((Item(words("one"), (button,)),), words("title"))
    reply = Reply((Paragraph(words("due")), listing, Buttons((button,))), Ref(Kind.FOLLOW_UP, 33))
    return Answer(reply=reply, language=Language.EN, zone="Europe/Berlin")


class Promises:
    """What every board promises."""

    async def test_a_post_stands_once_and_in_order(self, board: ConsoleStore) -> None:
        first, second = await board.add([line("a"), line("b")])
        assert (first.number, second.number, first.change < second.change) == (1, 2, True)
        assert await board.add([line("b"), line("c"), line("a")]) == (second, await board.find("c"), first)
        assert [one.post.key for one in await board.page("dm:1", 1, None, 10)] == ["a", "b", "c"]
        assert (await board.get(1), await board.find("a")) == (first, first)
        assert first.post == line("a")
        assert (await board.get(99), await board.find("none")) == (None, None)

    async def test_a_change_keeps_the_place_and_comes_after_all_others(self, board: ConsoleStore) -> None:
        assert await board.last_change() == 0
        await board.add([line("a"), line("b")])
        last = await board.last_change()
        changed = await board.change(1, card())
        assert changed is not None
        assert (changed.number, changed.change) == (1, last + 1)
        assert await board.last_change() == last + 1
        assert [one.number for one in await board.changed(last, CHATS, 1, 10)] == [1]
        assert await board.change(99, card()) is None
        kept = await board.get(1)
        assert kept is not None
        assert kept.post.answer.reply is not None
        assert kept.post.answer.reply.card == Ref(Kind.FOLLOW_UP, 33)
        assert (kept.post.answer.language, kept.post.answer.zone) == (Language.EN, "Europe/Berlin")

    async def test_everybody_sees_what_is_theirs(self, board: ConsoleStore) -> None:
        rooms = [line("r1", "room:sales"), line("r2", "room:sales", only_for=1), line("r3", "room:sales", only_for=2)]
        await board.add([*rooms, line("d2", "dm:2"), line("d1")])
        assert [one.post.key for one in await board.page("room:sales", 1, None, 10)] == ["r1", "r2"]
        assert [one.post.key for one in await board.page("room:sales", 2, None, 10)] == ["r1", "r3"]
        assert [one.post.key for one in await board.changed(0, CHATS, 1, 10)] == ["r1", "r2", "d1"]
        assert [one.post.key for one in await board.changed(0, CHATS, 1, 2)] == ["r1", "r2"]

    async def test_a_page_is_the_last_of_what_is_there_before_a_number(self, board: ConsoleStore) -> None:
        await board.add([line(f"k{n}") for n in range(1, 11)])
        await board.add([line("form", author=None)])
        await board.change(11, NOTHING)
        assert [one.number for one in await board.page("dm:1", 1, None, 3)] == [8, 9, 10]
        assert [one.number for one in await board.page("dm:1", 1, 8, 3)] == [5, 6, 7]
        gone = (await board.changed(0, CHATS, 1, 100))[-1]
        assert (gone.number, gone.post.is_gone) == (11, True)


class TestInMemory(Promises):
    """The board of the page's tests."""

    @pytest.fixture
    def board(self) -> ConsoleStore:
        return MemoryStore()


class TestKept(Promises):
    """The board in the database."""

    @pytest.fixture
    def board(self, store: SqlStore) -> ConsoleStore:
        return SqlConsoleStore(store)


async def test_the_board_outlives_a_restart_without_what_buttons_ask(database_url: str, tmp_path: Path) -> None:
    store = open_store(database_url, None, tmp_path)
    await SqlConsoleStore(store).add([Post(key="a", chat="dm:1", at=NOON, answer=card(), files=("提单.pdf",))])
    store.close()
    store = open_store(database_url, None, tmp_path)
    kept = await SqlConsoleStore(store).get(1)
    store.close()
    assert kept is not None
    assert kept.post.files == ("提单.pdf",)
    assert kept.post.answer.reply is not None
    [_, listing, buttons] = kept.post.answer.reply.blocks
    assert isinstance(listing, Listing)
    assert isinstance(buttons, Buttons)
    for button in (*listing.items[0].buttons, *buttons.buttons):
        assert (button.ticket, button.style, button.press) == ("tok.0", "primary", None)


async def test_a_code_lets_in_once_and_not_late(store: SqlStore) -> None:
    sessions = SqlSessions(store)
    code = await sessions.issue(7, NOON)
    late = await sessions.issue(7, NOON - timedelta(minutes=16))
    assert await sessions.enter("wrong", NOON) is None
    assert await sessions.enter(late, NOON) is None
    token = await sessions.enter(code, NOON + timedelta(minutes=14))
    assert token is not None
    assert await sessions.enter(code, NOON) is None
    assert await sessions.person_of(token, NOON) == 7
    assert await sessions.person_of("other", NOON) is None
    assert await sessions.person_of(token, NOON + timedelta(days=8)) is None
    await sessions.end(token)
    await sessions.end(token)
    assert await sessions.person_of(token, NOON) is None
    begun = await sessions.begin(8, NOON)
    assert await sessions.person_of(begun, NOON) == 8


async def test_the_roster_is_those_who_are_active(store: SqlStore) -> None:
    def gone(ledger: Ledger) -> None:
        seed(ledger)
        ledger.people.add(Person(id=UNSAVED, name="Zoe", role=Role.SALES, is_active=False))

    store.write(gone).result()
    assert [person.name for person in await SqlRoster(store).people()] == ["Anna"]

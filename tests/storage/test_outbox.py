"""The outbox: in order for each chat, by one deliverer at a time, and never forgotten."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from bot.commands.follow_ups import CloseFollowUp
from bot.dialogue.replies import Button, Reply, say
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Lease, Ledger, Letter, PostedCopy
from bot.ports.requests import Place
from bot.storage import errands, outbox
from bot.storage.engine import open_engine
from bot.storage.migrate import bring_up
from bot.storage.outbox import LEASED_FOR
from bot.storage.store import SqlStore
from tests.storage.builders import NOW, as_written

SLACK = PlatformName.SLACK
CARD = Ref(Kind.FOLLOW_UP, 7)
LATER = timedelta(seconds=10)


def _letter(key: str, chat: str = "C1", **fields: Any) -> Letter:
    button = Button(phrase("done"), CloseFollowUp(follow_up=CARD))
    reply = Reply(say(phrase("due", what="chase"), button).blocks, fields.pop("card", None))
    return Letter(key, Place(SLACK, chat, is_shared=True), reply, Language.EN, "Asia/Shanghai", **fields)


def _take(store: SqlStore, at: Any = NOW, limit: int = 9, busy: tuple[str, ...] = ()) -> list[Lease]:
    free = [chat for chat in _chats(store, at) if chat not in busy][:limit]
    return store.write(lambda ledger: ledger.outbox.take(SLACK, at, free, as_written)).result(10)


def _chats(store: SqlStore, at: Any = NOW, platform: PlatformName = SLACK) -> list[str]:
    """Chats whose first letter is ready."""
    heads = store.read(lambda ledger: ledger.outbox.heads(platform)).result(10)
    return [chat for chat, ready_at in heads if ready_at <= at]


def _put(store: SqlStore, *letters: Letter) -> None:
    store.write(lambda ledger: ledger.outbox.put(letters, NOW)).result(10)


def _sent(store: SqlStore, lease: Lease, *messages: str) -> bool:
    return store.write(lambda ledger: ledger.outbox.sent(lease, messages, NOW)).result(10)


def test_one_at_a_time_for_each_chat_and_in_order(store: SqlStore) -> None:
    _put(store, _letter("a1"), _letter("a2"), _letter("b1", "C2"), _letter("a1"))
    first = _take(store)
    assert [lease.letter.key for lease in first] == ["a1", "b1"]
    assert first[0].letter == _letter("a1")
    assert [lease.first_tried_at for lease in first] == [None, None]
    assert _take(store) == [], "the rest waits until the first of its chat is told"
    assert store.read(lambda ledger: ledger.outbox.waiting()).result(10) == 3
    assert _sent(store, first[0], "m1")
    assert [lease.letter.key for lease in _take(store, busy=("C2",))] == ["a2"]


def test_a_key_is_told_once_for_ever(store: SqlStore) -> None:
    _put(store, _letter("a"))
    assert _sent(store, _take(store)[0], "m")
    _put(store, _letter("a"))
    assert _take(store) == []


def test_a_lost_lease_is_taken_again_and_the_late_answer_is_ignored(store: SqlStore) -> None:
    _put(store, _letter("a"))
    (lost,) = _take(store)
    (again,) = _take(store, NOW + LEASED_FOR)
    assert (again.attempts, again.first_tried_at) == (2, NOW)
    assert again.fence > lost.fence
    assert not _sent(store, lost, "m")
    store.write(lambda ledger: ledger.outbox.failed(lost, "late", NOW)).result(10)
    assert _sent(store, again, "m2")
    assert store.read(lambda ledger: ledger.outbox.waiting()).result(10) == 0


def test_surely_not_sent_is_tried_as_if_new_and_unknown_is_remembered(store: SqlStore) -> None:
    _put(store, _letter("a"))
    (lease,) = _take(store)
    store.write(lambda l: l.outbox.again(lease, NOW + LATER, is_unknown=False, problem="429")).result(10)  # noqa: E741
    assert _take(store) == []
    assert store.read(lambda ledger: ledger.outbox.heads(SLACK)).result(10) == [("C1", NOW + LATER)]
    (second,) = _take(store, NOW + LATER)
    assert second.first_tried_at is None
    store.write(lambda l: l.outbox.again(second, NOW + 2 * LATER, is_unknown=True, problem="timeout")).result(10)  # noqa: E741
    (third,) = _take(store, NOW + 2 * LATER)
    assert third.first_tried_at == NOW + LATER


def test_a_refused_letter_gives_way_to_the_next(store: SqlStore) -> None:
    _put(store, _letter("a"), _letter("b"))
    (lease,) = _take(store)
    store.write(lambda ledger: ledger.outbox.failed(lease, "channel_not_found", NOW)).result(10)
    assert [lease.letter.key for lease in _take(store)] == ["b"]
    assert _chats(store, platform=PlatformName.TELEGRAM) == []


def test_a_card_is_found_again_wherever_it_hangs(store: SqlStore) -> None:
    _put(
        store,
        _letter("a", card=CARD, person_id=3),
        _letter("b", "C2", card=CARD),
        _letter("c", "C3", card=CARD, only_for="U1"),
    )
    for number, lease in enumerate(_take(store)):
        assert _sent(store, lease, f"m{number}")

    def look(ledger: Ledger) -> None:
        copies = ledger.posted.of(CARD)
        assert [(c.place.chat, c.message, c.person_id) for c in copies] == [("C1", "m0", 3), ("C2", "m1", None)]
        assert ledger.posted.card_at(Place(SLACK, "C2"), "m1") == CARD
        assert ledger.posted.card_at(Place(SLACK, "C3"), "m2") is None, "what one person alone sees cannot be changed"

    store.read(look).result(10)


def test_a_card_noted_twice_hangs_once(store: SqlStore) -> None:
    copy = PostedCopy(Place(SLACK, "C1"), "m", Language.EN, "UTC", None)

    def note(ledger: Ledger) -> int:
        ledger.posted.note(CARD, copy)
        ledger.posted.note(CARD, copy)
        return len(ledger.posted.of(CARD))

    assert store.write(note).result(10) == 1


def test_letters_and_cards_follow_a_moved_chat(store: SqlStore) -> None:
    _put(store, _letter("a", card=CARD), _letter("b", card=CARD))
    assert _sent(store, _take(store)[0], "m")
    store.write(lambda ledger: ledger.outbox.move_chat(SLACK, "C1", "C8")).result(10)
    assert [(lease.letter.key, lease.letter.place.chat) for lease in _take(store)] == [("b", "C8")]
    assert [c.place.chat for c in store.read(lambda ledger: ledger.posted.of(CARD)).result(10)] == ["C8"]
    assert store.read(lambda ledger: ledger.posted.card_at(Place(SLACK, "C8"), "m")).result(10) == CARD


def test_an_undrawn_letter_is_drawn_once_and_kept_as_it_was_drawn(store: SqlStore) -> None:
    marks = say(phrase("late-by")).blocks
    _put(store, replace(_letter("a", card=CARD), reply=Reply(marks, CARD), is_undrawn=True))
    drawn: list[Letter] = []

    def draw(letter: Letter) -> Letter:
        drawn.append(letter)
        return replace(letter, reply=letter.reply.plus(*say(phrase("card")).blocks), is_undrawn=False)

    (first,) = store.write(lambda ledger: ledger.outbox.take(SLACK, NOW, ("C1",), draw)).result(10)
    assert first.letter.reply.blocks == (*marks, *say(phrase("card")).blocks)
    (again,) = store.write(lambda ledger: ledger.outbox.take(SLACK, NOW + LEASED_FOR, ("C1",), draw)).result(10)
    assert again.letter == first.letter
    assert [letter.reply.blocks for letter in drawn] == [marks]


def test_what_cannot_be_drawn_stops_nobody(store: SqlStore) -> None:
    _put(store, _letter("a", card=CARD, is_undrawn=True), _letter("b"))
    assert store.write(lambda ledger: ledger.outbox.take(SLACK, NOW, ("C1",), lambda _: None)).result(10) == []
    assert [lease.letter.key for lease in _take(store)] == ["b"]


def test_every_chat_has_its_first_letter_at_its_head_and_the_oldest_comes_first(store: SqlStore) -> None:
    chats = ["C3", "C1", "C2", "C1", "C3", "C1"]
    _put(store, *(_letter(f"l{number}", chat) for number, chat in enumerate(chats)))
    assert _chats(store) == ["C3", "C1", "C2"]
    told = []
    while free := _chats(store):
        for lease in store.write(lambda ledger: ledger.outbox.take(SLACK, NOW, free, as_written)).result(10):
            told.append(lease.letter.key)
            assert _sent(store, lease, f"m-{lease.letter.key}")
    assert told == ["l0", "l1", "l2", "l3", "l4", "l5"]


def test_what_still_waits_is_found_without_looking_at_what_has_gone(sqlite_url: str) -> None:
    bring_up(sqlite_url)
    engine = open_engine(sqlite_url)
    found: list[str] = []
    with engine.connect() as connection:
        for statement in (outbox._HEADS, outbox._FIRST, outbox._OPEN_OF, outbox._OPEN_IN, errands._DUE):
            compiled = statement.compiled(connection.dialect)
            values = dict.fromkeys(compiled.names, NOW if statement is errands._DUE else "x") | {"most": 1}
            bound = compiled.bound({name: value for name, value in values.items() if name not in compiled.fixed})
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + compiled.sql, tuple(bound)).fetchall()
            found += [row[3] for row in plan if "outbox" in row[3] or "errands" in row[3] or "first" in row[3]]
    engine.dispose()
    assert len(found) >= 5
    assert not [step for step in found if step.startswith("SCAN")], found
    assert sum("ix_outbox" in step or "ix_errands" in step for step in found) >= 5

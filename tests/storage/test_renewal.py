"""A card that changes while letters of it are still to go: none arrives later with what is past."""

from collections.abc import Sequence
from datetime import datetime

from bot.commands.follow_ups import CloseFollowUp
from bot.dialogue.replies import Button, Reply, say
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.ports.ledger import Lease, Ledger, Letter
from bot.ports.requests import Place
from bot.storage.outbox import LEASED_FOR
from bot.storage.store import SqlStore
from tests.storage.builders import NOW, as_written

SLACK = PlatformName.SLACK
CARD = Ref(Kind.FOLLOW_UP, 7)
LIVE = Reply(say(phrase("due"), Button(phrase("done"), CloseFollowUp(follow_up=CARD))).blocks, CARD)
SETTLED = Reply(say(phrase("settled")).blocks, CARD)


def _letter(key: str, chat: str = "C1", reply: Reply = LIVE, revises: str | None = None) -> Letter:
    return Letter(key, Place(SLACK, chat, is_shared=True), reply, Language.EN, "UTC", revises=revises)


def _take(store: SqlStore, at: datetime = NOW) -> list[Lease]:
    def job(ledger: Ledger) -> list[Lease]:
        return ledger.outbox.take(SLACK, at, [chat for chat, _ in ledger.outbox.heads(SLACK)], as_written)

    return store.write(job).result(10)


def _put(store: SqlStore, *letters: Letter) -> None:
    store.write(lambda ledger: ledger.outbox.put(letters, NOW)).result(10)


def _renew(store: SqlStore) -> None:
    store.write(lambda ledger: ledger.outbox.renew(CARD, lambda _: SETTLED, NOW)).result(10)


def _sent(store: SqlStore, lease: Lease, *messages: str) -> None:
    assert store.write(lambda ledger: ledger.outbox.sent(lease, messages, NOW)).result(10)


def _shown(leases: Sequence[Lease]) -> list[tuple[str | None, Reply]]:
    return [(lease.letter.revises, lease.letter.reply) for lease in leases]


def test_a_waiting_letter_bears_the_new_content_and_others_stay_as_they_are(store: SqlStore) -> None:
    other = say(phrase("else"))
    _put(store, _letter("a"), _letter("b", "C2", other))
    assert store.read(lambda ledger: ledger.outbox.has_open(CARD)).result(10)
    _renew(store)
    leases = _take(store)
    assert _shown(leases) == [(None, SETTLED), (None, other)]
    _sent(store, leases[0], "m1")
    assert _take(store) == [], "nobody had seen the past, so nothing is to be changed"
    assert not store.read(lambda ledger: ledger.outbox.has_open(CARD)).result(10)


def test_a_letter_on_its_way_is_changed_right_after_it_has_arrived(store: SqlStore) -> None:
    _put(store, _letter("a"))
    (flying,) = _take(store)
    _renew(store)
    assert flying.letter.reply == LIVE
    _sent(store, flying, "m1")
    (change,) = _take(store)
    assert _shown([change]) == [("m1", SETTLED)]
    _sent(store, change, "m1")
    assert _take(store) == []


def test_a_letter_of_unknown_fate_is_changed_where_it_was_found(store: SqlStore) -> None:
    _put(store, _letter("a"))
    (lost,) = _take(store)
    store.write(lambda l: l.outbox.again(lost, NOW, is_unknown=True, problem="timeout")).result(10)  # noqa: E741
    _renew(store)
    (found,) = _take(store)
    assert found.letter.reply == SETTLED, "should it have to be sent again, it bears the present"
    _sent(store, found, "m1")
    assert _shown(_take(store)) == [("m1", SETTLED)]


def test_a_lease_that_was_lost_meanwhile_changes_nothing(store: SqlStore) -> None:
    _put(store, _letter("a"))
    (lost,) = _take(store)
    _renew(store)
    (again,) = _take(store, NOW + LEASED_FOR)
    assert not store.write(lambda ledger: ledger.outbox.sent(lost, ("m1",), NOW)).result(10)
    _sent(store, again, "m2")
    assert _shown(_take(store)) == [("m2", SETTLED)]


def test_changes_of_posted_copies_stay_in_their_order(store: SqlStore) -> None:
    _put(store, _letter("older", revises="m1"))
    _renew(store)
    _put(store, _letter("newer", reply=SETTLED, revises="m1"))
    for reply in (LIVE, SETTLED):
        (lease,) = _take(store)
        assert _shown([lease]) == [("m1", reply)]
        _sent(store, lease, "m1")


def test_a_copy_posted_anew_hangs_only_where_it_is_now(store: SqlStore) -> None:
    _put(store, _letter("first"))
    _sent(store, _take(store)[0], "m1")
    _put(store, _letter("change", revises="m1"))
    _sent(store, _take(store)[0], "m2")
    _put(store, _letter("long", revises="m2"))
    _sent(store, _take(store)[0], "m2", "m3")

    def look(ledger: Ledger) -> list[str]:
        return [copy.message for copy in ledger.posted.of(CARD)]

    assert store.read(look).result(10) == ["m2"], "neither where it stood once nor its continuation"

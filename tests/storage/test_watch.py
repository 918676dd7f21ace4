"""Who listens to a platform, and until when: one process at a time, and the next where it ended."""

from datetime import UTC, datetime, timedelta

from bot.storage.store import SqlStore
from bot.storage.watch import SqlWatch

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_one_holds_it_until_it_leaves_or_is_silent(store: SqlStore) -> None:
    one, other = SqlWatch(store, "telegram"), SqlWatch(store, "telegram")
    assert await one.take(NOW, NOW + MINUTE)
    assert not await other.take(NOW, NOW + MINUTE)
    assert await one.take(NOW + MINUTE / 2, NOW + 2 * MINUTE), "it keeps what it has"
    assert not await other.take(NOW + MINUTE, NOW + 3 * MINUTE)
    assert await other.take(NOW + 2 * MINUTE, NOW + 3 * MINUTE), "the first one was silent too long"
    assert not await one.take(NOW + 2 * MINUTE, NOW + 3 * MINUTE)
    await one.leave(NOW + 2 * MINUTE)
    assert not await one.take(NOW + 2 * MINUTE, NOW + 3 * MINUTE), "what another has is not let go"
    await other.leave(NOW + 2 * MINUTE)
    assert await one.take(NOW + 2 * MINUTE, NOW + 3 * MINUTE)


async def test_lines_are_apart(store: SqlStore) -> None:
    assert await SqlWatch(store, "one").take(NOW, NOW + MINUTE)
    assert await SqlWatch(store, "other").take(NOW, NOW + MINUTE)


async def test_it_is_known_until_when_somebody_listened(store: SqlStore) -> None:
    watch = SqlWatch(store, "slack")
    assert await watch.until() is None
    await watch.extend(NOW)
    await watch.extend(NOW - MINUTE)
    assert await SqlWatch(store, "slack").until() == NOW
    await SqlWatch(store, "slack").extend(NOW + MINUTE)
    assert await watch.until() == NOW + MINUTE

"""Asking Telegram: nothing is confirmed before it is kept, whatever breaks in between."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.api import TelegramApi
from bot.platforms.telegram.polling import Poller, serve
from bot.platforms.telegram.turn import Turn
from bot.ports.outside import Condition
from bot.ports.requests import Answer, Request
from bot.storage.watch import SqlWatch
from tests.fakes import until
from tests.fakes.faults import FOREVER
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_user import TelegramUser
from tests.fresh import store_in
from tests.platforms.standins import SystemClock
from tests.platforms.telegram.bench import TelegramBench, telegram_bench


def confirmed(bench: TelegramBench) -> int:
    return max(int(call.params.get("offset") or 0) for call in bench.fake.calls("getUpdates"))


async def test_an_update_is_confirmed_only_once_the_desk_has_kept_it(polled: TelegramBench) -> None:
    before = confirmed(polled)
    polled.desk.is_down = True
    await polled.anna.say("log ABC call")
    await until(lambda: polled.platform.health().problem == "store")
    assert polled.fake.waiting
    assert confirmed(polled) == before
    polled.desk.is_down = False
    await polled.settled()
    assert len(polled.desk.served) == 1
    assert polled.platform.health().is_well
    assert polled.diary.poison == []


async def test_poison_is_put_aside_and_the_rest_goes_on(polled: TelegramBench) -> None:
    polled.fake.inject({"message": {"nonsense": True}})
    polled.fake.inject({"message": "a word"})
    polled.fake.inject({"callback_query": []})
    await polled.say("today")
    assert len(polled.diary.poison) == 3
    assert len(polled.desk.served) == 1
    assert len(polled.fake.calls("getUpdates")) < 20


async def test_what_the_desk_stumbles_over_again_and_again_is_put_aside(polled: TelegramBench) -> None:
    def stumble(request: Request) -> Answer:
        raise ValueError(request.id)

    polled.desk.answers = stumble
    await polled.say("today")
    ((number, _, problem),) = polled.diary.poison
    assert (number, problem) == (polled.desk.last.id, "ValueError")
    assert len(polled.desk.heard) == 5


async def test_telegram_away_and_back(polled: TelegramBench) -> None:
    await polled.fake.go_down()
    await until(lambda: not polled.platform.health().is_well)
    assert polled.platform.health().condition is Condition.CONNECTING
    assert polled.platform.health().problem
    await polled.fake.come_up()
    await polled.say("today")
    assert len(polled.desk.served) == 1
    assert polled.platform.health().is_well


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (lambda fake: fake.faults.refuse("getUpdates", "Conflict: terminated by other getUpdates", 2, 409), "conflict"),
        (lambda fake: fake.faults.refuse("getUpdates", "Unauthorized", FOREVER, 401), "invalid_token"),
        (lambda fake: fake.faults.status("getUpdates", 502, 2), ""),
        (lambda fake: fake.faults.cut("getUpdates", 2), ""),
    ],
)
async def test_trouble_is_named_waited_out_and_mended(
    polled: TelegramBench, order: Callable[[FakeTelegram], None], problem: str
) -> None:
    order(polled.fake)
    seen: list[str] = []
    await polled.anna.say("a")
    await until(lambda: seen.append(polled.platform.health().problem) or seen[-1])  # type: ignore[func-returns-value]
    assert problem in ("", seen[-1])
    if problem == "invalid_token":
        assert polled.platform.health().condition is Condition.DOWN
    polled.fake.faults.clear()
    await polled.anna.say("today")
    await polled.settled()
    assert len(polled.desk.served) == 2


async def test_a_stop_ends_the_asking_at_once_and_loses_nothing(polled: TelegramBench) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await polled.platform.stop()
    assert loop.time() - begun < 1
    await polled.anna.say("log ABC call")
    assert len(polled.fake.waiting) == 1


async def test_a_webhook_of_before_is_taken_away_with_nothing_lost(polled: TelegramBench) -> None:
    (call,) = polled.fake.calls("deleteWebhook")
    assert "drop_pending_updates" not in call.params


@given(chats=st.lists(st.integers(1, 4), max_size=40), bad=st.integers(0, 60))
def test_a_batch_is_served_in_order_within_each_chat_and_fails_as_a_whole(chats: list[int], bad: int) -> None:
    batch = [{"update_id": n, "message": {"chat": {"id": chat}}} for n, chat in enumerate(chats)]
    taken: list[int] = []

    async def take(update: Mapping[str, Any]) -> None:
        await asyncio.sleep(0)
        if update["update_id"] == bad:
            raise OSError
        taken.append(update["update_id"])

    async def run() -> bool:
        try:
            await serve(batch, take)
        except OSError:
            return False
        return True

    assert asyncio.run(run()) is (bad >= len(chats))
    for chat in set(chats):
        mine = [n for n in taken if chats[n] == chat]
        whole = [n for n in range(len(chats)) if chats[n] == chat]
        assert mine == (whole[: whole.index(bad)] if bad in whole else whole)


async def test_what_a_telegram_does_not_know_keeps_it_from_nothing_else() -> None:
    missing = ("deleteWebhook", "getMyCommands", "setMyCommands")
    async with telegram_bench(missing=missing) as bench:
        await bench.say("today")
        assert len(bench.desk.served) == 1 and bench.platform.health().is_well
        assert bench.fake.calls("deleteWebhook") and bench.fake.calls("getMyCommands"), "nothing was missing"


async def test_of_two_processes_one_asks_and_the_other_takes_over(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    async with FakeTelegram() as fake:
        apis = [TelegramApi(fake.token, fake.base_url, fake.file_base_url) for _ in range(2)]
        served: list[list[Mapping[str, Any]]] = [[], []]

        def poller(number: int) -> Poller:
            async def take(update: Mapping[str, Any]) -> None:
                served[number].append(update)

            turn = Turn(SqlWatch(store, "telegram:1"), SystemClock())
            return Poller(apis[number], take, lambda: None, turn, (0.05,))

        pollers = [poller(0), poller(1)]
        for one in pollers:
            one.start()
        await until(lambda: sorted(one.problem for one in pollers) == ["", "held_elsewhere"])
        first = next(number for number, one in enumerate(pollers) if not one.problem)
        await until(lambda: pollers[first].is_open)
        anna = TelegramUser(fake, 4567, "Anna")
        await anna.say("today")
        await until(lambda: bool(served[first]))
        await pollers[first].stop()
        await anna.say("today again")
        await until(lambda: any("again" in str(update) for update in served[1 - first]))
        assert "again" not in str(served[first])
        await pollers[1 - first].stop()
        for api in apis:
            await api.close()
    store.close()

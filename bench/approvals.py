"""A written yes: from the press to the last copy changed on both platforms, and a hundred presses at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from bench.rows import Against, Goal, Row, percentile
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.people import Account, PlatformName
from bot.domain.refs import Kind, Ref
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.ports.pace import FREE, PACES
from bot.ports.requests import Answer, Place, Pressed, Request, Speaker
from tests.fakes.loopback import Json
from tests.fakes.slack_text import buttons_of, text_of
from tests.fakes.slack_user import SlackUser
from tests.fakes.telegram_chats import TelegramMessage
from tests.fakes.telegram_user import TelegramUser
from tests.walks.stage import CAST, SLACK_ROOMS, TELEGRAM_ROOMS, Stage, stage

OPEN = 50
"""Requests that wait at the same time."""
ROUNDS = 3
PRESSES = 100
RACES = 10
CHANNEL, GROUP = SLACK_ROOMS["approvals"], TELEGRAM_ROOMS["approvals"]
SEATS = dict.fromkeys(CAST, PlatformName.SLACK) | {"marta": PlatformName.TELEGRAM}
NO_LIMITS = dict.fromkeys(PACES, (FREE, FREE))
"""The platforms' own limits come on top of the goal, so they are left out of what is measured."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of one request that people can press on: in the channel, in the group, in Marta's own chat."""

    in_slack: tuple[Json, ...]
    in_telegram: tuple[TelegramMessage, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.in_slack) + len(self.in_telegram)

    @property
    def are_live(self) -> bool:
        """Whether one still offers the decision."""
        return any("Approve" in buttons_of(message) for message in self.in_slack) or any(
            "Approve" in message.buttons for message in self.in_telegram
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """The running bot with its people: Anna asks in Slack; Marta decides, in Slack or in Telegram."""

    stage: Stage

    def slack(self, name: str, channel: str = "") -> SlackUser:
        """Somebody at Slack."""
        fake = self.stage.slack
        return SlackUser(fake, f"{self.stage.address}/slack/events", fake.signing_secret, CAST[name].slack, channel)

    @property
    def marta(self) -> TelegramUser:
        """The manager, with Telegram in hand."""
        return TelegramUser(self.stage.telegram, CAST["marta"].number, "Marta", "en")

    async def ask(self, count: int) -> None:
        """Anna asks for as many discounts, one after the other."""
        for _ in range(count):
            await self.slack("anna", CHANNEL).command("/approve", 'discount "ABC GmbH" 8% first order')
        await self.stage.settle()

    def copies(self, number: int) -> Copies:
        """Where a request can be pressed on."""
        head, fake = f"A{number} ·", self.stage.telegram
        channel = self.stage.slack.space.channel(CHANNEL).messages
        chats = [message for chat in (GROUP, CAST["marta"].number) for message in fake.chat(chat).from_bot()]
        return Copies(
            tuple(message for message in channel if text_of(message).startswith(head)),
            tuple(message for message in chats if message.text.startswith(head)),
        )

    def approval(self, number: int) -> Approval:
        """A request as it stands."""
        found = self.stage.app.store.read(lambda ledger: ledger.approvals.get(number)).result(5)
        if found is None:
            raise RuntimeError(f"A{number} was not asked for")
        return found


async def rows(folder: Path) -> list[Row]:
    """Two rows; each checks what came of the presses it measured."""
    with patch.dict(PACES, NO_LIMITS):
        async with desk_in(folder) as desk:
            return [await _copies_changed(desk), await _race(desk)]


@asynccontextmanager
async def desk_in(folder: Path) -> AsyncIterator[Desk]:
    """The real bot between both stand-ins, with a channel and a group that hear of approvals."""
    async with stage(folder, PlatformName.SLACK, PlatformName.TELEGRAM) as firm:
        await firm.hire(SEATS, {})
        await asyncio.wrap_future(firm.app.store.write(lambda ledger: _seat_in_slack_too(ledger, firm)))
        desk = Desk(firm)
        await desk.slack("anna", CHANNEL).command("/customer", 'new "ABC GmbH" country:DE')
        await desk.slack("ada", CHANNEL).command("/route", "approvals")
        await desk.marta.say("/route approvals", GROUP)
        await firm.settle()
        yield desk


def _seat_in_slack_too(ledger: Ledger, firm: Stage) -> None:
    ledger.begin(Via("bench", None, PlatformName.CLOCK, "bench", firm.clock.now()))
    account = f"T1:{CAST['marta'].slack}"
    ledger.accounts.add(
        Account(id=UNSAVED, person_id=firm.people["marta"], platform=PlatformName.SLACK, account=account)
    )


async def _copies_changed(desk: Desk) -> Row:
    """Every open request is pressed once, in Slack and in Telegram in turn; how long until no copy was live."""
    slowest, most = [], 0
    for turn in range(ROUNDS):
        numbers = range(turn * OPEN + 1, (turn + 1) * OPEN + 1)
        await desk.ask(OPEN)
        copies = {number: desk.copies(number) for number in numbers}
        waits = [await _pressed(desk, copies[number], number % 2 == 0) for number in numbers]
        slowest.append(percentile(waits, 0.99) * 1000)
        most = max(most, *(one.count for one in copies.values()))
        _must({desk.approval(number).state for number in numbers} == {ApprovalState.APPROVED}, "not all were approved")
    return Row(
        name=f"press to every copy changed, p99, {OPEN} open",
        unit="ms",
        measured=slowest,
        goal=Goal(Against.MOST, 1000),
        remark=f"{OPEN * ROUNDS} presses from both platforms, {most} copies each",
    )


async def _pressed(desk: Desk, copies: Copies, is_slack: bool) -> float:
    """Seconds from the press until the last copy has changed."""
    _must(copies.count == 3 and copies.are_live, "a copy is missing")
    began = time.perf_counter()
    if is_slack:
        await desk.slack("marta", CHANNEL).press(copies.in_slack[0], "Approve")
    else:
        await desk.marta.press(copies.in_telegram[0], "Approve")
    while copies.are_live:
        await asyncio.sleep(0.0005)
    took = time.perf_counter() - began
    await desk.stage.settle()
    return took


async def _race(desk: Desk) -> Row:
    """A hundred presses at once through the one door, from both platforms, until all are answered."""
    first, waits = ROUNDS * OPEN + 1, []
    await desk.ask(RACES)
    for number in range(first, first + RACES):
        ticket = _ticket(desk, number)
        presses = [_press(number * PRESSES + one, ticket) for one in range(PRESSES)]
        began = time.perf_counter()
        answers = await asyncio.gather(*(desk.stage.app.desk.hear(press) for press in presses))
        waits.append((time.perf_counter() - began) * 1000)
        _check_one_decision(desk, number, answers)
        await desk.stage.settle()
    return Row(
        name=f"{PRESSES} presses at once on one request, all answered",
        unit="ms",
        measured=waits,
        goal=Goal(Against.MOST, 100),
        remark=f"{RACES} times exactly one decision, written once, and {PRESSES - 1} told of it",
    )


def _ticket(desk: Desk, number: int) -> str:
    (message,) = desk.copies(number).in_slack
    block = next(block for block in message["blocks"] if block["type"] == "actions")
    return str(block["elements"][0]["value"])


def _press(number: int, ticket: str) -> Request:
    """Marta's press, from whichever of her accounts."""
    if number % 2:
        speaker, place = Speaker(PlatformName.TELEGRAM, str(CAST["marta"].number)), (PlatformName.TELEGRAM, str(GROUP))
    else:
        speaker, place = Speaker(PlatformName.SLACK, f"T1:{CAST['marta'].slack}"), (PlatformName.SLACK, CHANNEL)
    return Request(f"bench:{number}", speaker, Pressed(ticket), Place(*place, is_shared=True))


def _check_one_decision(desk: Desk, number: int, answers: Sequence[Answer]) -> None:
    approval, ref = desk.approval(number), Ref(Kind.APPROVAL, number)
    entries = desk.stage.app.store.read(lambda ledger: ledger.trail.about((ref,), None, 500)).result(5)
    decided = [entry for entry in entries if entry.after.get("state") is ApprovalState.APPROVED]
    _must(len(approval.decisions) == len(decided) == 1, f"A{number} was decided {len(decided)} times")
    _must(sum(not answer.is_refusal for answer in answers) == 1, "more than one press was taken")


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise RuntimeError(otherwise)

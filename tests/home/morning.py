"""A firm on the loopback with work waiting for its people, put there straight through the books."""

from datetime import timedelta
from typing import Any

from bot.domain.customers import Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.people import Account, Person, PlatformName, Role
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from tests.fakes import until
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import TelegramMessage
from tests.world import START, World

LONG = "Hamburger Leuchten und Lampen Großhandelsgesellschaft mbH & Co. Kommanditgesellschaft"


def hire(world: World, name: str, role: Role, platform: PlatformName, account: str, **traits: Any) -> Person:
    """Somebody reachable at one platform."""

    def job(ledger: Ledger) -> Person:
        ledger.begin(Via("hire", None, PlatformName.CLOCK, "test", world.clock.now()))
        person = ledger.people.add(Person(id=UNSAVED, name=name, role=role, **traits))
        where = Account(id=UNSAVED, person_id=person.id, platform=platform, account=account, chat=account)
        ledger.accounts.add(where)
        return person

    return world.app.store.write(job).result(10)


def promise_much(world: World, person: Person, overdue: int, due: int, name: str = "ABC", what: str = "") -> None:
    """So many promises overdue and due later today, each at a customer of its own."""

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("promises", None, PlatformName.CLOCK, "test", world.clock.now()))
        for number in range(overdue + due):
            customer = ledger.customers.add(
                Customer(id=UNSAVED, name=f"{name} {number}", owner_id=person.id, created_at=START)
            )
            moved = (
                timedelta(hours=-1, minutes=-number) if number < overdue else timedelta(hours=1, minutes=number % 60)
            )
            ledger.follow_ups.add(
                FollowUp(
                    id=UNSAVED,
                    customer_id=customer.id,
                    owner_id=person.id,
                    due_at=world.clock.now() + moved,
                    what=what or f"call {number}",
                    created_at=START,
                    created_by=person.id,
                )
            )

    world.app.store.write(job).result(30)


async def bot_messages(telegram: FakeTelegram, user: int, count: int) -> list[TelegramMessage]:
    """What the bot has in somebody's private chat, once it is so many messages."""
    await until(lambda: len(telegram.chat(user).from_bot()) >= count, seconds=10, what=f"{count} messages")
    return telegram.chat(user).from_bot()


async def greeted(world: World) -> None:
    """Wait until the platforms have told the bot who it is."""
    await until(lambda: all(one.health().is_well for one in world.app.platforms), seconds=20, what="the lines to open")

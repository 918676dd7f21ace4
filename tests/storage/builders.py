"""Records and requests for the storage's tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.contacts import Channel, Contact
from bot.domain.customers import Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.orders import Order
from bot.domain.people import Account, Person, PlatformName, Role
from bot.domain.refs import Kind, Ref
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Letter, Via

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, UTC)
DAY = timedelta(days=1)
ABC = Ref(Kind.CUSTOMER, 1, "ABC GmbH")


def via(request: str = "r", actor: int | None = 1, at: datetime = NOW) -> Via:
    """By which request something is written."""
    return Via(request, actor, PlatformName.CONSOLE, "room", at)


def as_written(letter: Letter) -> Letter:
    """For those who take letters of which none is undrawn."""
    return letter


def customer(**fields: Any) -> Customer:
    """A customer that is in no book yet."""
    return Customer(**{"id": UNSAVED, "name": "ABC GmbH", "created_at": NOW, "owner_id": 1, **fields})


def contact(**fields: Any) -> Contact:
    """A conversation that is in no book yet."""
    given = {
        "customer_id": 1,
        "channel": Channel.EMAIL,
        "note": "Quote sent",
        "at": NOW,
        "author_id": 1,
        "logged_at": NOW,
    }
    return Contact(**{"id": UNSAVED, **given, **fields})


def follow_up(**fields: Any) -> FollowUp:
    """A promise that is in no book yet."""
    given = {"customer_id": 1, "owner_id": 1, "due_at": NOW + DAY, "what": "chase", "created_at": NOW, "created_by": 1}
    return FollowUp(**{"id": UNSAVED, **given, **fields})


def order(**fields: Any) -> Order:
    """An order that is in no book yet."""
    given = {
        "number": "PI20240517-A",
        "customer_id": 1,
        "owner_id": 1,
        "stage": "quote",
        "created_at": NOW,
        "created_by": 1,
    }
    return Order(**{"id": UNSAVED, **given, **fields})


def seed(ledger: Ledger) -> None:
    """Anna and her customer."""
    ledger.begin(via("seed", None))
    anna = ledger.people.add(Person(id=UNSAVED, name="Anna", role=Role.SALES))
    ledger.accounts.add(
        Account(id=UNSAVED, person_id=anna.id, platform=PlatformName.SLACK, account="U1", shown_name="anna")
    )
    ledger.customers.add(customer())
    ledger.names.learn(ABC, ["ABC GmbH"])

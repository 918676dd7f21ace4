"""A small firm on both platforms, put straight into the books."""

from bot.domain.customers import Customer
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Route, Topic
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.storage.store import SqlStore
from tests.fresh import START

PEOPLE = (("ada", Role.ADMIN), ("mei", Role.MANAGER), ("max", Role.MANAGER), ("anna", Role.SALES))
ROOM = "CROOM"


def telegram_number(place: int) -> str:
    """The Telegram account of the person at this place of `PEOPLE`, counted from 0."""
    return str(11 + place)


def furnish(store: SqlStore, customers: int = 1) -> None:
    """Four people on both platforms, customers of Anna's (the first is ABC GmbH), and a room for requests."""

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("furnish", None, PlatformName.TERMINAL, "", START))
        numbers: dict[str, int] = {}
        for place, (name, role) in enumerate(PEOPLE):
            superior = {"anna": numbers.get("mei"), "mei": numbers.get("ada")}.get(name)
            person = Person(id=UNSAVED, name=name, role=role, superior_id=superior, language=Language.EN)
            numbers[name] = ledger.people.add(person).id
            accounts = ((PlatformName.TELEGRAM, telegram_number(place)), (PlatformName.SLACK, f"T1:U{name}"))
            for platform, account in accounts:
                seen_at = START if platform is PlatformName.SLACK else None
                made = Account(id=UNSAVED, person_id=numbers[name], platform=platform, account=account, seen_at=seen_at)
                ledger.accounts.add(made)
        for number in range(customers):
            name = "ABC GmbH" if number == 0 else f"Customer {number} Ltd"
            customer = Customer(id=UNSAVED, name=name, owner_id=numbers["anna"], created_at=START)
            customer = ledger.customers.add(customer)
            ledger.names.learn(Ref(Kind.CUSTOMER, customer.id, customer.name), (customer.name,))
        ledger.routes.add(
            Route(
                id=UNSAVED,
                platform=PlatformName.SLACK,
                chat=ROOM,
                thread=None,
                topic=Topic.APPROVALS,
                added_by=numbers["ada"],
            )
        )

    store.write(job).result(20)

"""All books of one transaction. A new kind of record gets its book here (see `tables.py` for the steps)."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any

from bot.domain.people import PlatformName
from bot.domain.refs import Kind
from bot.ports.ledger import Via
from bot.storage.approvals import SqlApprovals
from bot.storage.books import SqlBook
from bot.storage.contacts import SqlContacts
from bot.storage.customers import SqlCampaigns, SqlContactPersons, SqlCustomers
from bot.storage.documents import SqlDocuments
from bot.storage.drafts import SqlDrafts
from bot.storage.entrances import SqlEntrances
from bot.storage.errands import SqlErrands
from bot.storage.exports import SqlExports
from bot.storage.follow_ups import SqlFollowUps
from bot.storage.gram_index import GramIndex
from bot.storage.journal import SqlTrail
from bot.storage.keys import Keyring
from bot.storage.names import SqlNames
from bot.storage.orders import SqlOrders
from bot.storage.outbox import SqlOutbox
from bot.storage.people import SqlAccounts, SqlInvitations, SqlPeople
from bot.storage.posted import SqlPosted
from bot.storage.receipts import SqlReceipts, put_aside
from bot.storage.routes import SqlBindings, SqlRoutes
from bot.storage.shapes import SHAPES
from bot.storage.shipments import SqlDuties, SqlMilestones, SqlShipments
from bot.storage.tables import ERRANDS, OUTBOX
from bot.storage.tickets import SqlTickets
from bot.storage.timers import SqlTimers
from bot.storage.unit import Unit
from bot.storage.verify import verify


class SqlLedger:
    """One transaction, whole. Serves one request after another; `rest` closes a request."""

    def __init__(self, unit: Unit, keyring: Keyring, index: GramIndex) -> None:
        self._unit, self._began = unit, 0
        self.trail = SqlTrail(unit, keyring, SHAPES, partial(verify, unit, keyring))
        self.customers = SqlCustomers(SHAPES[Kind.CUSTOMER], unit, self.trail)
        self.contact_persons = SqlContactPersons(SHAPES[Kind.CONTACT_PERSON], unit, self.trail)
        self.campaigns = SqlCampaigns(SHAPES[Kind.CAMPAIGN], unit, self.trail)
        self.contacts = SqlContacts(SHAPES[Kind.CONTACT], unit, self.trail)
        self.follow_ups = SqlFollowUps(SHAPES[Kind.FOLLOW_UP], unit, self.trail)
        self.orders = SqlOrders(SHAPES[Kind.ORDER], unit, self.trail)
        self.approvals = SqlApprovals(SHAPES[Kind.APPROVAL], unit, self.trail)
        self.shipments = SqlShipments(SHAPES[Kind.SHIPMENT], unit, self.trail)
        self.milestones = SqlMilestones(SHAPES[Kind.MILESTONE], unit, self.trail)
        self.duties = SqlDuties(SHAPES[Kind.DUTY], unit, self.trail)
        self.documents = SqlDocuments(SHAPES[Kind.DOCUMENT], unit, self.trail)
        self.people = SqlPeople(SHAPES[Kind.PERSON], unit, self.trail)
        self.accounts = SqlAccounts(SHAPES[Kind.ACCOUNT], unit, self.trail)
        self.invitations = SqlInvitations(SHAPES[Kind.INVITATION], unit, self.trail)
        self.routes = SqlRoutes(SHAPES[Kind.ROUTE], unit, self.trail)
        self.bindings = SqlBindings(SHAPES[Kind.BINDING], unit, self.trail)
        self.names = SqlNames(unit, index)
        self.errands = SqlErrands(unit)
        self.entrances = SqlEntrances(unit)
        self.exports = SqlExports(unit)
        self.receipts = SqlReceipts(unit)
        self.tickets = SqlTickets(unit)
        self.drafts = SqlDrafts(unit)
        self.posted = SqlPosted(unit)
        self.outbox = MovingOutbox(unit, self.posted, self.routes, self.bindings)
        self.timers = self.alarms = SqlTimers(unit)
        books: tuple[SqlBook[Any], ...] = (
            self.customers,
            self.contact_persons,
            self.campaigns,
            self.contacts,
            self.follow_ups,
            self.orders,
            self.approvals,
            self.shipments,
            self.milestones,
            self.duties,
            self.documents,
            self.people,
            self.accounts,
            self.invitations,
            self.routes,
            self.bindings,
        )
        self._books = {book.kind: book for book in books}

    def of(self, kind: Kind) -> SqlBook[Any]:
        """The book of a kind. Raises KeyError for a kind that has none."""
        return self._books[kind]

    def begin(self, via: Via) -> None:
        """From now on, what is written is written by this request."""
        self.trail.begin(via)

    def rest(self) -> None:
        """The request is over; the next one must `begin` before it writes."""
        self.trail.rest()
        self._began = self._unit.turn()

    def leaves_work(self) -> bool:
        """Whether the request being served wrote letters or errands, so that courier and porter must be woken."""
        return self._unit.has_written((OUTBOX, ERRANDS), self._began)

    def attempt(self) -> AbstractContextManager[None]:
        """All or nothing: an exception inside takes back everything written inside, and goes on."""
        return self._unit.attempt()

    def quarantine(self, request_id: str, raw: Mapping[str, Any], problem: str, at: datetime) -> None:
        """Keep a request that could not be served."""
        put_aside(self._unit, request_id, raw, problem, at)


class MovingOutbox(SqlOutbox):
    """The outbox, which takes a room's routes, bindings and people along when its number changes."""

    def __init__(self, unit: Unit, posted: SqlPosted, routes: SqlRoutes, bindings: SqlBindings) -> None:
        super().__init__(unit, posted)
        # Not the ledger itself: nothing of a transaction may hold another part in a circle, or only a search for
        # rubbish would free it, while somebody waits.
        self._routes, self._bindings = routes, bindings

    def move_chat(self, platform: PlatformName, old: str, new: str) -> None:
        """A group got a new number: letters, posted cards, routes and bindings follow it."""
        super().move_chat(platform, old, new)
        for route in self._routes.in_chat(platform, old):
            self._routes.change(route, chat=new)
        for binding in self._bindings.in_chat(platform, old):
            self._bindings.change(binding, chat=new)

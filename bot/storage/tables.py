"""Every table there is. A table of records is made from the record's class.

To keep a new kind of record: (1) a `record_table` line here, (2) a `Shape` line in `shapes.py`, (3) a line in
`ledger.py`, with a book in its own file where the kind has questions of its own, (4) the migration, which
`python -m bot.storage.migrate "shipments: keep them"` writes; look it through before it is committed.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

from bot.domain.approvals import Approval
from bot.domain.contacts import Contact
from bot.domain.customers import Campaign, ContactPerson, Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.orders import Order
from bot.domain.papers import Document
from bot.domain.people import Account, Invitation, Person
from bot.domain.routes import Binding, Route
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent
from bot.storage.columns import Name, UtcDateTime, record_table

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")
"""A key that counts."""
_STILL_OPEN = text("is_open = 1")
"""Word for word what questions say: SQLite takes an index over part of a table for no others."""

# ------------------------------------------------------------------------------------------------- records

PEOPLE = record_table(METADATA, "people", Person, links={"superior_id": "people.id"})
ACCOUNTS = record_table(
    METADATA,
    "accounts",
    Account,
    links={"person_id": "people.id"},
    unique=[("platform", "account")],
    indexes=[("person_id",)],
)
INVITATIONS = record_table(METADATA, "invitations", Invitation, unique=[("code_hash",)])
CUSTOMERS = record_table(METADATA, "customers", Customer, links={"owner_id": "people.id"}, indexes=[("owner_id", "id")])
CONTACT_PERSONS = record_table(
    METADATA, "contact_persons", ContactPerson, links={"customer_id": "customers.id"}, indexes=[("customer_id",)]
)
CAMPAIGNS = record_table(
    METADATA, "campaigns", Campaign, links={"customer_id": "customers.id"}, indexes=[("customer_id",)]
)
ORDERS = record_table(
    METADATA,
    "orders",
    Order,
    links={"customer_id": "customers.id"},
    indexes=[("customer_id",), ("number_key",)],
    derived=["number_key"],
)
CONTACTS = record_table(
    METADATA,
    "contacts",
    Contact,
    links={"customer_id": "customers.id"},
    indexes=[("customer_id", "at"), ("author_id", "at")],
)
FOLLOW_UPS = record_table(
    METADATA,
    "follow_ups",
    FollowUp,
    links={"customer_id": "customers.id", "owner_id": "people.id"},
    indexes=[("customer_id", "state", "due_at"), ("owner_id", "state", "due_at"), ("state", "due_at")],
)
APPROVALS = record_table(
    METADATA,
    "approvals",
    Approval,
    links={"customer_id": "customers.id", "order_id": "orders.id", "requester_id": "people.id"},
    indexes=[("customer_id",), ("order_id",), ("requester_id",), ("state",), ("kind",)],
)
SHIPMENTS = record_table(
    METADATA,
    "shipments",
    Shipment,
    links={"order_id": "orders.id", "customer_id": "customers.id", "owner_id": "people.id"},
    indexes=[("order_id",), ("customer_id",), ("is_closed", "id")],
)
MILESTONES = record_table(
    METADATA,
    "milestones",
    MilestoneEvent,
    links={"shipment_id": "shipments.id"},
    indexes=[("shipment_id", "source_id")],
)
DUTIES = record_table(
    METADATA,
    "duties",
    Duty,
    links={"shipment_id": "shipments.id", "customer_id": "customers.id", "owner_id": "people.id"},
    indexes=[("shipment_id",), ("owner_id", "closed_at")],
)
DOCUMENTS = record_table(
    METADATA,
    "documents",
    Document,
    links={
        "shipment_id": "shipments.id",
        "customer_id": "customers.id",
        "order_id": "orders.id",
        "contact_id": "contacts.id",
    },
    indexes=[("shipment_id",), ("order_id",), ("customer_id",), ("sha256",)],
)
ROUTES = record_table(METADATA, "routes", Route, indexes=[("topic",), ("platform", "chat")])
BINDINGS = record_table(
    METADATA, "bindings", Binding, links={"customer_id": "customers.id"}, indexes=[("platform", "chat")]
)

# ------------------------------------------------------------------------------------------------- the trail

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("type", Text, nullable=False),
    Column("actor", Text),
    Column("object", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("core", Text, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Index(None, "object", "seq"),
    Index(None, "actor", "seq"),
)
JOURNAL_PRIVATE = Table(
    "journal_private",
    METADATA,
    Column("seq", Number, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    Column("nonce", LargeBinary, nullable=False),
    Column("words", LargeBinary, nullable=False),
)
JOURNAL_HEAD = Table(
    "journal_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("origin", Text, nullable=False),
    Column("key_check", LargeBinary, nullable=False),
)
SUBJECT_KEYS = Table(
    "subject_keys", METADATA, Column("subject", Text, primary_key=True), Column("wrapped", LargeBinary, nullable=False)
)
PSEUDONYMS = Table(
    "pseudonyms",
    METADATA,
    Column("person_id", Number, primary_key=True, autoincrement=False),
    Column("pseudonym", Text, nullable=False, unique=True),
)
COUNTERS = Table(
    "counters", METADATA, Column("kind", Text, primary_key=True), Column("last", BigInteger, nullable=False)
)

# ------------------------------------------------------------------------------------------------- the desk

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("request_id", Text, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)
TICKETS = Table(
    "tickets",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("presses", Text, nullable=False),
    Column("card", Text),
    Column("person_id", BigInteger),
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
)
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("person_id", BigInteger, nullable=False),
    Column("place", Text, nullable=False),
    Column("draft", Text, nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("is_asked", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "person_id", "place", "turn"),
)
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("card", Text),
    Column("letter", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("ready_at", UtcDateTime, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    Column("first_tried_at", UtcDateTime),
    Column("problem", Text),
    Column("messages", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("renewed_at", UtcDateTime),
    Index("ix_outbox_cards", "card", sqlite_where=_STILL_OPEN),
    Index("ix_outbox_open", "platform", "chat", "number", sqlite_where=_STILL_OPEN),
)
POSTED = Table(
    "posted",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("message", Text, primary_key=True),
    Column("card", Text, nullable=False, index=True),
    Column("copy", Text, nullable=False),
)
TIMERS = Table(
    "timers",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("command", Text, nullable=False),
    Column("about", Text, index=True),
)
ERRANDS = Table(
    "errands",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("errand", Text, nullable=False),
    Column("attempts", BigInteger, nullable=False),
    Column("ready_at", UtcDateTime, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Index("ix_errands_open", "ready_at", sqlite_where=_STILL_OPEN),
)
QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("request_id", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# ------------------------------------------------------------------------------------------------- names

NAMES = Table(
    "names",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("object_id", Number, primary_key=True, autoincrement=False),
    Column("key", Name, primary_key=True),
    Column("is_whole", Boolean, nullable=False),
    Index(None, "key"),
)
NAME_CARDS = Table(
    "name_cards",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("object_id", Number, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sought", Text, nullable=False),
    Column("turn", BigInteger, nullable=False, index=True),
)
TRACES = Table(
    "traces",
    METADATA,
    Column("trace", Name, primary_key=True),
    Column("customer_id", Number, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("holder", Text, primary_key=True),
    Index(None, "holder"),
)
WATCHES = Table(
    "watches",
    METADATA,
    Column("line", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

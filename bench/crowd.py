"""A firm of a hundred thousand customers and a million conversations, put into the store in bulk."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

from bench.firm import SELLERS, customer, seller_of
from bot.app import open_app
from bot.config import Settings
from bot.domain.people import Account, Person, PlatformName, Role
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.storage.gram_index import BETWEEN
from bot.storage.names import keys_of

CUSTOMERS, CONTACTS, PROMISES = 100_000, 1_000_000, 30_000
BRANDS = "蓝红金银华宏恒鑫瑞泰安达通顺利丰盛兴隆嘉美亚欧环球东南西北海天云星光明辉煌康健乐福"
PLACES = ("深圳", "宁波", "义乌", "上海", "广州", "佛山", "东莞", "杭州", "青岛", "厦门", "中山", "苏州")
TRADES = ("贸易", "照明", "电子", "五金", "家居", "进出口", "国际贸易", "光电", "塑料", "纺织", "工艺品", "实业")
FORMS = ("有限公司", "股份有限公司", "集团有限公司", "公司")
ENDS = ("GmbH", "Ltd.", "Inc.", "S.A.", "B.V.", "Trading Co.", "AB", "Sp. z o.o.", "S.r.l.", "Pty Ltd")

Keys: TypeAlias = list[dict[str, bool]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The names of all customers, by number from 1, and a manager's session in the browser."""

    names: tuple[str, ...]
    session: str


def name_of(number: int) -> str:
    """The name of the n-th customer: every other one Chinese; few share more than their ending."""
    if number % 2:
        return f"{customer(number)} {ENDS[number % len(ENDS)]}"
    pick = Random(number)  # noqa: S311 - names, not secrets
    brand = "".join(pick.choice(BRANDS) for _ in range(pick.choice((2, 3, 3, 4))))
    return f"{pick.choice(PLACES)}{brand}{pick.choice(TRADES)}{pick.choice(FORMS)}"


def gather(folder: Path) -> Crowd:
    """Fill an empty data folder: people by the door of the books, the rest by plain SQL."""
    people, now = _hire(folder)
    names = tuple(name_of(number) for number in range(1, CUSTOMERS + 1))
    keys = [keys_of([name]) for name in names]
    with closing(sqlite3.connect(next(folder.glob("*.db")))) as store:
        store.execute("PRAGMA synchronous=OFF")
        _insert(store, "customers", _customers(names, people, now))
        _insert(store, "name_cards", _cards(keys, names))
        _insert(store, "names", _keys(keys))
        _contacts(store, people, now)
        _insert(store, "follow_ups", _promises(people, now))
        for kind, count in (("customer", CUSTOMERS), ("contact", CONTACTS), ("follow_up", PROMISES)):
            store.execute("INSERT OR REPLACE INTO counters (kind, last) VALUES (?, ?)", (kind, count))
        store.execute("INSERT OR REPLACE INTO counters (kind, last) VALUES ('name', ?)", (CUSTOMERS,))
        session = sign_in(store, people[0], _text(now + timedelta(days=7)))
        store.commit()
        store.execute("ANALYZE")
        store.commit()
    return Crowd(names, session)


def sign_in(store: sqlite3.Connection, person_id: int, until: str, number: int = 0) -> str:
    """A session in the browser until a moment as the store writes it; its token."""
    token = f"bench-session-{person_id}-{number}"
    row = (hashlib.sha256(token.encode()).hexdigest(), person_id, until)
    store.execute("INSERT INTO console_sessions (token_hash, person_id, expires_at) VALUES (?, ?, ?)", row)
    return token


def _hire(folder: Path) -> tuple[list[int], datetime]:
    """A manager, and the sellers with their Slack accounts: their numbers; and the moment."""
    app = open_app(Settings(data_dir=folder, bot_language="en"))

    def job(ledger: Ledger) -> list[int]:
        ledger.begin(Via("hire", None, PlatformName.TERMINAL, "bench", app.clock.now()))
        found = [ledger.people.add(Person(id=UNSAVED, name="Marta", role=Role.MANAGER)).id]
        for number in range(SELLERS):
            one = ledger.people.add(Person(id=UNSAVED, name=f"Seller{number}", role=Role.SALES, superior_id=found[0]))
            slack = f"T1:U0SELL{number}"
            ledger.accounts.add(Account(id=UNSAVED, person_id=one.id, platform=PlatformName.SLACK, account=slack))
            found.append(one.id)
        return found

    try:
        return app.store.write(job).result(30), app.clock.now()
    finally:
        app.store.close()


def _insert(store: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    columns, gaps = ", ".join(f'"{name}"' for name in first), ", ".join("?" for _ in first)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({gaps})"
    store.execute(statement, tuple(first.values()))
    store.executemany(statement, (tuple(row.values()) for row in rows))


def _customers(names: tuple[str, ...], people: list[int], now: datetime) -> Iterator[dict[str, object]]:
    for number, name in enumerate(names, start=1):
        yield {
            "id": number,
            "version": 1,
            "name": name,
            "aliases": "[]",
            "country": ("DE", "US", "PL", "VN", "AE")[number % 5],
            "city": ("Berlin", "Austin", "Łódź", "Hanoi", "Dubai")[number % 5],
            "tags": "[]",
            "owner_id": people[1 + seller_of(f'"{name}"')],
            "temperature": ("hot", "potential", "cold", "existing", None)[number % 5],
            "tier": ("A", None, None, "B", None, None, None)[number % 7],
            "preferences": "{}",
            "background": "{}",
            "extra": "{}",
            "created_at": _text(now - timedelta(days=400)),
            "is_retired": 0,
        }


def _cards(keys: Keys, names: tuple[str, ...]) -> Iterator[dict[str, object]]:
    for number, (name, own) in enumerate(zip(names, keys, strict=True), start=1):
        yield {"kind": "customer", "object_id": number, "name": name, "sought": BETWEEN.join(own), "turn": number}


def _keys(keys: Keys) -> Iterator[dict[str, object]]:
    for number, own in enumerate(keys, start=1):
        for key, is_whole in own.items():
            yield {"kind": "customer", "object_id": number, "key": key, "is_whole": is_whole}


def _contacts(store: sqlite3.Connection, people: list[int], now: datetime) -> None:
    """The database counts up by itself: a million rows made here would take half a minute."""
    store.execute(
        """
        INSERT INTO contacts
            (id, version, customer_id, channel, note, at, stage, author_id, logged_at, is_retracted)
        WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :most),
            told AS (SELECT n, strftime('%Y-%m-%d %H:%M:%S', :now, '-' || (n * 7919 % 500000) || ' minutes')
                || '.000000' AS at FROM counted)
        SELECT n, 1, 1 + n % :customers, CASE n % 2 WHEN 0 THEN 'email' ELSE 'call' END,
            'They asked for offer ' || n || ', and when it could be shipped', at,
            CASE n % 3 WHEN 0 THEN 'inquiry' WHEN 1 THEN 'quote' END,
            :first + (1 + n % :customers) % :sellers, at, 0
        FROM told
        """,
        {"most": CONTACTS, "customers": CUSTOMERS, "now": _text(now)[:19], "first": people[1], "sellers": SELLERS},
    )


def _promises(people: list[int], now: datetime) -> Iterator[dict[str, object]]:
    for number in range(1, PROMISES + 1):
        owner = people[1 + number % SELLERS]
        yield {
            "id": number,
            "version": 1,
            "customer_id": number,
            "owner_id": owner,
            "due_at": _text(now + timedelta(hours=number % 900 - 60)),
            "has_time": 1,
            "what": f"send offer {number}",
            "origin": "named",
            "state": "open",
            "created_at": _text(now - timedelta(days=9)),
            "created_by": owner,
            "snoozed": 0,
        }


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def slips(names: tuple[str, ...], count: int) -> Iterator[tuple[str, str, int]]:
    """What people type, in which way, and the number of the customer they mean."""
    pick = Random(7)  # noqa: S311 - no secrets
    for turn in range(count):
        which = pick.randrange(0, len(names) // 2) * 2 + turn % 2
        ways = _ways(names[which], pick)
        way = list(ways)[turn // 2 % len(ways)]
        yield ways[way], way, which + 1


def _ways(name: str, pick: Random) -> dict[str, str]:
    """Ways to type a name, right and wrong."""
    keys, at = list(keys_of([name])), pick.randrange(1, len(name) - 2)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if name.isascii():
        words = name.split()
        return {"en": " ".join(words[:2]), "en swapped": swapped, "en short": name[:at] + name[at + 1 :]}
    return {"zh": name[2:], "pinyin": keys[2], "initials": keys[3], "zh swapped": swapped}

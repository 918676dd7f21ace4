"""Taking everything out: one workbook and a CSV per kind of record, with every log whole."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from bot.app import open_app
from bot.config import Settings
from bot.domain.approvals import Approval
from bot.domain.contacts import Contact
from bot.domain.customers import Campaign, ContactPerson, Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.money import Money, Price
from bot.domain.orders import Order
from bot.domain.papers import Document
from bot.domain.people import Language, Person, PlatformName, Role
from bot.domain.phrases import phrase
from bot.domain.records import Record
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Duty, Shipment
from bot.domain.timeline import MilestoneEvent
from bot.handlers.approval_view import may_know
from bot.handlers.sight import may_see, owners_of
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Place, Speaker
from bot.ports.work import Work
from bot.reports.workbook import Cell, Export, Head
from bot.running import App
from bot.terminal.progress import Steps
from bot.terminal.talking import chosen_speaker
from bot.terminal.wording import Say, Wording

TABLES: tuple[tuple[str, Kind, type[Record]], ...] = (
    ("customers", Kind.CUSTOMER, Customer),
    ("contact_persons", Kind.CONTACT_PERSON, ContactPerson),
    ("campaigns", Kind.CAMPAIGN, Campaign),
    ("contacts", Kind.CONTACT, Contact),
    ("follow_ups", Kind.FOLLOW_UP, FollowUp),
    ("orders", Kind.ORDER, Order),
    ("shipments", Kind.SHIPMENT, Shipment),
    ("milestones", Kind.MILESTONE, MilestoneEvent),
    ("duties", Kind.DUTY, Duty),
    ("documents", Kind.DOCUMENT, Document),
    ("approvals", Kind.APPROVAL, Approval),
    ("people", Kind.PERSON, Person),
)
"""Kinds of records that are taken out. Accounts, codes and sessions are not: they are keys, not records."""
NAMED: Mapping[str, Kind] = {"customer_id": Kind.CUSTOMER, "order_id": Kind.ORDER, "shipment_id": Kind.SHIPMENT}
PERSONS = ("owner", "author", "requester", "superior", "deputy")
TRAIL = ("seq", "at", "actor", "type", "object", "before", "after", "code", "request")
OF_MONEY = ("currency", "unit")
"""Parts of an amount that have a column of their own beside it."""
BATCH = 500
PAGE = 2_000
"""Entries of the trail read together."""


def export_desk(settings: Settings, directory: Path, say: Say, *, person: str, as_json: bool) -> int:
    """Write `desk.xlsx` and a CSV per kind of record, and the trail, into a folder that is made if need be; 0.

    Everything is of one moment. That it was taken out, and for whom, is written into the trail. `person`: only what
    they may see, and the trail only where they may check it.
    """
    wording = Wording.of(settings)
    if directory.exists() and not directory.is_dir():
        raise wording.refusal(phrase("export-no-folder", folder=str(directory)))
    directory.mkdir(parents=True, exist_ok=True)
    app = open_app(settings)
    try:
        people = app.store.read(lambda ledger: ledger.people.everybody()).result()
        speaker = chosen_speaker([one for one in people if one.is_active], person, wording) if person else None
        with Steps(wording.line(phrase("export-doing"))) as steps:

            def job(ledger: Ledger) -> dict[str, int]:
                work = _work(app, ledger, speaker) if speaker is not None else None
                return _write(ledger, directory, settings, wording, steps, work)

            counts = app.store.read(job).result()
        _note(app, counts, speaker)
    finally:
        app.store.close()
    if as_json:
        say(json.dumps({"folder": str(directory), "workbook": str(directory / "desk.xlsx"), "rows": counts}))
        return 0
    for name, count in counts.items():
        say(wording.line(phrase("export-table", name=name, count=count)))
    say(wording.line(phrase("export-done", folder=str(directory))))
    return 0


def _write(
    ledger: Ledger, directory: Path, settings: Settings, wording: Wording, steps: Steps, work: Work | None
) -> dict[str, int]:
    counts: dict[str, int] = {}
    people = {person.id: person.name for person in ledger.people.everybody()}
    steps.expect(ledger.trail.size() * 2)
    with Export(directory, settings.zone) as out:
        for name, kind, record_type in TABLES:
            columns = _columns(record_type)
            head = Head(name, columns, tuple(_shown(column, wording) for column in columns))
            found = (one for one in steps.walk(_everything(ledger, kind)) if work is None or _is_seen(kind, one, work))
            rows = (_cells(record, columns, ledger, people) for record in found)
            counts[name] = out.table(head, rows)
        if work is None or work.may("trail.all"):
            head = Head("trail", TRAIL, TRAIL)
            counts["trail"] = out.table(head, steps.walk(_trail_rows(ledger, people)))
    return counts


def _work(app: App, ledger: Ledger, speaker: Speaker) -> Work:
    person = ledger.people.get(int(speaker.account))
    rules, place = app.house.rules(), Place(PlatformName.TERMINAL, "export")
    zone, language = app.settings.zone, Language(app.settings.bot_language)
    return Work(ledger, person, app.clock, rules.rights, rules, place, "export", language, zone, speaker)


def _is_seen(kind: Kind, record: Any, work: Work) -> bool:
    """Whether whoever it is taken out for may see it."""
    match record:
        case Person():
            return may_see((record.id,), work)
        case Approval():
            return may_know(record, work)
        case _:
            owners = owners_of(kind, record, work)
            return may_see(owners, work) if owners else work.may("trail.all")


def _everything(ledger: Ledger, kind: Kind) -> Iterator[Any]:
    """Every record of a kind, by number. Numbers count up without gaps, so that a whole batch missing is the end."""
    book, first = ledger.of(kind), 1
    while found := book.many(range(first, first + BATCH)):
        yield from (found[number] for number in sorted(found))
        first += BATCH


def _columns(record_type: type[Record]) -> tuple[str, ...]:
    columns: list[str] = []
    for one in fields(record_type):
        columns.append(one.name)
        if one.name in NAMED:
            columns.append(one.name.removesuffix("_id"))
        elif one.name.removesuffix("_id") in PERSONS:
            columns.append(one.name.removesuffix("_id"))
        elif {Money, Price} & set(arms := get_args(get_type_hints(record_type)[one.name])):
            columns.append(f"{one.name}_currency")
            columns += [f"{one.name}_unit"] if Price in arms else []
    return tuple(columns)


def _shown(column: str, wording: Wording) -> str:
    """A column's head for people: the name of the field where the texts know it."""
    key = f"field-{column.replace('_', '-')}"
    return wording.line(phrase(key)) if wording.texts.has(key, wording.language) else column


def _cells(record: Any, columns: Sequence[str], ledger: Ledger, people: Mapping[int, str]) -> list[Cell]:
    cells: list[Cell] = []
    for column in columns:
        value = getattr(record, column, None)
        named, _, part = column.rpartition("_")
        if part in OF_MONEY:
            cells.append(getattr(getattr(record, named), part, None))
        elif hasattr(record, column):
            cells.append(_cell(value))
        elif f"{column}_id" in NAMED:
            cells.append(_name(ledger, NAMED[f"{column}_id"], getattr(record, f"{column}_id")))
        else:
            cells.append(people.get(getattr(record, f"{column}_id") or 0))
    return cells


def _name(ledger: Ledger, kind: Kind, number: int | None) -> str | None:
    record = ledger.of(kind).get(number) if number is not None else None
    match record:
        case Customer():
            return record.name
        case Order():
            return record.number
        case Shipment():
            return record.code
        case _:
            return None


def _cell(value: Any) -> Cell:
    match value:
        case Enum():
            return str(value.value)
        case None | str() | bool() | int() | Decimal() | datetime() | date():
            return value
        case Money():
            return value.amount
        case tuple() | list() if all(isinstance(one, str) for one in value):
            return "; ".join(value)
        case time():
            return value.isoformat("minutes")
        case _ if not value:
            return None
        case _:
            return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case None | bool() | int() | str():
            return value
        case _ if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Money):
            return _plain(asdict(value))
        case _:
            return str(value)


def _trail_rows(ledger: Ledger, people: Mapping[int, str]) -> Iterator[list[Cell]]:
    """Every entry of the trail, the earliest first."""
    after = 0
    while found := ledger.trail.onward(after, PAGE):
        for entry in found:
            yield [
                entry.seq,
                entry.at,
                people.get(entry.actor_id or 0),
                entry.type,
                entry.object.key,
                _cell(entry.before),
                _cell(entry.after),
                entry.code,
                entry.request,
            ]
        after = found[-1].seq


def _note(app: App, counts: Mapping[str, int], speaker: Speaker | None) -> None:
    now, own = app.clock.now(), int(speaker.account) if speaker is not None else None

    def job(ledger: Ledger) -> None:
        admin = next((one.id for one in ledger.people.everybody() if one.role is Role.ADMIN), 0)
        ledger.begin(Via(f"export:{now.isoformat()}", own, PlatformName.TERMINAL, "terminal", now))
        ledger.trail.note("exported", Ref(Kind.PERSON, own or admin), dict(counts))

    app.store.write(job).result()

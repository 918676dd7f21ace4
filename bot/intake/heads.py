"""Which column of a firm's own spreadsheet is what, by the heads people give their columns."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from bot.domain.money import CURRENCIES
from bot.domain.naming import name_key
from bot.domain.refs import Kind
from bot.ports.rules import Rules
from bot.reports.sheets import MOST_COLUMNS, Sheet

FILE = Path(__file__).parent.parent / "rules" / "columns.toml"
LOOKED_AT = 15
"""Rows at the top of a sheet among which the heads are looked for: a title often stands above them."""
NAME, ORDER, SHIPMENT = ("customer", "name"), ("order", "number"), "shipment"
"""By what a sheet is known: it names its customers, or orders and what is shipped of them."""
_BRACKET = re.compile(r"[(（\[【].*?[)）\]】]")

Column: TypeAlias = tuple[str, str]
"""A group of `rules/columns.toml` and a field in it: `("person", "email")`."""


class SheetRow(Struct, frozen=True):
    """One row with something in it; `number` as the spreadsheet shows it, from 1."""

    sheet: str
    number: int
    values: Mapping[Column, str]

    def group(self, name: str) -> dict[str, str]:
        """The values of one group that are not blank."""
        return {field: text for (group, field), text in self.values.items() if group == name and text}


class Found(Struct, frozen=True):
    """The rows of all sheets with known heads, and the heads nobody knew."""

    rows: tuple[SheetRow, ...]
    unknown: tuple[str, ...]
    has_heads: bool


def rows_of(sheets: Sequence[Sheet], rules: Rules) -> Found:
    """The rows of every sheet that names its customers, or orders and their shipments; other sheets are passed over."""
    known = {**_shipped(), **_own(rules)}
    rows: list[SheetRow] = []
    unknown: list[str] = []
    has_heads = False
    for sheet in sheets:
        top = max(range(min(LOOKED_AT, len(sheet.rows))), key=lambda n: _score(sheet.rows[n], known), default=None)
        if top is None or _score(sheet.rows[top], known) == 0:
            continue
        has_heads = True
        columns, currencies = _columns(sheet.rows[top], known, unknown)
        for number, cells in enumerate(sheet.rows[top + 1 :], start=top + 2):
            values = {columns[n]: text for n, text in enumerate(cells) if text and n in columns}
            if values:
                rows.append(SheetRow(sheet.name, number, {**currencies, **values}))
    return Found(tuple(rows), tuple(dict.fromkeys(unknown)), has_heads)


def _columns(
    heads: Sequence[str], known: Mapping[str, Column], unknown: list[str]
) -> tuple[dict[int, Column], dict[Column, str]]:
    columns: dict[int, Column] = {}
    currencies: dict[Column, str] = {}
    for number, head in enumerate(heads[:MOST_COLUMNS]):
        column = _meaning(head, known)
        if column is None or column in columns.values():
            unknown += [head] if head else []
            continue
        columns[number] = column
        if column == ("order", "amount"):
            named = [word for word in re.findall(r"[A-Z]{3}", head.upper()) if word in CURRENCIES]
            currencies |= {("order", "currency"): named[0]} if named else {}
    return columns, currencies


def _score(row: Sequence[str], known: Mapping[str, Column]) -> int:
    """How many heads of a row are known; 0 where they name neither the customer nor an order and its shipment."""
    found = {column for head in row[:MOST_COLUMNS] if (column := _meaning(head, known)) is not None}
    is_ledger = ORDER in found and any(group == SHIPMENT for group, _ in found)
    return len(found) if NAME in found or is_ledger else 0


def _meaning(head: str, known: Mapping[str, Column]) -> Column | None:
    return next((known[key] for key in _keys(head[:200]) if key in known), None)


def _keys(head: str) -> Iterator[str]:
    yield name_key(head)
    bare = _BRACKET.sub("", head).strip(" *:：")
    yield name_key(bare)
    yield from (name_key(part) for part in re.split(r"[/\n|]", bare))
    yield name_key(re.sub(r"\b[A-Z]{3}\b", "", bare))


@cache
def _shipped() -> Mapping[str, Column]:
    known: dict[str, Column] = {}
    with FILE.open("rb") as file:
        tables = tomllib.load(file)
    for group, fields in tables.items():
        for field, heads in fields.items():
            for head in heads:
                if known.setdefault(name_key(head), (group, field)) != (group, field):
                    raise ValueError(f"columns.toml: {head!r} stands twice")
    return known


def _own(rules: Rules) -> dict[str, Column]:
    own: dict[str, Column] = {}
    for kind, group in ((Kind.CUSTOMER, "customer"), (Kind.ORDER, "order")):
        for field in rules.extras(kind):
            for head in (field.key, *field.words, *field.labels.values()):
                own.setdefault(name_key(head), (group, f"extra.{field.key}"))
    return own

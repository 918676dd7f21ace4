"""The firm's rules, read from `rules/*.toml` with the firm's own file laid over, and checked before anything starts."""

import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator

from bot.domain.approval_rules import load_approval_rules
from bot.domain.customers import Temperature, Tier, TierRule
from bot.domain.limit_rules import load_limits
from bot.domain.orders import Stage
from bot.domain.people import Rights, Role, RoleRights, Scope
from bot.domain.phrases import phrase
from bot.domain.refs import Kind
from bot.domain.rule_files import Exact, Mistake, Ruled, RulesError, WaitText, laid_over, mistakes_of
from bot.domain.shipping_rules import load_shipping_rules
from bot.ports.rules import ExtraField, ReminderRules, Rhythm, Rules

SHIPPED = Path(__file__).parent / "rules"
WORDS = ("words.toml", "shipping_words.toml", "ports.toml", "columns.toml")
"""Files of vocabulary and places beside the rules; they are read by those who use them."""


class RoleTable(Ruled):
    """[roles.sales]"""

    sees: Scope
    changes: Scope
    may: tuple[str, ...]


class StageTable(Ruled):
    """[[stage]]"""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    words: tuple[str, ...] = Field(min_length=1)


class ReminderTable(Ruled):
    """[reminders]"""

    digest_at: time
    work_from: time
    work_to: time
    quote_unanswered: WaitText
    undo_within: WaitText
    hot_alone: WaitText


class LevelTable(Ruled):
    """[[tiers.levels]]"""

    tier: Tier
    orders: int = Field(ge=1)
    total: Exact


class TiersTable(Ruled):
    """[tiers]"""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    levels: tuple[LevelTable, ...]


class FieldTable(Ruled):
    """[[field]]"""

    on: Kind
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    words: tuple[str, ...] = ()
    label: Mapping[str, str]
    choices: tuple[str, ...] = ()
    required: bool = False

    @field_validator("on")
    @classmethod
    def _has_fields(cls, kind: Kind) -> Kind:
        if kind not in (Kind.CUSTOMER, Kind.ORDER):
            raise ValueError("customer or order")
        return kind


class DeskTables(Ruled):
    """The desk's own tables of the rules; shipping, approvals and limits have theirs."""

    roles: Mapping[Role, RoleTable]
    order_begins_at: str
    stage: tuple[StageTable, ...]
    rhythm: Mapping[Temperature, int]
    rhythm_again: Mapping[Temperature, int] = {}
    reminders: ReminderTable
    stages: Mapping[str, str]
    tiers: TiersTable
    rates: Mapping[str, Exact]
    field: tuple[FieldTable, ...] = ()


class Rulebook:
    """The rules in force; when the firm's file changes they are read anew, and a wrong file leaves the old ones."""

    def __init__(self, own: Path | None, zone: ZoneInfo) -> None:
        self._own, self._zone = own, zone
        self.rules = load_rules(own, zone)
        self._read = _stamp(own)

    def refresh(self) -> RulesError | None:
        """Read the file again if it changed; the error where it cannot be used, once for each change."""
        stamp = _stamp(self._own)
        if stamp == self._read:
            return None
        self._read = stamp
        try:
            self.rules = load_rules(self._own, self._zone)
        except RulesError as error:
            return error
        return None


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        stat = path.stat() if path is not None else None
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size) if stat is not None else None


def load_rules(own: Path | None, zone: ZoneInfo, country: str = "CN", shipped: Path = SHIPPED) -> Rules:
    """All rules in force. Raises `RulesError` whose text names file, line, what is wrong and what is allowed."""
    tables, file, source = dict(shipped_tables(shipped)), "rules", ""
    if own is not None:
        file, source = own.name, _text_of(own)
        tables = laid_over(tables, _parsed(source, file))
    desk_names = tuple(name for name in DeskTables.model_fields if name in tables)
    try:
        desk = DeskTables.model_validate({name: tables[name] for name in desk_names})
    except ValidationError as error:
        raise mistakes_of(error, file, source, {"": {name: tables[name] for name in desk_names}}, "") from error
    known = set(DeskTables.model_fields) | OTHERS
    if strange := sorted(set(tables) - known):
        raise RulesError([Mistake(file, None, name, phrase("rules-unknown-name", name=name)) for name in strange])
    return Rules(
        firm_zone=zone,
        firm_country=country,
        rights=Rights({role: RoleRights(role, t.sees, t.changes, frozenset(t.may)) for role, t in desk.roles.items()}),
        stages=tuple(Stage(s.key, rank) for rank, s in enumerate(desk.stage)),
        stage_words={s.key: s.words for s in desk.stage},
        order_begins_at=desk.order_begins_at,
        quote_stage=desk.stages["quote"],
        sample_stage=desk.stages["sample"],
        rhythms={t: Rhythm(t, days, desk.rhythm_again.get(t)) for t, days in desk.rhythm.items()},
        tiers=tuple(TierRule(level.tier, level.orders, level.total) for level in desk.tiers.levels),
        tier_currency=desk.tiers.currency,
        rates=dict(desk.rates),
        extra_fields=tuple(ExtraField(f.on, f.key, f.label, f.words, f.choices, f.required) for f in desk.field),
        reminders=_reminders(desk.reminders),
        shipping=load_shipping_rules({name: tables[name] for name in SHIPPING if name in tables}),
        approvals=load_approval_rules(tables, file, source),
        limits=load_limits(tables, file, source),
    )


SHIPPING = frozenset({"cutoffs", "delay", "credit", "files", "documents"})
OTHERS = SHIPPING | {"approvals", "limits"}


@cache
def shipped_tables(folder: Path) -> Mapping[str, Any]:
    """All shipped rules files as one set of tables; two files never hold the same table."""
    tables: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in WORDS:
            for name, table in _parsed(_text_of(path), path.name).items():
                if name in tables:
                    raise RulesError([Mistake(path.name, None, name, phrase("rules-twice", name=name))])
                tables[name] = table
    return tables


def _reminders(table: ReminderTable) -> ReminderRules:
    return ReminderRules(
        digest_at=table.digest_at,
        work_from=table.work_from,
        work_to=table.work_to,
        quote_unanswered_days=table.quote_unanswered.working_days or table.quote_unanswered.time.days,
        undo_within=table.undo_within.time,
        hot_alone_days=table.hot_alone.working_days or table.hot_alone.time // timedelta(days=1),
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulesError([Mistake(path.name, None, "", phrase("rules-unreadable", problem=str(error)))]) from error


def _parsed(source: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RulesError([Mistake(file, None, "", phrase("rules-unreadable", problem=str(error)))]) from error

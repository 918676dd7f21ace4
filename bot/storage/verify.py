"""Whether the trail is whole: every number, every hash, every sealed word, and whether the books say what it says.

All faults are named, not the first alone. The walk reads everything and writes nothing.

    gap, core, leaf, prev, head        an entry is missing, was changed, or does not follow the one before
    end                                entries are missing at the end, or the noted end was changed
    columns                            what an entry is found by is not what it says
    words, words-missing               personal words were changed, or are gone without an erasure
    record, record-missing, record-unknown    a book says something else than the trail, or lacks or has more than it
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from bot.domain.refs import Kind
from bot.ports.books import Verdict
from bot.storage.chain import canonical, commitment, genesis, head_hash, leaf_hash, receipt_code
from bot.storage.keys import Keyring, WrongKey, unseal
from bot.storage.moments import moment_text
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import JOURNAL, JOURNAL_PRIVATE, SUBJECT_KEYS
from bot.storage.unit import Unit

_PAGE = 2_000
_J, _P = JOURNAL.c, JOURNAL_PRIVATE.c
_WALK = Statement(
    select(
        _J.seq, _J.at, _J.type, _J.actor, _J.object, _J.request, _J.core, _J.leaf, _J.prev, _J.head,
        _P.subject, _P.salt, _P.nonce, _P.words,
    )
    .select_from(JOURNAL.outerjoin(JOURNAL_PRIVATE, _P.seq == _J.seq))
    .where(_J.seq > bindparam("after"))
    .order_by(_J.seq)
    .limit(bindparam("most"))
)  # fmt: skip
_KEYS = Statement(select(SUBJECT_KEYS.c.subject, SUBJECT_KEYS.c.wrapped))
_ORPHANS = Statement(select(_P.seq).where(_P.seq.not_in(select(_J.seq))), (JOURNAL, JOURNAL_PRIVATE))
_ERASED = object()
"""Stands for a field whose words were erased: the books may say anything there."""

_CHANGES = (".created", ".changed")


def verify(unit: Unit, keyring: Keyring) -> Verdict:
    """Walk everything."""
    walk = _Walk(unit, keyring)
    for row in _rows(unit):
        walk.entry(row)
    walk.end()
    walk.books()
    return Verdict(walk.count, receipt_code(walk.head), tuple(sorted(set(walk.faults))))


def _rows(unit: Unit) -> Iterator[tuple[Any, ...]]:
    after = -1 << 62
    while rows := unit.rows(_WALK, {"after": after, "most": _PAGE}):
        yield from rows
        after = rows[-1][0]


class _Walk:
    """What was found so far."""

    def __init__(self, unit: Unit, keyring: Keyring) -> None:
        self._unit, self._keyring = unit, keyring
        self._keys = {subject: bytes(wrapped) for subject, wrapped in unit.rows(_KEYS)}
        self._opened: dict[str, bytes | None] = {}
        self.faults: list[tuple[int, str]] = []
        self.count, self.last, self.head = 0, 0, genesis(unit.origin)
        self._missing: set[int] = set()
        self._erased: set[int] = set()
        self._said: dict[str, dict[str, Any]] = {}
        """By thing: what the trail adds up to, and under `""` its version."""
        self._last_about: dict[str, int] = {}

    def entry(self, row: tuple[Any, ...]) -> None:
        """One entry and its place in the chain."""
        seq, at, type_, actor, about, request, text, leaf, prev, head, *private = row
        self.count += 1
        if seq != self.last + 1:
            self.faults.append((seq, "gap"))
        if bytes(leaf) != leaf_hash(text):
            self.faults.append((seq, "leaf"))
        if bytes(prev) != self.head:
            self.faults.append((seq, "prev"))
        if bytes(head) != head_hash(bytes(prev), bytes(leaf)):
            self.faults.append((seq, "head"))
        self.last, self.head = seq, bytes(head)
        core = _parsed(text)
        if core is None:
            self.faults.append((seq, "core"))
            return
        said = (core["seq"], core["t"], core["type"], core["actor"], _key(core["object"]), core["cause"])
        if said != (seq, moment_text(at), type_, actor, about, request):
            self.faults.append((seq, "columns"))
        self._add_up(seq, core, self._words(seq, core["pc"], private))

    def _words(self, seq: int, promised: str | None, private: list[Any]) -> dict[str, Any] | None:
        """The personal part; None where it is gone."""
        subject, salt, nonce, sealed = private
        if subject is None:
            if promised is not None:
                self._missing.add(seq)
                return None
            return {}
        key = self._key(subject)
        try:
            text = unseal(key, seq, bytes(nonce), bytes(sealed)) if key is not None else None
        except WrongKey:
            text = None
        if text is None or promised != commitment(bytes(salt), seq, text).hex():
            self.faults.append((seq, "words"))
            return None
        found: dict[str, Any] = json.loads(text)
        return found

    def _key(self, subject: str) -> bytes | None:
        if subject not in self._opened:
            wrapped = self._keys.get(subject)
            try:
                self._opened[subject] = self._keyring.unwrap(subject, wrapped) if wrapped is not None else None
            except WrongKey:
                self._opened[subject] = None
        return self._opened[subject]

    def _add_up(self, seq: int, core: Mapping[str, Any], words: dict[str, Any] | None) -> None:
        if core["type"] == "privacy.erased":
            self._erased.update(core["pub"]["seqs"][1])
        if not core["type"].endswith(_CHANGES):
            return
        thing = _key(core["object"])
        state = self._said.setdefault(thing, {})
        if words is None:
            # Which fields they were is not known either: all personal ones of the record.
            personal = SHAPES[Kind(core["object"]["kind"])].personal
            words = dict.fromkeys(personal, (None, _ERASED))
        for name, pair in {**core["pub"], **words}.items():
            state[name] = pair[1]
        state[""] = core["object"]["version"]
        self._last_about[thing] = seq

    def end(self) -> None:
        """The noted end, and words that nobody erased and that are gone."""
        if self._unit.chain != (self.last, self.head):
            self.faults.append((self.last, "end"))
        self.faults.extend((seq, "words-missing") for seq in self._missing - self._erased)
        self.faults.extend((row[0], "words") for row in self._unit.rows(_ORPHANS))

    def books(self) -> None:
        """Whether every book says exactly what the trail adds up to."""
        seen: set[str] = set()
        for kind, shape in SHAPES.items():
            for row in self._unit.select(shape.all.order_by(shape.table.c.id)):
                thing = f"{kind.value}:{row[0]}"
                seen.add(thing)
                self._compare(thing, shape, tuple(row))
        for thing in self._said.keys() - seen:
            self.faults.append((self._last_about[thing], "record-missing"))

    def _compare(self, thing: str, shape: Any, row: tuple[Any, ...]) -> None:
        said = self._said.get(thing)
        if said is None:
            self.faults.append((0, "record-unknown"))
            return
        try:
            record = shape.record(row)
            found = shape.plain(record) | {"": record.version}
        except (ValueError, TypeError, KeyError):
            found = None
        told = {name: value for name, value in said.items() if not _is_empty(value)}
        gone = {name for name, value in told.items() if value is _ERASED}
        if found is None or _without(found, gone) != _without(told, gone):
            self.faults.append((self._last_about[thing], "record"))


def _parsed(text: str) -> dict[str, Any] | None:
    """The entry's core, if it is one and in its one text."""
    try:
        core: dict[str, Any] = json.loads(text)
        is_whole = canonical(core) == text and core.keys() >= {
            "seq",
            "t",
            "type",
            "actor",
            "object",
            "cause",
            "pub",
            "pc",
        }
    except (ValueError, AttributeError):
        return None
    return core if is_whole else None


def _key(about: Mapping[str, Any]) -> str:
    return f"{about['kind']}:{about['id']}"


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def _without(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}

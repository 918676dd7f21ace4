"""The trail: one sealed entry for each change, with personal words kept apart so that they can be erased.

An entry's core holds pseudonyms, numbers and facts; what is personal stands beside it under its subject's key, and the
core only commits to it. Entries are written by the books and by `note`; nothing here changes or removes one.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select

from bot.domain.refs import Kind, Ref
from bot.domain.trail import TrailEntry
from bot.ports.books import Verdict
from bot.ports.ledger import Via
from bot.storage.chain import canonical, commitment, head_hash, leaf_hash, ordered, receipt_code
from bot.storage.codec import dumps
from bot.storage.keys import Keyring, WrongKey, seal, unseal
from bot.storage.moments import moment_text
from bot.storage.plain import plain
from bot.storage.shape import Shape
from bot.storage.statements import Statement, insertion
from bot.storage.tables import JOURNAL, JOURNAL_PRIVATE, PSEUDONYMS, SUBJECT_KEYS
from bot.storage.unit import Unit
from bot.storage.written import Written

VERSION = 1
CREATED, CHANGED = ".created", ".changed"
ERASED = "privacy.erased"

_INSERT = insertion(JOURNAL)
_INSERT_PRIVATE = insertion(JOURNAL_PRIVATE)
_INSERT_KEY = insertion(SUBJECT_KEYS)
_INSERT_PSEUDONYM = insertion(PSEUDONYMS)
_KEY = Statement(select(SUBJECT_KEYS.c.wrapped).where(SUBJECT_KEYS.c.subject == bindparam("subject")))
_PSEUDONYM = Statement(select(PSEUDONYMS.c.pseudonym).where(PSEUDONYMS.c.person_id == bindparam("person")))
_PERSONS = Statement(select(PSEUDONYMS.c.pseudonym, PSEUDONYMS.c.person_id))
_P = JOURNAL_PRIVATE.c
_ENTRY = select(JOURNAL.c.seq, JOURNAL.c.core, JOURNAL.c.head, _P.subject, _P.nonce, _P.words).select_from(
    JOURNAL.outerjoin(JOURNAL_PRIVATE, _P.seq == JOURNAL.c.seq)
)
_LAST_REQUEST = Statement(
    select(JOURNAL.c.request)
    .where(
        JOURNAL.c.actor == bindparam("actor"),
        or_(JOURNAL.c.type.like("%" + CREATED), JOURNAL.c.type.like("%" + CHANGED)),
    )
    .order_by(JOURNAL.c.seq.desc())
    .limit(1)
)
_OF_REQUEST = Statement(
    _ENTRY.where(JOURNAL.c.actor == bindparam("actor"), JOURNAL.c.request == bindparam("request")).order_by(
        JOURNAL.c.seq
    )
)
_SEALED_OF = Statement(select(_P.seq).where(_P.subject == bindparam("of")).order_by(_P.seq), (JOURNAL_PRIVATE,))
_DROP_SEALED = Statement(delete(JOURNAL_PRIVATE).where(_P.subject == bindparam("of")))
_DROP_KEY = Statement(delete(SUBJECT_KEYS).where(SUBJECT_KEYS.c.subject == bindparam("of")))
_DROP_PSEUDONYM = Statement(delete(PSEUDONYMS).where(PSEUDONYMS.c.person_id == bindparam("of")))


class SqlTrail:
    """The journal of one transaction."""

    def __init__(self, unit: Unit, keyring: Keyring, shapes: Mapping[Kind, Shape[Any]], verify: Any) -> None:
        self._unit, self._keyring, self._shapes, self._verify = unit, keyring, shapes, verify
        self._now = Written()

    # ---------------------------------------------------------------------------------------------- writing

    def begin(self, via: Via) -> None:
        """From now on entries are of this request; the same request again goes on where it stood."""
        self._now = self._now.by(via)

    def rest(self) -> None:
        """No request is being served any more."""
        self._now = Written()

    @property
    def via(self) -> Via:
        """By which request is being written. Raises RuntimeError where none has begun."""
        if self._now.via is None:
            raise RuntimeError("nothing may be written before the request is named: ledger.begin(via)")
        return self._now.via

    def note(self, type: str, about: Ref, facts: Mapping[str, Any], private: Mapping[str, Any] | None = None) -> int:
        """Write an entry that is no change of a record."""
        told = {name: [None, plain(value)] for name, value in facts.items()}
        hidden = {name: [None, plain(value)] for name, value in (private or {}).items()}
        return self.append(type, about, 0, told, hidden, about)

    def append(
        self, type: str, about: Ref, version: int, pub: Mapping[str, Any], private: Mapping[str, Any], subject: Ref
    ) -> int:
        """Seal an entry. `pub` and `private`: field -> [before, after] as plain JSON. Returns its number."""
        unit, via = self._unit, self.via
        seq, prev = unit.chain[0] + 1, unit.chain[1]
        actor = self._pseudonym(via.actor_id) if via.actor_id is not None else None
        promised = self._seal(seq, private, subject.key) if private else None
        # Written in the order of canonical text, so that only the facts have to be put in order.
        core = dumps(
            {
                "actor": actor,
                "cause": via.request_id,
                "object": {"id": about.id, "kind": about.kind._value_, "version": version},
                "pc": promised[0] if promised else None,
                "pub": ordered(pub),
                "seq": seq,
                "t": moment_text(via.at),
                "type": type,
                "v": VERSION,
                "via": {"chat": _veiled(unit.origin, via.platform._value_, via.chat), "platform": via.platform._value_},
            }
        )
        leaf = leaf_hash(core)
        head = head_hash(prev, leaf)
        row = {"seq": seq, "at": via.at, "type": type, "actor": actor, "object": about.key, "request": via.request_id}
        unit.queue(_INSERT, row | {"core": core, "leaf": leaf, "prev": prev, "head": head}, topic=about.key)
        if promised is not None:
            unit.queue(_INSERT_PRIVATE, promised[1])
        unit.chain = (seq, head)
        unit.undo(partial(setattr, self, "_now", self._now))
        self._now = self._now.after(seq, receipt_code(head), about, pub, is_made=type.endswith(CREATED))
        return seq

    def _seal(self, seq: int, private: Mapping[str, Any], subject: str) -> tuple[str, dict[str, Any]]:
        text = canonical(private)
        key = self._key(subject, makes=True)
        if key is None:
            raise RuntimeError("no key was made")
        salt, nonce, sealed = seal(key, seq, text)
        row = {"seq": seq, "subject": subject, "salt": salt, "nonce": nonce, "words": sealed}
        return commitment(salt, seq, text).hex(), row

    def _key(self, subject: str, *, makes: bool = False) -> bytes | None:
        unit, keys = self._unit, self._unit.recall.keys
        found = keys.get(subject)
        if found is None and (kept := unit.rows(_KEY, {"subject": subject}, topic=subject)):
            found = keys[subject] = self._keyring.unwrap(subject, bytes(kept[0][0]))
        if found is None and makes:
            found, wrapped = self._keyring.new_key(subject)
            unit.queue(_INSERT_KEY, {"subject": subject, "wrapped": wrapped}, topic=subject)
            keys[subject] = found
            unit.undo(partial(_drop, keys, subject))
        return found

    def _pseudonym(self, person_id: int) -> str:
        unit, known = self._unit, self._unit.recall.pseudonyms
        found = known.get(person_id)
        if found is None:
            kept = unit.rows(_PSEUDONYM, {"person": person_id}, topic=person_id)
            found = kept[0][0] if kept else secrets.token_hex(8)
            if not kept:
                unit.queue(_INSERT_PSEUDONYM, {"person_id": person_id, "pseudonym": found}, topic=person_id)
                unit.undo(partial(_drop, known, person_id))
            known[person_id] = found
        return found

    def erase(self, subject: Ref, basis: str) -> tuple[int, ...]:
        """Destroy the key and the sealed words of a subject, and note it; returns the entries that lost their words.

        The records themselves are not touched: their books empty the fields first. A person's pseudonym goes too.
        """
        seqs = tuple(int(row[0]) for row in self._unit.rows(_SEALED_OF, {"of": subject.key}))
        for statement in (_DROP_SEALED, _DROP_KEY):
            self._unit.execute(statement, {"of": subject.key})
        self._unit.recall.keys.pop(subject.key, None)
        if subject.kind is Kind.PERSON:
            self._unit.execute(_DROP_PSEUDONYM, {"of": subject.id})
            self._unit.recall.pseudonyms.pop(subject.id, None)
        self.note(ERASED, subject, {"seqs": list(seqs), "basis": basis})
        return seqs

    # ---------------------------------------------------------------------------------------------- reading

    def about(self, refs: Sequence[Ref], before: int | None, limit: int) -> list[TrailEntry]:
        """Entries of these things, newest first, below `before`."""
        wanted = _ENTRY.where(JOURNAL.c.object.in_([ref.key for ref in refs]))
        if before is not None:
            wanted = wanted.where(JOURNAL.c.seq < before)
        return self._entries(self._unit.select(wanted.order_by(JOURNAL.c.seq.desc()).limit(limit)))

    def latest(self, before: int | None, limit: int) -> list[TrailEntry]:
        """Entries of everything, newest first, below `before`."""
        wanted = _ENTRY if before is None else _ENTRY.where(JOURNAL.c.seq < before)
        return self._entries(self._unit.select(wanted.order_by(JOURNAL.c.seq.desc()).limit(limit)))

    def onward(self, after: int, limit: int) -> list[TrailEntry]:
        """Entries of everything, oldest first, above `after`."""
        wanted = _ENTRY.where(JOURNAL.c.seq > after)
        return self._entries(self._unit.select(wanted.order_by(JOURNAL.c.seq).limit(limit)))

    def last_of(self, actor_id: int) -> list[TrailEntry]:
        """All entries of the actor's last request that changed something."""
        values = {"actor": self._pseudonym_if_any(actor_id)}
        request = self._unit.rows(_LAST_REQUEST, values)
        return self._entries(self._unit.rows(_OF_REQUEST, values | {"request": request[0][0]})) if request else []

    def later_than(self, seq: int, refs: Sequence[Ref]) -> bool:
        """Whether anything was recorded of these things after an entry."""
        found = select(func.count()).where(JOURNAL.c.seq > seq, JOURNAL.c.object.in_([ref.key for ref in refs]))
        return bool(self._unit.select(found.select_from(JOURNAL))[0][0])

    def written(self) -> int:
        """Entries written so far in this request."""
        return self._now.count

    def touched(self) -> tuple[Ref, ...]:
        """The things written of so far in this request, each once."""
        return tuple({ref.key: Ref(ref.kind, ref.id) for ref in self._now.about}.values())

    def has_made(self, ref: Ref) -> bool:
        """Whether this request wrote the thing for the first time, so that its card can stand nowhere yet."""
        return Ref(ref.kind, ref.id) in self._now.made

    def former(self) -> tuple[int, ...]:
        """People to whom a thing belonged, or whose word it waited for, before this request wrote of it."""
        return tuple(dict.fromkeys(self._now.former))

    def receipt(self) -> tuple[int, str]:
        """Number and code of the newest entry of this request."""
        if self._now.newest is None:
            raise LookupError("this request wrote nothing")
        return self._now.newest

    def size(self) -> int:
        """How many entries there are."""
        return self._unit.chain[0]

    def verify(self) -> Verdict:
        """Walk everything."""
        verdict: Verdict = self._verify()
        return verdict

    def _pseudonym_if_any(self, person_id: int) -> str:
        kept = self._unit.rows(_PSEUDONYM, {"person": person_id}, topic=person_id)
        return str(kept[0][0]) if kept else ""

    def _entries(self, rows: Sequence[Any]) -> list[TrailEntry]:
        persons = {name: int(number) for name, number in self._unit.rows(_PERSONS)} if rows else {}
        return [self._entry(row, persons) for row in rows]

    def _entry(self, row: Any, persons: Mapping[str, int]) -> TrailEntry:
        seq, text, head, subject, nonce, sealed = row
        core = json.loads(text)
        changes: dict[str, Any] = dict(core["pub"])
        if subject is not None:
            changes |= self.words(int(seq), subject, bytes(nonce), bytes(sealed)) or {}
        ref = Ref(Kind(core["object"]["kind"]), core["object"]["id"])
        is_change = core["type"].endswith((CREATED, CHANGED))
        shape = self._shapes.get(ref.kind) if is_change else None
        sides = [{f: _typed(shape, f, pair[side]) for f, pair in changes.items()} for side in (0, 1)]
        return TrailEntry(
            seq=int(seq),
            at=datetime.fromisoformat(core["t"]),
            type=core["type"],
            actor_id=persons.get(core["actor"]) if core["actor"] else None,
            object=ref,
            before=sides[0],
            after=sides[1],
            code=receipt_code(bytes(head)),
            request=core["cause"],
        )

    def words(self, seq: int, subject: str, nonce: bytes, sealed: bytes) -> dict[str, Any] | None:
        """The personal part of an entry; None where its key is gone."""
        key = self._key(subject)
        if key is None:
            return None
        try:
            found: dict[str, Any] = json.loads(unseal(key, seq, nonce, sealed))
        except WrongKey:
            return None
        return found


def _drop(known: dict[Any, Any], key: Any) -> None:
    known.pop(key, None)


def _typed(shape: Shape[Any] | None, field: str, value: Any) -> Any:
    return shape.from_plain(field, value) if shape is not None else value


@lru_cache(maxsize=4096)
def _veiled(origin: str, platform: str, chat: str) -> str:
    return sha256(f"{origin}|{platform}|{chat}".encode()).hexdigest()[:16]

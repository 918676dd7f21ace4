"""What things are called, and what a word may mean: exactly, shortened, by pinyin or initials, or nearly."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, select

from bot.domain.naming import name_key, short_key, spelled_out
from bot.domain.refs import Kind, Ref
from bot.storage.gram_index import BETWEEN, LEAST_LIKE, GramIndex, likeness
from bot.storage.pinyin import has_chinese, is_chinese_beginning, pinyin_keys
from bot.storage.statements import Statement, insertion
from bot.storage.tables import NAME_CARDS, NAMES
from bot.storage.unit import Unit

MOST_SHORTENED = 3
MOST_NEWS = 1_000
"""Names taken into the index at once."""

_N, _C = NAMES.c, NAME_CARDS.c
_THIS: dict[str, Any] = {"which_kind": bindparam("which_kind"), "which": bindparam("which")}
_FORGET = Statement(delete(NAMES).where(_N.kind == _THIS["which_kind"], _N.object_id == _THIS["which"]))
_KEY = insertion(NAMES, passes_over=True)
_CARD = insertion(NAME_CARDS, replaces=["name", "sought", "turn"])
_NEWS = Statement(
    select(_C.kind, _C.object_id, _C.name, _C.sought, _C.turn)
    .where(_C.turn > bindparam("since"))
    .order_by(_C.turn)
    .limit(bindparam("most", type_=BigInteger()))
)
_KNOWN = select(_N.key, _N.kind, _N.object_id, _C.name, _N.is_whole).join(
    NAME_CARDS, (_C.kind == _N.kind) & (_C.object_id == _N.object_id)
)


_HIGHEST = "\U0010ffff"
_ROOMS = (1, 4, 8, 16, 32, 64, 128, 256)
"""Sizes of a list of keys for which the question is compiled once; a shorter list is filled up with its last key."""


@cache
def _exactly(keys: int, kinds: int) -> Statement:
    sought = _N.key.in_([bindparam(f"key_{number}") for number in range(keys)])
    of_kinds = _N.kind.in_([bindparam(f"kind_{number}") for number in range(kinds)])
    return Statement(_KNOWN.where(sought, of_kinds).order_by(_N.is_whole.desc(), _N.object_id), is_kept=True)


class SqlNames:
    """Names in one transaction. `index` is shared by all and holds committed names only."""

    def __init__(self, unit: Unit, index: GramIndex) -> None:
        self._unit, self._index = unit, index
        self._fresh: dict[tuple[str, int], tuple[str, str]] = unit.notes.setdefault("names", {})

    def exact(self, keys: Sequence[str], kinds: Sequence[Kind]) -> dict[str, list[Ref]]:
        """Things known by exactly these keys; those known so by name before those by pinyin or initials."""
        if not keys or not kinds:
            return {}
        found: dict[str, list[Ref]] = {}
        room = next((size for size in _ROOMS if size >= len(keys)), len(keys))
        padded = [*keys, *[keys[-1]] * (room - len(keys))]
        values: dict[str, Any] = {f"key_{number}": key for number, key in enumerate(padded)}
        values |= {f"kind_{number}": kind.value for number, kind in enumerate(kinds)}
        for key, kind, number, name, _ in self._unit.rows(_exactly(room, len(kinds)), values):
            found.setdefault(key, []).append(Ref(Kind(kind), int(number), name))
        return found

    def shortened(self, key: str, kinds: Sequence[Kind]) -> list[Ref]:
        """Things whose name begins with this whole word or words, at most three.

        A Chinese name has no blanks between its words: there, two characters are a beginning.
        """
        if not key:
            return []
        first, last = (key, f"{key}{_HIGHEST}") if is_chinese_beginning(key) else (f"{key} ", f"{key}!")
        wanted = _KNOWN.where(_N.key >= first, _N.key < last, _N.kind.in_([kind.value for kind in kinds]))
        rows = self._unit.select(wanted.order_by(_N.key, _N.object_id).limit(MOST_SHORTENED * 8))
        refs = dict.fromkeys(Ref(Kind(kind), int(number), name) for _, kind, number, name, _ in rows)
        return list(refs)[:MOST_SHORTENED]

    def nearest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        """Names most like the text, best first, typing mistakes allowed."""
        return self._like(short_key(text), kinds, limit)

    def search(self, text: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        """Names that hold the text or are like it, best first."""
        return self._like(name_key(text), kinds, limit)

    def catch_up(self, most: int = MOST_NEWS) -> bool:
        """Take committed names that are new into the index; whether there may be more."""
        news = self._unit.rows(_NEWS, {"since": self._index.turn, "most": most}, topic="never waits")
        self._index.take_in(news)
        return len(news) == most

    def learn(self, ref: Ref, names: Iterable[str]) -> None:
        """From now on the thing goes by these names; the first is the one people read. None at all: it is forgotten."""
        known = [name for name in dict.fromkeys(names) if name_key(name)]
        this = {"which_kind": ref.kind.value, "which": ref.id}
        self._unit.queue(_FORGET, this)
        keys = keys_of(known)
        for key, is_whole in keys.items():
            self._unit.queue(_KEY, {"kind": ref.kind.value, "object_id": ref.id, "key": key, "is_whole": is_whole})
        shown, sought = (known[0] if known else ""), BETWEEN.join(keys)
        card = {"kind": ref.kind.value, "object_id": ref.id, "name": shown, "sought": sought}
        self._unit.queue(_CARD, card | {"turn": self._unit.number("name")})
        self._note((ref.kind.value, ref.id), (shown, sought))

    def _note(self, thing: tuple[str, int], card: tuple[str, str]) -> None:
        fresh, before = self._fresh, self._fresh.get(thing)

        def back() -> None:
            if before is None:
                fresh.pop(thing, None)
            else:
                fresh[thing] = before

        self._unit.undo(back)
        fresh[thing] = card

    def _like(self, key: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        if not key:
            return []
        while not self._fresh and self.catch_up():
            pass
        found = [r for r in self._index.like(key, set(kinds), limit) if (r.kind.value, r.id) not in self._fresh]
        fresh = [
            (likeness(key, sought), Ref(Kind(kind), number, name))
            for (kind, number), (name, sought) in self._fresh.items()
            if sought and Kind(kind) in kinds
        ]
        better = sorted((pair for pair in fresh if pair[0] >= LEAST_LIKE), key=lambda pair: -pair[0])
        return [ref for _, ref in better][:limit] + found[: max(limit - len(better), 0)]


def keys_of(names: Sequence[str]) -> dict[str, bool]:
    """Every key a thing can be called by, and whether it is a whole name."""
    names = list(dict.fromkeys(form for name in names for form in (name, spelled_out(name))))
    keys: dict[str, bool] = {name_key(name): True for name in names}
    for name in names:
        short = short_key(name)
        keys.setdefault(short, True)
        if has_chinese(short):
            spelled, initials = pinyin_keys(short)
            keys.setdefault(name_key(spelled), False)
            if len(initials) > 1:
                keys.setdefault(name_key(initials), False)
    return {key: is_whole for key, is_whole in keys.items() if key}

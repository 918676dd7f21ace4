"""Names to be found by what is like them: pieces of two letters, and a closer look at the best.

Lives in memory, filled from the table of names and refreshed by its turn number, so that names learnt by another
process appear too. A query first gathers candidates by its rarest pieces, then ranks them by likeness.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise
from threading import Lock

from bot.domain.refs import Kind, Ref

MOST_COUNTED = 20_000
"""Entries looked at for one query, those of rare pieces first; keeps the slowest query within its time."""
MOST_RANKED = 250
LEAST_LIKE = 62.0
"""Likeness (0 to 100) below which a name is no answer; one wrong letter in a short name stays above it."""
BETWEEN = "\n"
"""Stands between the forms under which one thing is sought."""


class GramIndex:
    """Things and the forms of their names."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._refs: list[Ref] = []
        self._forms: list[str] = []
        self._place: dict[tuple[str, int], int] = {}
        self._grams: dict[str, array[int]] = {}
        self.turn = 0

    def take_in(self, rows: Iterable[tuple[str, int, str, str, int]]) -> None:
        """Rows of the names table (kind, number, name, forms, turn), oldest turn first; no forms forget the thing."""
        with self._lock:
            for kind, number, name, sought, turn in rows:
                self._put(kind, number, name, sought)
                self.turn = max(self.turn, turn)

    def _put(self, kind: str, number: int, name: str, sought: str) -> None:
        old = self._place.pop((kind, number), None)
        if old is not None:
            self._forms[old] = ""
        if not sought:
            return
        entry = self._place[kind, number] = len(self._refs)
        self._refs.append(Ref(Kind(kind), number, name))
        self._forms.append(sought)
        grams = self._grams
        for gram in grams_of(sought):
            posting = grams.get(gram)
            if posting is None:
                posting = grams[gram] = array("I")
            posting.append(entry)

    def like(self, text: str, kinds: Collection[Kind], limit: int, least: float = LEAST_LIKE) -> list[Ref]:
        """Things whose names are most like the text, best first."""
        with self._lock:
            entries = self._candidates(text)
            ranked = sorted(
                (-likeness(text, self._forms[e]), len(self._forms[e]), e)
                for e in entries
                if self._forms[e] and self._refs[e].kind in kinds
            )
            return [self._refs[e] for score, _, e in ranked if -score >= least][:limit]

    def _candidates(self, text: str) -> list[int]:
        postings = sorted((self._grams[gram] for gram in grams_of(text) if gram in self._grams), key=len)
        counted: Counter[int] = Counter()
        seen = 0
        for posting in postings:
            if seen and seen + len(posting) > MOST_COUNTED:
                break
            seen += len(posting)
            counted.update(posting[-MOST_COUNTED:])
        return [entry for entry, _ in counted.most_common(MOST_RANKED)]


def grams_of(sought: str) -> set[str]:
    """Pieces of two letters of every word, each word's beginning, and every single Chinese character."""
    found: set[str] = set()
    for word in sought.split():
        found.add("^" + word[0])
        found.update(map("".join, pairwise(word)))
        if not word.isascii():
            found.update(character for character in word if character > "\u2e7f")
    return found


def likeness(text: str, sought: str) -> float:
    """From 0 to 100: the best of a thing's forms; a whole name counts a little more than a part of a longer one."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - loaded with the first slip of the pen

    best = 0.0
    for form in sought.split(BETWEEN):
        part = fuzz.partial_ratio(text, form) if len(form) >= len(text) else 0.0
        best = max(best, 0.92 * part + 0.08 * fuzz.ratio(text, form), fuzz.ratio(text, form))
    return best

"""Names to be found by what is like them: pieces of two letters, and a closer look at the best.

Lives in memory, filled from the table of names and refreshed by its turn number, so that names learnt by another
process appear too. A query first gathers candidates by its rarest pieces, then ranks them by likeness.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice, pairwise
from threading import Lock

from bot.domain.refs import Kind, Ref

MOST_COUNTED = 12_000
"""Entries looked at for one query, those of rare pieces first; keeps the slowest query within its time."""
MOST_RANKED = 250
SHORT_WORD = 5
"""Letters of a word in which one slip may leave no piece of three as it was: it is found by pairs too."""
LEAST_LIKE = 62.0
"""Likeness (0 to 100) below which a name is no answer; one wrong letter in a short name stays above it."""
LEAST_PART = 50.0
"""Below this likeness of a part no name reaches `LEAST_LIKE` by it; looking closer is not worth the time."""
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
            named = [e for e in entries if self._forms[e] and self._refs[e].kind in kinds]
            scores = likenesses(text, [self._forms[e] for e in named])
            ranked = sorted((-score, len(self._forms[e]), e) for e, score in zip(named, scores, strict=True))
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
        return _most_shared(counted)


def _most_shared(counted: Mapping[int, int]) -> list[int]:
    """The entries with most pieces in common; counting how many have so many is quicker than putting all in order."""
    shares, least, room = Counter(counted.values()), 0, MOST_RANKED
    for least in sorted(shares, reverse=True):
        room -= shares[least]
        if room <= 0:
            break
    if room >= 0:
        return [entry for entry, share in counted.items() if share >= least]
    best = [entry for entry, share in counted.items() if share > least]
    return best + list(islice((entry for entry, share in counted.items() if share == least), MOST_RANKED - len(best)))


def grams_of(sought: str) -> set[str]:
    """Pieces of every word: of three letters, and its beginnings; of a short or a Chinese one also pairs and signs."""
    found: set[str] = set()
    for word in sought.split():
        found.update(("^" + word[0], "^" + word[:2]))
        if word.isascii():
            found.update(word[at : at + 3] for at in range(len(word) - 2))
        if len(word) <= SHORT_WORD or not word.isascii():
            found.update(map("".join, pairwise(word)))
        if not word.isascii():
            found.update(character for character in word if character > "\u2e7f")
    return found


def likeness(text: str, sought: str) -> float:
    """From 0 to 100: the best of a thing's forms; a whole name counts a little more than a part of a longer one."""
    return likenesses(text, [sought])[0]


def likenesses(text: str, all_sought: Sequence[str]) -> list[float]:
    """The likeness of many things, held against the text all together: so it takes a fraction of the time."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - loaded with the first slip of the pen

    forms, things = list[str](), list[int]()
    for thing, sought in enumerate(all_sought):
        for form in sought.split(BETWEEN):
            forms.append(form)
            things.append(thing)
    longer = [form if len(form) >= len(text) else None for form in forms]
    near = process.extract(text, longer, scorer=fuzz.partial_ratio, limit=None, score_cutoff=LEAST_PART)
    parts = {at: score for _, score, at in near}
    best = [0.0] * len(all_sought)
    for _, whole, at in process.extract(text, forms, scorer=fuzz.ratio, limit=None):
        best[things[at]] = max(best[things[at]], 0.92 * parts.get(at, 0.0) + 0.08 * whole, whole)
    return best

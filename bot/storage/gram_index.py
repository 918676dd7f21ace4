"""Names to be found by what is like them: pieces of two and three letters, and a closer look at the best.

Lives in memory, filled from the table of names and refreshed by its turn number, so that names learnt by another
process appear too. A query first gathers candidates by its rarest pieces, then ranks them by likeness.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress, islice
from operator import add
from threading import Lock

from bot.domain.refs import Kind, Ref

MOST_COUNTED = 3_000
"""Entries looked at for one query, those of rare pieces first; keeps the slowest query within its time. Of a hundred
thousand names with slips 99.3 in a hundred are found so; twice as many entries find 99.6 and take twice as long."""
MOST_RANKED = 60
SHORT_WORD = 5
"""Letters of a word in which one slip may leave no piece of three as it was: it is found by pairs too."""
LEAST_LIKE = 62.0
"""Likeness (0 to 100) below which a name is no answer; one wrong letter in a short name stays above it."""
PART, WHOLE = 0.92, 0.08
"""What a part that fits counts beside the whole, of a name that is longer than the text."""
LEAST_PART = 58.0
"""Below this likeness of a part no name reaches `LEAST_LIKE` by it; looking closer is not worth the time."""
BETWEEN = "\n"
"""Stands between the forms under which one thing is sought."""
_SIGN = "\u2e7f"
"""Characters after this one say as much as a word."""


class GramIndex:
    """Things and the forms of their names; each kind by itself, so that none crowds out another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of_kind: dict[Kind, _Entries] = {kind: _Entries(kind) for kind in Kind}
        self.turn = 0

    def take_in(self, rows: Iterable[tuple[str, int, str, str, int]]) -> None:
        """Rows of the names table (kind, number, name, forms, turn), oldest turn first; no forms forget the thing.

        What was taken in before is passed over, so that two may bring the same.
        """
        with self._lock:
            for kind, number, name, sought, turn in rows:
                if turn > self.turn:
                    self._of_kind[Kind(kind)].put(number, name, sought)
                    self.turn = turn

    def like(self, text: str, kinds: Collection[Kind], limit: int, least: float = LEAST_LIKE) -> list[Ref]:
        """Things whose names are most like the text, best first. `least`: at the lowest `LEAST_LIKE`."""
        grams, room = grams_of(text), max(MOST_RANKED, limit)
        with self._lock:
            found = [entry for kind in kinds for entry in self._of_kind[kind].near(grams, room)]
        scores = likenesses(text, [sought for _, sought in found])
        ranked = sorted(
            (-score, len(sought), turn)
            for turn, ((_, sought), score) in enumerate(zip(found, scores, strict=True))
            if score >= least
        )
        return [found[turn][0] for _, _, turn in ranked[:limit]]


class _Entries:
    """Things of one kind. Lists of plain values: a search for rubbish has nothing to go through here, however many."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._numbers = array("Q")
        self._names: list[str] = []
        self._forms: list[str] = []
        self._place: dict[int, int] = {}
        self._grams: defaultdict[str, array[int]] = defaultdict(_posting)

    def put(self, number: int, name: str, sought: str) -> None:
        old = self._place.pop(number, None)
        if old is not None:
            self._forms[old] = ""
        if not sought:
            return
        entry = self._place[number] = len(self._numbers)
        self._numbers.append(number)
        self._names.append(name)
        self._forms.append(sought)
        grams = self._grams
        for gram in grams_of(sought):
            grams[gram].append(entry)

    def near(self, grams: Collection[str], limit: int) -> list[tuple[Ref, str]]:
        """Things that have most of these pieces in common, and the forms of their names."""
        postings = sorted((self._grams[gram] for gram in grams if gram in self._grams), key=len)
        counted: Counter[int] = Counter()
        seen = 0
        for posting in postings:
            if seen and seen + len(posting) > MOST_COUNTED:
                break
            seen += len(posting)
            counted.update(posting[-MOST_COUNTED:])
        numbers, names, forms = self._numbers, self._names, self._forms
        most = _most_shared(counted, limit)
        return [(Ref(self._kind, numbers[entry], names[entry]), forms[entry]) for entry in most if forms[entry]]


def _posting() -> "array[int]":
    return array("I")


def _most_shared(counted: Mapping[int, int], room: int) -> list[int]:
    """The entries with most pieces in common; counting how many have so many is quicker than putting all in order."""
    if len(counted) <= room:
        return list(counted)
    shares, least, left = Counter(counted.values()), 0, room
    for least in sorted(shares, reverse=True):
        left -= shares[least]
        if left <= 0:
            break
    # In this many entries a loop of our own would take as long as the counting.
    best = list(compress(counted, map(least.__lt__, counted.values())))
    as_good = compress(counted, map(least.__eq__, counted.values()))
    return best + list(islice(as_good, room - len(best)))


def grams_of(sought: str) -> set[str]:
    """Pieces of every word: of three letters, and its beginnings; of a short or a Chinese one also pairs and signs."""
    found: set[str] = set()
    before = ""
    for word in dict.fromkeys(sought.split()):
        # A hundred thousand names pass here at the start: nothing is done twice, and little in a loop of our own.
        if word.isascii():
            pairs = list(map(add, word, word[1:]))
            found.update(map(add, pairs, word[2:]))
            if len(word) <= SHORT_WORD:
                found.update(pairs)
        elif before.startswith(word):
            continue
        else:
            found.update(map(add, word, word[1:]))
            found.update(filter(_SIGN.__lt__, word))
            before = word
        found.add("^" + word[0])
        found.add("^" + word[:2])
    return found


def likeness(text: str, sought: str) -> float:
    """As `likenesses`, of one thing."""
    return likenesses(text, [sought])[0]


def likenesses(text: str, all_sought: Sequence[str]) -> list[float]:
    """From 0 to 100: the best of a thing's forms; a whole name counts a little more than a part of a longer one.

    Many are held against the text together, which takes a fraction of the time. What stays below `LEAST_LIKE` may be
    said to be 0.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - loaded with the first slip of the pen

    forms, things = list[str](), list[int]()
    for thing, sought in enumerate(all_sought):
        for form in sought.split(BETWEEN):
            forms.append(form)
            things.append(thing)
    best = [0.0] * len(all_sought)
    for _, whole, at in process.extract(text, forms, scorer=fuzz.ratio, limit=None, score_cutoff=LEAST_LIKE):
        best[things[at]] = max(best[things[at]], whole)
    longer = [form if len(form) >= len(text) else None for form in forms]
    for form, part, at in process.extract(text, longer, scorer=fuzz.partial_ratio, limit=None, score_cutoff=LEAST_PART):
        best[things[at]] = max(best[things[at]], PART * part + WHOLE * fuzz.ratio(text, form))
    return best

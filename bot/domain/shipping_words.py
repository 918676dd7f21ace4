"""What people type for a milestone, a paper or a cut-off, in English and Chinese: data, read once."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.cutoffs import CutOff
from bot.domain.documents import DocumentKind
from bot.domain.milestones import Classifier, Milestone
from bot.domain.ports import TableError

Choice = TypeVar("Choice")


class ToldAs(Struct, frozen=True):
    """What a milestone's word says: which one, and whether as plan, estimate or fact."""

    milestone: Milestone
    classifier: Classifier


class ShippingWords(Struct, frozen=True):
    """All words in force. Case, width, spaces, hyphens and dots do not matter: `B/L`, `bl` and `b l` are one."""

    milestones: Mapping[str, ToldAs]
    documents: Mapping[str, DocumentKind]
    cut_offs: Mapping[str, CutOff]
    _first: Mapping[tuple[str, str], str]

    def milestone(self, text: str) -> ToldAs | None:
        """`departed`, `eta`, `开船`; None where no milestone is called so."""
        return self.milestones.get(word_key(text))

    def document(self, text: str) -> DocumentKind | None:
        """`BL`, `packing list`, `提单`, or a UN/EDIFACT code such as `705`."""
        return self.documents.get(word_key(text))

    def cut_off(self, text: str) -> CutOff | None:
        """`si cut-off`, `截单`, `DCO`."""
        return self.cut_offs.get(word_key(text))

    def leading_milestone(self, text: str) -> tuple[ToldAs, str] | None:
        """The longest milestone the line begins with, and the rest of the line: `customs done 8/4`, `开船8月4日`."""
        return _leading(text, self.milestones)

    def leading_document(self, text: str) -> tuple[DocumentKind, str] | None:
        """The longest kind of paper the line begins with, and the rest: `packing list v2 signed`."""
        return _leading(text, self.documents)

    def usual(self, choice: Milestone | DocumentKind | CutOff) -> str:
        """The word to show when somebody asks what to type."""
        return self._first[_choice_key(choice)]


class _MilestoneRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    words: tuple[str, ...] = Field(min_length=1)
    estimated: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()


class _WordsRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    words: tuple[str, ...] = Field(min_length=1)


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    milestones: dict[Milestone, _MilestoneRow]
    documents: dict[DocumentKind, _WordsRow]
    cutoffs: dict[CutOff, _WordsRow]


def load_shipping_words(tables: Mapping[str, object], codes: Mapping[DocumentKind, str]) -> ShippingWords:
    """Read the word tables; `codes` adds the papers' own codes. Raises TableError, also for a word used twice."""
    try:
        read = _Tables.model_validate(tables)
    except ValidationError as error:
        raise TableError.of("shipping_words", error) from error
    told = [pair for step, row in read.milestones.items() for pair in _told(step, row)]
    papers = [(word, kind) for kind, row in read.documents.items() for word in (*row.words, codes[kind])]
    limits = [(word, cut_off) for cut_off, row in read.cutoffs.items() for word in (*row.words, cut_off.value)]
    return ShippingWords(
        _unique("milestones", told),
        _unique("documents", papers),
        _unique("cutoffs", limits),
        dict(_first_words(read)),
    )


def _first_words(read: _Tables) -> Iterator[tuple[tuple[str, str], str]]:
    yield from ((_choice_key(step), row.words[0]) for step, row in read.milestones.items())
    yield from ((_choice_key(kind), row.words[0]) for kind, row in read.documents.items())
    yield from ((_choice_key(cut_off), row.words[0]) for cut_off, row in read.cutoffs.items())


def _choice_key(choice: StrEnum) -> tuple[str, str]:
    """Two kinds of choice may share a value (`arrival_notice`), and as text they would be equal."""
    return type(choice).__name__, choice.value


def _told(step: Milestone, row: _MilestoneRow) -> Iterator[tuple[str, ToldAs]]:
    said = (Classifier.ACTUAL, row.words), (Classifier.ESTIMATED, row.estimated), (Classifier.PLANNED, row.planned)
    for classifier, words in said:
        for word in words:
            yield word, ToldAs(step, classifier)


def _unique(table: str, pairs: Iterable[tuple[str, Choice]]) -> Mapping[str, Choice]:
    found: dict[str, Choice] = {}
    for word, choice in pairs:
        key = word_key(word)
        if not key or found.setdefault(key, choice) != choice:
            raise TableError(f"shipping_words.{table}: {word!r} stands for {found.get(key)} and for {choice}")
    return found


def word_key(text: str) -> str:
    """Letters and digits alone, small, of one width: how words are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


LONGEST_WORD = 48
"""Signs at a line's beginning that are looked at."""


def _leading(text: str, words: Mapping[str, Choice]) -> tuple[Choice, str] | None:
    line = text.lstrip()
    for end in range(min(len(line), LONGEST_WORD), 0, -1):
        if _ends_word(line, end) and (choice := words.get(word_key(line[:end]))) is not None:
            return choice, line[end:].lstrip(" \t:：,，")
    return None


def _ends_word(line: str, end: int) -> bool:
    """Latin words end where no letter or digit goes on; Chinese ones anywhere."""
    if end == len(line):
        return True
    last, following = line[end - 1], line[end]
    return last.isalnum() and not (last.isascii() and following.isascii() and following.isalnum())

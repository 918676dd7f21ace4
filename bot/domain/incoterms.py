"""Who pays and bears the risk up to where: the eleven Incoterms® 2020, and the dead ones people still write."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Incoterm(StrEnum):
    """The eleven of the 2020 edition."""

    EXW = "EXW"
    FCA = "FCA"
    CPT = "CPT"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"
    FAS = "FAS"
    FOB = "FOB"
    CFR = "CFR"
    CIF = "CIF"


class TermMode(StrEnum):
    """By which means of transport a term may be used."""

    ANY = "any"
    SEA = "sea"


class TermFacts(Struct, frozen=True):
    """What a term puts on the seller. `is_named_place_far`: the named place is at the buyer's end of the journey."""

    mode: TermMode
    seller_clears_export: bool
    seller_pays_freight: bool
    seller_insures: bool
    seller_clears_import: bool
    is_named_place_far: bool


INCOTERMS: Mapping[Incoterm, TermFacts] = {
    Incoterm.EXW: TermFacts(TermMode.ANY, False, False, False, False, False),
    Incoterm.FCA: TermFacts(TermMode.ANY, True, False, False, False, False),
    Incoterm.CPT: TermFacts(TermMode.ANY, True, True, False, False, True),
    Incoterm.CIP: TermFacts(TermMode.ANY, True, True, True, False, True),
    Incoterm.DAP: TermFacts(TermMode.ANY, True, True, False, False, True),
    Incoterm.DPU: TermFacts(TermMode.ANY, True, True, False, False, True),
    Incoterm.DDP: TermFacts(TermMode.ANY, True, True, False, True, True),
    Incoterm.FAS: TermFacts(TermMode.SEA, True, False, False, False, False),
    Incoterm.FOB: TermFacts(TermMode.SEA, True, False, False, False, False),
    Incoterm.CFR: TermFacts(TermMode.SEA, True, True, False, False, True),
    Incoterm.CIF: TermFacts(TermMode.SEA, True, True, True, False, True),
}

DEAD_TERMS: Mapping[str, Incoterm] = {
    "DAT": Incoterm.DPU,
    "DDU": Incoterm.DAP,
    "DAF": Incoterm.DAP,
    "DES": Incoterm.DAP,
    "DEQ": Incoterm.DPU,
    "C&F": Incoterm.CFR,
    "CNF": Incoterm.CFR,
    "C+F": Incoterm.CFR,
    "CAF": Incoterm.CFR,
}
"""Terms of earlier editions and of habit, with the living one that comes nearest."""

CONTAINER_TERMS: Mapping[Incoterm, Incoterm] = {
    Incoterm.FOB: Incoterm.FCA,
    Incoterm.CFR: Incoterm.CPT,
    Incoterm.CIF: Incoterm.CIP,
    Incoterm.FAS: Incoterm.FCA,
}
"""A container is handed over in a terminal, not at the ship's rail: the term that fits it instead."""


class DeliveryTerm(Struct, frozen=True):
    """A living term and its named place, `FOB Shenzhen`. The place is somebody's words and may be empty."""

    term: Incoterm
    place: str = ""
    year: int = 2020

    @property
    def text(self) -> str:
        """As it stands on papers: `FOB Shenzhen Incoterms® 2020`."""
        return " ".join(part for part in (self.term.value, self.place, f"Incoterms® {self.year}") if part)

    @property
    def short(self) -> str:
        """As people say it: `FOB Shenzhen`."""
        return f"{self.term.value} {self.place}".strip()


class DeadTerm(Struct, frozen=True):
    """A term that no longer exists, the nearest that does, and the place as named."""

    typed: str
    instead: DeliveryTerm


class NotATerm(Struct, frozen=True):
    """Words that begin with no delivery term."""

    typed: str


TermRead = DeliveryTerm | DeadTerm | NotATerm


class TermWarning(StrEnum):
    """What may be wrong with a term that exists."""

    NO_PLACE = "no_place"
    SEA_TERM_FOR_CONTAINER = "sea_term_for_container"
    SEA_TERM_FOR_OTHER_MODE = "sea_term_for_other_mode"


_TERM = re.compile(r"\s*(C\s?&\s?F|C\+F|[A-Za-z]{3})(?![A-Za-z0-9&])[\s,:]*(.*)", re.DOTALL | re.IGNORECASE)
_EDITION = re.compile(
    r"[\s,(\[]*(?:Incoterms?\s*[®™]?(?:TM)?\s*,?\s*(\d{4})?|\b(2000|2010|2020))[\s.)\]]*$", re.IGNORECASE
)


def read_term(text: str) -> TermRead:
    """Read `FOB Shenzhen`, `cif hamburg Incoterms 2020`, `FOB深圳`, `C&F Lagos`.

    The edition is taken from the end where one stands there. Whether the place exists is not looked at.
    """
    found = _TERM.match(unicodedata.normalize("NFKC", text[:300]))
    if not found:
        return NotATerm(text)
    word = re.sub(r"\s", "", found[1]).upper()
    place, year = _place_and_year(found[2])
    if word in DEAD_TERMS:
        return DeadTerm(word, DeliveryTerm(DEAD_TERMS[word], place))
    if word not in Incoterm.__members__:
        return NotATerm(text)
    return DeliveryTerm(Incoterm(word), place, year)


def _place_and_year(text: str) -> tuple[str, int]:
    edition = _EDITION.search(text)
    place = " ".join((text[: edition.start()] if edition else text).split())
    year = next((int(part) for part in edition.groups() if part), 2020) if edition else 2020
    return place, year


def term_warnings(term: DeliveryTerm, *, is_container: bool, is_by_sea: bool = True) -> tuple[TermWarning, ...]:
    """What to ask about; `CONTAINER_TERMS` names the better term for a container. Never a refusal."""
    found = []
    if not term.place:
        found.append(TermWarning.NO_PLACE)
    if INCOTERMS[term.term].mode is TermMode.SEA:
        if not is_by_sea:
            found.append(TermWarning.SEA_TERM_FOR_OTHER_MODE)
        elif is_container:
            found.append(TermWarning.SEA_TERM_FOR_CONTAINER)
    return tuple(found)

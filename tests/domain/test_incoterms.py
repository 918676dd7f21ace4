"""Delivery terms: the eleven, the dead, and what does not suit a container."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incoterms import (
    CONTAINER_TERMS,
    INCOTERMS,
    DeadTerm,
    DeliveryTerm,
    Incoterm,
    NotATerm,
    TermMode,
    TermWarning,
    read_term,
    term_warnings,
)


def test_there_are_eleven_and_four_are_of_the_sea() -> None:
    assert set(INCOTERMS) == set(Incoterm)
    assert len(INCOTERMS) == 11
    assert {term.value for term, facts in INCOTERMS.items() if facts.mode is TermMode.SEA} == {
        "FAS",
        "FOB",
        "CFR",
        "CIF",
    }
    assert {term.value for term, facts in INCOTERMS.items() if facts.seller_insures} == {"CIF", "CIP"}
    assert set(CONTAINER_TERMS) == {term for term, facts in INCOTERMS.items() if facts.mode is TermMode.SEA}


@pytest.mark.parametrize(
    ("text", "term", "place", "year"),
    [
        ("FOB Shenzhen", "FOB", "Shenzhen", 2020),
        ("fob SHENZHEN", "FOB", "SHENZHEN", 2020),
        ("FOB深圳", "FOB", "深圳", 2020),
        ("\uff23\uff29\uff26\u3000Hamburg", "CIF", "Hamburg", 2020),
        ("FOB Shenzhen Incoterms® 2020", "FOB", "Shenzhen", 2020),
        ("DAP: Berlin, Incoterms 2010", "DAP", "Berlin", 2010),
        ("CIP New York (Incoterms 2020)", "CIP", "New York", 2020),
        ("EXW", "EXW", "", 2020),
    ],
)
def test_living_terms(text: str, term: str, place: str, year: int) -> None:
    assert read_term(text) == DeliveryTerm(Incoterm(term), place, year)


@pytest.mark.parametrize(
    ("text", "instead"),
    [("DAT Hamburg", "DPU"), ("DDU Berlin", "DAP"), ("C&F Lagos", "CFR"), ("CNF Lagos", "CFR"), ("c & f Lagos", "CFR")],
)
def test_dead_terms_name_the_living(text: str, instead: str) -> None:
    read = read_term(text)
    assert isinstance(read, DeadTerm)
    assert read.instead.term.value == instead
    assert read.instead.place == text.split()[-1]


@pytest.mark.parametrize("text", ["", "FOBS Shenzhen", "Shenzhen", "XYZ Hamburg", "订单"])
def test_other_words_are_no_term(text: str) -> None:
    assert read_term(text) == NotATerm(text)


def test_warnings() -> None:
    fob = DeliveryTerm(Incoterm.FOB, "Shenzhen")
    assert term_warnings(fob, is_container=True) == (TermWarning.SEA_TERM_FOR_CONTAINER,)
    assert term_warnings(fob, is_container=False) == ()
    assert term_warnings(fob, is_container=False, is_by_sea=False) == (TermWarning.SEA_TERM_FOR_OTHER_MODE,)
    assert term_warnings(DeliveryTerm(Incoterm.FCA), is_container=True) == (TermWarning.NO_PLACE,)


@given(st.sampled_from(Incoterm), st.from_regex(r"[A-Za-z]{1,20}( [A-Za-z]{1,10})?", fullmatch=True))
def test_what_is_written_is_read_again(term: Incoterm, place: str) -> None:
    written = DeliveryTerm(term, place)
    assert read_term(written.text) == written or "incoterm" in place.lower()


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    assert read_term(text) is not None

"""The words of milestones, papers and ports, as `rules/shipping_words.toml` and `rules/ports.toml` give them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.documents import CODES
from bot.domain.milestones import Classifier, Milestone
from bot.domain.naming import name_key
from bot.domain.ports import PortTable, load_ports
from bot.domain.shipping_words import ShippingWords, ToldAs, load_shipping_words

RULES = Path(__file__).parent.parent / "rules"


@cache
def shipping_words() -> ShippingWords:
    """The shipped words of shipping, read once and checked."""
    return load_shipping_words(_tables("shipping_words.toml"), CODES)


@cache
def port_table() -> PortTable:
    """The shipped ports and carriers, read once and checked."""
    return load_ports(_tables("ports.toml"))


@cache
def shipping_choices() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The families `milestone`, `expected` and `document_kind`: meaning -> its words, the usual one first.

    A meaning of `expected` says how it is told and what: `est_arrived`, `pln_cut_off`.
    """
    tables = _tables("shipping_words.toml")
    expected = {
        f"{classifier.value.lower()}_{step}": tuple(row[told])
        for told, classifier in (("estimated", Classifier.ESTIMATED), ("planned", Classifier.PLANNED))
        for step, row in tables["milestones"].items()
        if row.get(told)
    }
    codes = {kind.value: code for kind, code in CODES.items()}
    return {
        "milestone": {step: tuple(row["words"]) for step, row in tables["milestones"].items()},
        "expected": expected,
        "document_kind": {kind: (*row["words"], codes[kind]) for kind, row in tables["documents"].items()},
    }


def told_as(expected: str) -> ToldAs:
    """What a meaning of the family `expected` says. Raises ValueError for another word."""
    classifier, _, step = expected.partition("_")
    return ToldAs(Milestone(step), Classifier(classifier.upper()))


def word_tables() -> Mapping[str, Mapping[str, str]]:
    """For each family, typed word (as `name_key` has it) -> meaning.

    A meaning's own name is a word too, unless the same word tells the milestone another way: `cut-off` is a plan.
    """
    choices = shipping_choices()
    words = {
        family: {name_key(form): meaning for meaning, listed in table.items() for form in listed}
        for family, table in choices.items()
    }
    taken = frozenset(words["milestone"]) | frozenset(words["expected"])
    for family, table in choices.items():
        for meaning in table:
            key = name_key(meaning)
            if key not in words[family] and (family == "document_kind" or key not in taken):
                words[family][key] = meaning
    return words


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((RULES / name).read_text(encoding="utf-8"))

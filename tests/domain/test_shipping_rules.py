"""The shipped rules, words and ports are whole, and faults in a firm's own are named."""

import tomllib
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cutoffs import OWED_BY, CutOff
from bot.domain.documents import CODES, DocumentKind
from bot.domain.milestones import Classifier, Milestone
from bot.domain.numbers import check_carrier, check_locode
from bot.domain.ports import PortTable, TableError, load_ports
from bot.domain.shipping_rules import hours, load_shipping_rules
from bot.domain.shipping_words import ShippingWords, ToldAs, load_shipping_words

RULES = Path(__file__).parents[2] / "bot" / "rules"


def tables(name: str) -> dict[str, Any]:
    return tomllib.loads((RULES / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ports() -> PortTable:
    return load_ports(tables("ports"))


@pytest.fixture(scope="module")
def words() -> ShippingWords:
    return load_shipping_words(tables("shipping_words"), CODES)


def test_shipped_rules() -> None:
    rules = load_shipping_rules(tables("shipping"))
    assert [wait.total_seconds() / 3600 for wait in rules.cutoffs.warn_before] == [48, 24, 6]
    assert rules.delay.threshold == timedelta(hours=12)
    assert set(rules.cutoffs.roles) == set(OWED_BY)
    wanted = {demand.kind.value for demand in rules.demands}
    assert {"bl", "ci", "pl", "co", "inspection", "insurance"} <= wanted
    assert rules.files.largest_bytes == 20 * 1024 * 1024
    assert rules.files.archive.entries == 1000


def test_faults_are_named_by_place() -> None:
    wrong = deepcopy(tables("shipping"))
    wrong["delay"]["threshold"] = "soon"
    wrong["documents"]["checklist"][0]["kind"] = "billet"
    wrong["colour"] = "red"
    with pytest.raises(TableError) as caught:
        load_shipping_rules(wrong)
    text = str(caught.value)
    assert all(part in text for part in ("shipping.delay.threshold", "'soon'", "checklist.0.kind", "shipping.colour"))


@pytest.mark.parametrize(
    ("text", "length"),
    [("PT48H", 48), ("P2D", 48), ("48h", 48), ("3d", 72), ("90m", 1.5), ("PT90M", 1.5), ("P1DT12H", 36)],
)
def test_lengths(text: str, length: float) -> None:
    assert hours(text) == timedelta(hours=length)


@pytest.mark.parametrize("text", ["", "P", "PT", "0h", "soon", "-3h", "3 working days"])
def test_no_lengths(text: str) -> None:
    with pytest.raises(ValueError, match="48h"):
        hours(text)


def test_every_choice_has_words(words: ShippingWords) -> None:
    assert {told.milestone for told in words.milestones.values()} == set(Milestone)
    assert set(words.documents.values()) == set(DocumentKind)
    assert set(words.cut_offs.values()) == set(CutOff)
    assert all(words.usual(step) for step in Milestone)
    assert words.usual(Milestone.ARRIVAL_NOTICE) and words.usual(DocumentKind.ARRIVAL_NOTICE)


@pytest.mark.parametrize(
    ("line", "milestone", "classifier", "rest"),
    [
        ("departed 2026-12-02", Milestone.DEPARTED, Classifier.ACTUAL, "2026-12-02"),
        ("Departed 8/4", Milestone.DEPARTED, Classifier.ACTUAL, "8/4"),
        ("eta 2027-01-05 reason", Milestone.ARRIVED, Classifier.ESTIMATED, "2027-01-05 reason"),
        ("arrived 2027-01-06", Milestone.ARRIVED, Classifier.ACTUAL, "2027-01-06"),
        ("customs done", Milestone.CUSTOMS_CLEARED, Classifier.ACTUAL, ""),
        ("开船8月4日", Milestone.DEPARTED, Classifier.ACTUAL, "8月4日"),
        ("预计到港：1月5日", Milestone.ARRIVED, Classifier.ESTIMATED, "1月5日"),
        ("清关完成", Milestone.CUSTOMS_CLEARED, Classifier.ACTUAL, ""),
        ("清关开始 今天", Milestone.CUSTOMS_STARTED, Classifier.ACTUAL, "今天"),
        ("cut-off 2026-11-30 17:00", Milestone.CUT_OFF, Classifier.PLANNED, "2026-11-30 17:00"),
        ("ETA8/4", None, None, ""),
        ("exception 2 cartons crushed", None, None, ""),
    ],
)
def test_what_people_type(
    words: ShippingWords, line: str, milestone: Milestone | None, classifier: Classifier | None, rest: str
) -> None:
    found = words.leading_milestone(line)
    assert found == (None if milestone is None or classifier is None else (ToldAs(milestone, classifier), rest))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("BL", "bl"), ("B/L", "bl"), ("提单", "bl"), ("705", "bl"), ("packing list", "pl"), ("X-VGM", "vgm")],
)
def test_papers_by_word_and_code(words: ShippingWords, text: str, kind: str) -> None:
    assert words.document(text) == kind


def test_a_word_for_two_things_is_refused() -> None:
    wrong = tables("shipping_words")
    wrong["milestones"]["arrived"]["words"].append("Sailed")
    with pytest.raises(TableError, match="'Sailed'"):
        load_shipping_words(wrong, CODES)


def test_ports_have_good_codes_zones_and_one_meaning(ports: PortTable) -> None:
    assert len(ports.ports) >= 250, "found too few ports: this test would prove little"
    assert len(ports.carriers) >= 25
    for code, port in ports.ports.items():
        assert check_locode(code).normal == code
        assert ZoneInfo(port.zone)
        assert port in ports.candidates(port.name)
        assert port in ports.candidates(port.name_zh)
    assert all(check_carrier(code).is_valid for code in ports.carriers)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CNSZX", "CNSZX"),
        ("de ham", "DEHAM"),
        ("Hamburg", "DEHAM"),
        ("汉堡", "DEHAM"),
        ("SHENZHEN", "CNSZX"),
        ("göteborg", "SEGOT"),
        ("xi'an", "CNSIA"),
    ],
)
def test_ports_by_code_and_name(ports: PortTable, text: str, code: str) -> None:
    found = ports.port(text)
    assert found is not None
    assert found.code == code
    assert found.country == code[:2]


def test_unknown_ports_and_known_carriers(ports: PortTable) -> None:
    assert ports.port("") is None
    assert ports.port("Atlantis") is None
    maersk = ports.carrier("maeu")
    assert maersk is not None
    assert ports.carrier("马士基") == ports.carrier("Maersk Line") == maersk
    assert ports.carrier("nobody") is None


def test_a_wrong_port_is_named() -> None:
    with pytest.raises(TableError, match="CNS1X"):
        load_ports({"ports": {"CNS1X": {"en": "A", "zh": "B", "zone": "Asia/Shanghai"}}, "carriers": {}})

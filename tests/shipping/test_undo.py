"""Taking back what was written of shipments and papers: a correction, within ten minutes, where nothing rests on it."""

from datetime import timedelta

import pytest

from tests.shipping.dock import Dock
from tests.shipping.test_documents import pdf

NEW = "ship new PI-1 container:CSQU3054383 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31"


@pytest.fixture
def shipped(dock: Dock) -> Dock:
    dock.say(NEW)
    return dock


def undone(dock: Dock, by: str = "anna") -> str:
    return dock.said(dock.say("undo", by=by))


def test_a_shipment_opened_by_mistake_is_in_no_list_and_its_numbers_are_free(shipped: Dock) -> None:
    assert "Taken back" in undone(shipped)
    assert "No shipments" in shipped.said(shipped.say("ship"))
    assert "taken back" in shipped.said(shipped.say("ship S1"))
    assert "taken back" in shipped.said(shipped.say("ship S1 departed 2026-11-24"))
    assert "shipment S1 written" in shipped.said(shipped.say("trail S1"))
    shipped.say(NEW)
    assert "S2 · PI-1" in shipped.said(shipped.say("ship CSQU3054383"))
    assert not [timer for timer in shipped.timers() if timer.key.startswith("missed:1:")]
    assert shipped.read(lambda ledger: ledger.trail.verify().is_intact)


def test_a_milestone_told_by_mistake_takes_its_duty_along(shipped: Dock) -> None:
    assert "Customer not yet notified" in shipped.said(shipped.say("ship S1 eta 2027-02-05"))
    assert "Taken back" in undone(shipped)
    said = shipped.said(shipped.say("ship S1"))
    assert "expected 2026-12-31" in said and "2027-02-05" not in said
    assert "not yet notified" not in said and "Customer told" not in said, "nobody told anything"
    assert not [one for one in shipped.pass_time(timedelta(days=2)) if one.key.startswith("duty:")]
    # The same delay once more is a duty again, though nobody is alerted twice of one change.
    before = len(shipped.letters())
    assert "not yet notified" in shipped.said(shipped.say("ship S1 eta 2027-02-05"))
    assert not [one for one in shipped.letters()[before:] if one.key.startswith("alert:")]
    assert [one for one in shipped.pass_time(timedelta(hours=20)) if one.key.startswith("duty:")]


def test_a_retracted_delay_is_no_duty_any_more(shipped: Dock) -> None:
    shipped.say("ship S1 eta 2027-02-05")
    assert "not yet notified" not in shipped.said(shipped.say("ship S1 retract arrived"))


def test_an_open_delay_names_the_day_known_now(shipped: Dock) -> None:
    shipped.say("ship S1 eta 2027-02-05")
    assert "now 2027-01-01" in shipped.said(shipped.say("ship S1 eta 2027-01-01"))


def test_notified_taken_back_opens_the_duty_again(shipped: Dock) -> None:
    shipped.say("ship S1 eta 2027-01-05")
    shipped.say('ship S1 notified "mail to Anna"')
    assert "Taken back" in undone(shipped)
    assert "not yet notified" in shipped.said(shipped.say("ship S1"))
    assert [one for one in shipped.pass_time(timedelta(hours=20)) if one.key.startswith("duty:")]


def test_an_exception_raised_by_mistake_goes(shipped: Dock) -> None:
    shipped.say('ship S1 exception "2 cartons crushed"')
    undone(shipped)
    assert "crushed" not in shipped.said(shipped.say("ship S1"))


def test_a_paper_filed_by_mistake_counts_no_more(shipped: Dock) -> None:
    shipped.send(pdf(), "doc S1 BL")
    shipped.carry()
    assert "Taken back" in undone(shipped)
    assert "Bill of lading (705)" in shipped.said(shipped.say("doc S1"))
    assert "counts no more" in shipped.said(shipped.say("doc D1"))


def test_a_wrong_paper_is_taken_out_by_a_press(shipped: Dock) -> None:
    shipped.send(pdf(), "doc S1 BL")
    shipped.carry()
    said = shipped.said(shipped.press(shipped.say("doc D1"), "Wrong paper"))
    assert "counts no more" in said and "Bill of lading (705)" in said


def test_what_something_rests_on_stays(shipped: Dock) -> None:
    shipped.say("ship S1 departed 2026-11-24", by="liu")
    assert "rests on" in undone(shipped), "somebody has told a step of it since"
    shipped.say("ship S1 arrived 2026-11-25", by="mei")
    assert "rests on" in undone(shipped, by="liu")
    shipped.clock.at += timedelta(minutes=11)
    assert "older than" in undone(shipped, by="mei")

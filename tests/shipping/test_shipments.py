"""Shipments through the door: opened, followed, late, told, in lines as people type them."""

from datetime import timedelta

import pytest

from bot.dialogue.replies import Attachment, Button, buttons_in
from bot.domain.people import Language, PlatformName
from bot.ports.requests import Answer, Place, Request, Said, Speaker
from tests.shipping.dock import ROOM, Dock, run

NEW = (
    "ship new PI-1 container:CSQU3054383 bl:MAEU123456789 carrier:MAEU "
    "pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31"
)


def test_a_new_shipment_has_a_card_and_is_posted_to_its_room(dock: Dock) -> None:
    said = dock.said(dock.say(NEW))
    for word in (
        "S1",
        "PI-1",
        "ABC GmbH",
        "CNSZX Shenzhen",
        "DEHAM Hamburg",
        "CSQU3054383",
        "MAERSK",
        "2026-12-31",
        "FOB",
    ):
        assert word.casefold() in said.casefold(), said
    posted = [letter for letter in dock.letters() if letter.place.chat == ROOM.chat]
    assert len(posted) == 1
    assert posted[0].reply.card is not None and posted[0].reply.card.code == "S1"


def test_a_milestone_takes_one_line_and_the_next_likely_one_a_press(dock: Dock) -> None:
    card = dock.say(NEW)
    pressed = dock.press(card, "Booking")
    assert "✓ Booking: 2026-11-25" in dock.said(pressed) or "Booking" in dock.said(pressed)
    dock.clock.at += timedelta(days=8)
    assert "✓ Departure: 2026-12-02" in dock.said(dock.say("ship S1 departed 2026-12-02"))
    assert "✓ 开船" in dock.said(dock.say("货运 S1 截港 2026-12-05 12:00"), language=_zh())
    assert "Arrival" in [dock.said_phrase(b.label).partition(" 2026")[0] for b in _buttons(dock.say("ship S1"))]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ('departed "6 days ago"', "2026-11-19"),
        ("departed 6天前", "2026-11-19"),
        ("departed yesterday", "2026-11-24"),
        ("departed 昨天", "2026-11-24"),
        ("departed 8/4", "2026-08-04"),
        ("departed at:8/4", "2026-08-04"),
        ('departed at:"yesterday 16:00"', "2026-11-24 16:00"),
        ("开船 8月4日", "2026-08-04"),
        ("eta 8/4", "2027-08-04"),
        ('eta "in 6 days"', "2026-12-01"),
        ("预计到港 6天后", "2026-12-01"),
        ("预计到港　２０２７－０１－０５", "2027-01-05"),
    ],
)
def test_a_fact_looks_back_and_a_plan_ahead(dock: Dock, typed: str, day: str) -> None:
    dock.say("ship new PI-1 pol:CNSZX pod:DEHAM")
    said = dock.said(dock.say(f"ship S1 {typed}"))
    assert day in said and "Nothing was written" not in said, said


def test_a_card_names_places_in_the_readers_language_alone(dock: Dock) -> None:
    card = dock.say(NEW)
    english, chinese = dock.said(card), dock.said(card, Language.ZH_CN)
    assert "CNSZX Shenzhen → DEHAM Hamburg" in english and "深圳" not in english and "MAEU Maersk" in english
    assert "CNSZX 深圳 → DEHAM 汉堡" in chinese and "MAEU 马士基" in chinese and "MAEU Maersk" not in chinese


def test_what_cannot_be_is_asked_about_and_can_be_kept(dock: Dock) -> None:
    dock.say(NEW)
    asked = dock.say("ship S1 arrived 2027-01-06")
    said = dock.said(asked)
    assert "lies in the future" in said and "Nobody has told that it departed" in said
    assert dock.read(lambda ledger: len(ledger.milestones.of_shipment(1))) == 2, "nothing was written"
    kept = dock.said(dock.press(asked, "Record it anyway"))
    assert "✓ Arrival: 2027-01-06" in kept
    dock.clock.at += timedelta(days=60)
    assert "arrived before it departed" in dock.said(dock.say("ship S1 departed 2027-01-10")).casefold()


def test_the_same_milestone_told_twice_is_one(dock: Dock) -> None:
    dock.say(NEW)
    dock.clock.at += timedelta(days=10)
    dock.say("ship S1 departed 2026-12-02")
    assert "told already" in dock.said(dock.say("ship S1 departed 2026-12-02"))
    assert dock.read(lambda ledger: len(ledger.milestones.of_shipment(1))) == 3


def test_two_who_differ_are_both_kept_and_the_card_says_so(dock: Dock) -> None:
    dock.say(NEW)
    dock.clock.at += timedelta(days=10)
    dock.say("ship S1 departed 2026-12-02")
    said = dock.said(dock.say("ship S1 departed 2026-12-03", by="liu"))
    assert "differs" in said and "✓ Departure: 2026-12-03" in said and "told before as 2026-12-02" in said


def test_two_who_tell_a_step_at_the_same_moment_are_both_kept(dock: Dock) -> None:
    dock.say(NEW)
    dock.clock.at += timedelta(days=10)
    lines = (("anna", "ship S1 departed 2026-12-02"), ("liu", "ship S1 departed 2026-12-03"))
    asked = [
        Request(
            f"both:{by}", Speaker(PlatformName.CONSOLE, by, by), Said(text), Place(PlatformName.CONSOLE, f"chat:{by}")
        )
        for by, text in lines
    ]
    answers = run(dock.desk.hear_all(asked))
    assert not [answer for answer in answers if isinstance(answer, BaseException)]
    card = dock.said(dock.say("ship S1"))
    told = [day for day in ("2026-12-02", "2026-12-03") if f"✓ Departure: {day}" in card]
    assert len(told) == 1 and "told before as 2026-12-0" in card
    trail = dock.said(dock.say("trail S1"))
    assert "anna: milestone written" in trail and "liu: milestone written" in trail


def test_a_retracted_milestone_counts_no_more_and_stays_in_the_trail(dock: Dock) -> None:
    dock.say(NEW)
    dock.clock.at += timedelta(days=10)
    dock.say("ship S1 departed 2026-12-02")
    said = dock.said(dock.say("ship S1 retract departed"))
    assert ("✓ Departure" not in said and "○ Departure" in said) or "⚠ Departure" in said
    assert dock.read(lambda ledger: [e.is_retracted for e in ledger.milestones.of_shipment(1)]) == [False, False, True]
    assert dock.read(lambda ledger: ledger.trail.verify().is_intact)


def test_a_wrong_check_digit_is_warned_kept_and_mended_by_a_press(dock: Dock) -> None:
    answer = dock.say("ship new PI-1 container:CSQU3054384,MSKU1234565 pol:深圳 pod:Hamburg")
    said = dock.said(answer)
    assert "3 would" in said and "CSQU3054383" in said
    stored = dock.read(lambda ledger: ledger.shipments.get(1))
    assert stored is not None and stored.containers == ("CSQU3054384", "MSKU1234565")
    assert (stored.pol, stored.pod, stored.doubtful) == ("CNSZX", "DEHAM", ("container:CSQU3054384",))
    dock.press(answer, "Use CSQU3054383")
    stored = dock.read(lambda ledger: ledger.shipments.get(1))
    assert stored is not None and stored.containers == ("CSQU3054383", "MSKU1234565") and stored.doubtful == ()


def test_a_port_is_known_by_its_name_with_the_word_port(dock: Dock) -> None:
    card = dock.said(dock.say('ship new PI-1 pol:深圳港 pod:"Port of Hamburg"'))
    assert "CNSZX Shenzhen → DEHAM Hamburg" in card


def test_codes_of_the_right_form_that_nobody_has_are_said_and_kept(dock: Dock) -> None:
    said = dock.said(dock.say("ship new PI-1 carrier:MAEX pol:CNSZZ pod:XXHAM"))
    assert "Did you mean MAEU Maersk?" in said and "Did you mean CNSZX Shenzhen?" in said
    assert "I know no port “XXHAM”" in said, "no country has this code"
    stored = dock.read(lambda ledger: ledger.shipments.get(1))
    assert stored is not None and (stored.carrier, stored.pol, stored.pod) == ("MAEX", "CNSZZ", "XXHAM")


def test_a_wrong_number_can_be_kept(dock: Dock) -> None:
    answer = dock.say("ship new PI-1 container:CSQU3054384")
    dock.press(answer, "Keep it")
    stored = dock.read(lambda ledger: ledger.shipments.get(1))
    assert stored is not None and stored.containers == ("CSQU3054384",) and stored.doubtful == ()


def test_a_later_eta_alerts_once_and_opens_the_duty(dock: Dock) -> None:
    dock.say(NEW)
    dock.letters()
    before = len(dock.letters())
    said = dock.said(dock.say('ship S1 eta 2027-01-05 reason:"port congestion"'))
    assert "Customer not yet notified" in said and "port congestion" in said and "Dear" in said
    told = [letter for letter in dock.letters()[before:] if letter.key.startswith("alert:")]
    assert {letter.place.chat for letter in told} == {"chat:liu", ROOM.chat}
    assert all("Customer not yet notified" in dock.said(letter.reply) for letter in told)
    assert "Customer not yet notified" in dock.said(dock.say("ship S1"))
    assert "Customer not yet notified" in dock.said(dock.say("today"))
    before = len(dock.letters())
    dock.say("ship S1 eta 2027-01-05")
    assert not [letter for letter in dock.letters()[before:] if letter.key.startswith("alert:")]


def test_a_small_move_is_no_alert_and_small_moves_add_up(dock: Dock) -> None:
    dock.say('ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:"2026-12-31 08:00"')
    for hour, alerts in ((14, 0), (19, 0), (22, 1)):
        before = len(dock.letters())
        dock.say(f"ship S1 eta 2026-12-31 {hour}:00")
        told = [letter for letter in dock.letters()[before:] if letter.key.startswith("alert:")]
        assert len({letter.key.split(":person:")[0].split(":console")[0] for letter in told}) == alerts, hour


def test_the_duty_is_reminded_escalated_and_closed_by_notified(dock: Dock) -> None:
    dock.say(NEW)
    dock.say("ship S1 eta 2027-01-05")
    dock.letters()
    told = dock.pass_time(timedelta(hours=5))
    chats = [letter.place.chat for letter in told if letter.key.startswith("duty:")]
    assert chats.count("chat:anna") == 3, "warned at a half and at three quarters, and told at the limit"
    assert "chat:mei" in chats and "room:overdue" in chats
    said = dock.said(dock.say('ship S1 notified "mail to Anna Schmidt, plan: rush the truck"'))
    assert "5 hours after the alert" in said and "Customer not yet notified" not in said
    assert "Customer not yet notified" not in dock.said(dock.say("today"))
    assert not [letter for letter in dock.pass_time(timedelta(days=3)) if letter.key.startswith("duty:")]
    # What the customer knows now is the new ETA: the same again is no delay.
    before = len(dock.letters())
    dock.say("ship S1 eta 2027-01-05 14:00")
    assert not [letter for letter in dock.letters()[before:] if letter.key.startswith("alert:")]


def test_after_a_silence_only_the_last_word_on_a_duty_is_said(dock: Dock) -> None:
    dock.say(NEW)
    dock.say("ship S1 eta 2027-01-05")
    before = len(dock.letters())
    dock.clock.at += timedelta(days=3)
    dock.look()
    told = [letter for letter in dock.letters()[before:] if letter.key.startswith("duty:")]
    chats = [letter.place.chat for letter in told]
    assert sorted(chats) == ["chat:anna", "chat:mei", "room:overdue"], "each of those concerned once"
    assert all("late by" in dock.said(letter.reply) for letter in told)


def test_a_duty_is_no_more_than_once_a_day_on_ones_mind(dock: Dock) -> None:
    dock.say(NEW)
    dock.say("ship S1 eta 2027-01-05")
    dock.letters()
    told = [letter for letter in dock.pass_time(timedelta(days=4)) if letter.key.startswith("duty:")]
    reminded = [letter.key for letter in told if letter.place.chat == "chat:anna" and ":warn:" not in letter.key]
    assert len(reminded) >= 3 and len(reminded) == len(set(reminded)), "a day each"


def test_an_exception_is_told_at_once(dock: Dock) -> None:
    dock.say(NEW)
    dock.letters()
    before = len(dock.letters())
    said = dock.said(dock.say('ship S1 exception "2 cartons crushed" kind:damage'))
    assert "Damage: 2 cartons crushed" in said and "Customer not yet notified" in said
    assert {letter.place.chat for letter in dock.letters()[before:] if "alert" in letter.key} == {"chat:liu", ROOM.chat}


def test_a_missed_departure_is_an_alert_and_a_later_word_that_it_was_in_time_closes_it(dock: Dock) -> None:
    dock.say(NEW)
    dock.letters()
    told = dock.pass_time(timedelta(days=8))
    missed = [letter for letter in told if letter.key.startswith("alert:missed")]
    assert {letter.place.chat for letter in missed} == {"chat:anna", "chat:liu", ROOM.chat}
    assert "nobody has confirmed" in dock.said(missed[0].reply)
    said = dock.said(dock.say("ship S1 departed 2026-12-01"))
    assert "Customer not yet notified" not in said


def test_cut_offs_are_counted_down_to_those_who_owe(dock: Dock) -> None:
    dock.say('ship new PI-1 etd:2026-12-04 customs:"2026-12-02 12:00"')
    dock.letters()
    told = dock.pass_time(timedelta(days=7, hours=1))
    hours = [
        letter.key.split(":person:")[0].rpartition(":")[2]
        for letter in told
        if letter.place.chat == "chat:liu" and letter.key.startswith("cut-off")
    ]
    assert hours == ["48", "24", "6"]
    assert "export declaration" in dock.said(next(one for one in told if one.key.startswith("cut-off")).reply)


def test_a_moved_cut_off_is_counted_down_anew_and_a_done_one_not_at_all(dock: Dock) -> None:
    dock.say('ship new PI-1 etd:2026-12-04 customs:"2026-11-28 12:00"')
    dock.say("ship S1 cut-off 2026-12-02 12:00")
    told = [letter for letter in dock.pass_time(timedelta(days=4)) if letter.key.startswith("cut-off")]
    assert not told, "the old moment counts no more"
    dock.say("ship S1 export cleared")
    assert not [letter for letter in dock.pass_time(timedelta(days=4)) if letter.key.startswith("cut-off")]


def test_the_list_shows_what_is_late_first(dock: Dock) -> None:
    for number in range(1, 4):
        dock.say(f"ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-0{number} eta:2027-01-0{number}")
    dock.say("ship S3 eta 2027-02-05")
    said = dock.said(dock.say("ship"))
    assert "under way: 3" in said and "in trouble: 1" in said
    assert said.index("S3 PI-1") < said.index("S1 PI-1") < said.index("S2 PI-1")
    assert "S2" in dock.said(dock.say("ship ABC")) and "S2" in dock.said(dock.say("ship PI-1"))


def test_a_merged_customers_shipments_and_papers_go_along(dock: Dock) -> None:
    dock.say(NEW)
    dock.say("ship S1 eta 2027-01-05")
    dock.send(b"%PDF-1.7\nstartxref\n9\n%%EOF\n", "doc S1 BL")
    dock.carry()
    dock.say('customer new "Nova GmbH" country:DE')
    dock.press(dock.say('customer "Nova GmbH" merge:"ABC GmbH"', by="mei"), "Merge", by="mei")
    assert "S1 · PI-1 · Nova GmbH" in dock.said(dock.say("ship Nova"))
    assert "Dear Nova GmbH" in dock.said(dock.press(dock.say("ship S1"), "Draft"))
    assert "D1" in dock.said(dock.say("doc Nova"))
    assert dock.read(lambda ledger: ledger.trail.verify().is_intact)


def test_a_shipment_is_found_by_its_container(dock: Dock) -> None:
    dock.say(NEW)
    assert "S1 · PI-1" in dock.said(dock.say("ship CSQU3054383"))


def test_somebody_who_may_not_see_it_does_not(dock: Dock) -> None:
    dock.say(NEW)
    for line in ("ship S1", "ship S1 departed 2026-11-24", "doc S1"):
        said = dock.said(dock.say(line, by="bo"))
        assert "CSQU3054383" not in said and "no shipment S1" in said, said
    assert "S1" not in dock.said(dock.say("ship", by="bo"))


def test_delivered_ends_it(dock: Dock) -> None:
    dock.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-11-20 eta:2026-11-24")
    for line in ("departed 2026-11-20", "arrived 2026-11-24", "delivered 2026-11-25"):
        dock.say(f"ship S1 {line}")
    assert "No shipments" in dock.said(dock.say("ship"))
    assert not [timer for timer in dock.timers() if timer.key.startswith(("missed:", "cut-off:"))]


def test_the_credit_calls_before_its_last_day(dock: Dock) -> None:
    dock.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-11-24 eta:2027-01-31 payment:L/C lc_expiry:2027-01-31")
    dock.say("ship S1 departed 2026-11-24")
    assert "papers at the bank by 2026-12-15" in dock.said(dock.say("doc S1"))
    told = [letter for letter in dock.pass_time(timedelta(days=18)) if letter.key.startswith("credit:")]
    assert [letter.key.split(":")[3] for letter in told if letter.place.chat == "chat:anna"] == ["7", "3"]
    assert "shipped after the latest day" in dock.said(dock.press(dock.say("ship S1 lc_latest:2026-11-20"), "Papers"))
    dock.say("ship S1 presented 2026-12-13")
    assert not [letter for letter in dock.pass_time(timedelta(days=5)) if letter.key.startswith("credit:")]


def test_the_picture_is_ordered_and_comes(dock: Dock) -> None:
    dock.say(NEW)
    dock.press(dock.say("ship"), "Picture")
    dock.carry()
    blocks = (block for letter in dock.letters() for block in letter.reply.blocks)
    [picture] = [block for block in blocks if isinstance(block, Attachment)]
    assert picture.is_picture
    assert run(dock.vault.size(picture.sha256)) > 0


def _zh() -> Language:
    return Language.ZH_CN


def _buttons(answer: Answer) -> tuple[Button, ...]:
    assert answer.reply is not None
    return buttons_in(answer.reply)

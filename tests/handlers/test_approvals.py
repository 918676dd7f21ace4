"""A written yes, from the asking to its use, through the one door."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.dialogue.replies import buttons_in
from bot.domain.approval_rules import load_approval_rules
from bot.domain.approvals import ApprovalState
from bot.domain.people import PlatformName, Role
from bot.ports.requests import Place
from tests.approvals.floor import ROOM, Floor, answered, button, floor_in, said

ASK = 'approve discount "ABC GmbH" 8% first order, 3 containers'


@pytest.fixture
def floor(fresh_desk: Path, tmp_path: Path) -> Iterator[Floor]:
    with floor_in(Path(shutil.copytree(fresh_desk, tmp_path / "floor"))) as opened:
        yield opened


def with_rules(floor: Floor, **tables: object) -> None:
    """Other rules from now on."""
    whole = {"kinds": {"discount": {"needs": ["percent"]}}, "limit": {"after": "48h"}, **tables}
    floor.rules = replace(floor.rules, approvals=load_approval_rules({"approvals": whole}))


# ---------------------------------------------------------------------------------------------- asking


def test_asking_says_who_decides_by_when_and_posts_the_card_at_once(floor: Floor) -> None:
    answer = answered(floor.say("Anna", ASK))
    assert "A1 · Discount · 8% · ABC GmbH" in answer
    assert "Waiting for Mei, Max, by 2026-11-27 10:00" in answer
    assert "No like case" in answer and "#" in answer
    letters = floor.post()
    assert {letter.person_id for letter in letters} == {floor.people["Mei"].id, floor.people["Max"].id, None}
    assert [letter.place.chat for letter in letters if letter.person_id is None] == [ROOM.chat]
    for letter in letters:
        assert "first order, 3 containers" in said(letter.reply)
        assert letter.reply.card is not None and letter.reply.card.code == "A1"


def test_the_last_like_cases_are_shown_with_what_came_of_them_and_of_this_customer_first(floor: Floor) -> None:
    for percent in range(5, 9):
        floor.say("Anna", f'approve discount "ABC GmbH" {percent}%')
    floor.say("Mei", "approve A1 yes")
    floor.say("Mei", "approve A2 no too much")
    floor.say("Anna", "approve A3 withdraw")
    answer = answered(floor.say("Anna", 'approve discount "ABC GmbH" 9%'))
    assert "A2 · Discount · 6%" in answer and "Rejected by Mei" in answer and "too much" in answer
    assert "A1 · Discount · 5%" in answer and "Approved by Mei" in answer
    assert "A3 ·" not in answer and "A4 ·" not in answer, "what was withdrawn or still waits is no case"


@pytest.mark.parametrize(
    ("line", "figure", "kind"),
    [
        ('审批 折扣 "ABC GmbH" 8% 首单', "8%", "Discount"),
        ('approve price "ABC GmbH" USD 0.86/pc', "USD 0.86/pc", "Special price"),
        ('审批 特价 "ABC GmbH" 0.86美元/件 首单', "USD 0.86/件", "Special price"),
        ('approve credit "ABC GmbH" USD 30,000 until the fair', "USD 30,000.00", "Credit beyond the term"),
        ('approve terms "ABC GmbH" 60 days after B/L', "–", "Payment terms"),
        ('approve 样品 "ABC GmbH" two lamps', "–", "Free sample"),
        ('approve freight "ABC GmbH" 120 EUR by air', "EUR 120.00", "Freight"),
        ('approve contract "ABC GmbH" clause 7', "–", "Contract"),
    ],
)
def test_every_kind_can_be_asked_in_a_line(floor: Floor, line: str, figure: str, kind: str) -> None:
    assert f"A1 · {kind} · {figure} · ABC GmbH" in answered(floor.say("Anna", line))


def test_a_request_without_its_figure_or_with_an_odd_one_is_refused(floor: Floor) -> None:
    assert "say how much: Percent, Amount" in answered(floor.say("Anna", 'approve discount "ABC GmbH" please'))
    assert "cannot be approved" in answered(floor.say("Anna", 'approve discount "ABC GmbH" 0%'))
    assert "cannot be approved" in answered(floor.say("Anna", 'approve credit "ABC GmbH" USD 0'))
    assert "is over already" in answered(floor.say("Anna", f'{ASK} valid:"2026-11-25 09:00"'))
    assert floor.post() == []


def test_a_figure_that_is_missing_is_asked_until_it_is_there_and_the_request_goes_on(floor: Floor) -> None:
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    asked = answered(floor.say("Anna", 'approve discount "ABC GmbH" please', telegram))
    assert "say how much: Percent, Amount" in asked and "Percentage or amount?" in asked
    again = answered(floor.say("Anna", "much", telegram))
    assert "cannot read" in again and "Percentage or amount?" in again
    done = answered(floor.say("Anna", "8%", telegram))
    assert "A1 · Discount · 8% · ABC GmbH" in done and "please" in done


def test_an_order_s_card_leads_to_a_request_about_it(floor: Floor) -> None:
    card = floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    assert "Kind" in answered(floor.press("Anna", button(card.reply, "button-approval"), telegram))
    assert "Order: PI1" in answered(floor.say("Anna", "contract", telegram))


def test_a_request_may_name_the_order_of_another_customer_and_says_whose_it_is(floor: Floor) -> None:
    floor.say("Anna", 'customer new "ABC International Ltd." country:DE type:agent')
    floor.say("Anna", 'order new PI20240517-A "ABC International Ltd." USD 4280 FOB Shenzhen')
    asked = answered(floor.say("Anna", f"{ASK} order:PI20240517-A"))
    assert "A1 · Discount · 8% · ABC GmbH" in asked and "Order: PI20240517-A (ABC International Ltd.)" in asked
    assert "cannot be changed while A1" in answered(floor.say("Anna", "order PI20240517-A stage:production"))
    assert "approval A1 written" in answered(floor.say("Anna", "trail PI20240517-A"))
    floor.say("Mei", "approve A1 yes")
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    assert "not for the order PI1" in answered(floor.say("Anna", "approve A1 spend PI1"))
    assert "Used by Anna for PI20240517-A" in answered(floor.say("Anna", "approve A1 spend PI20240517-A"))


def test_a_kind_that_is_mistyped_is_asked_and_the_rest_is_kept(floor: Floor) -> None:
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    asked = floor.say("Anna", 'approve discout "ABC GmbH" 8% first', telegram)
    assert "“discout” is none of these: price, discount" in answered(asked) and "Create" not in answered(asked)
    done = answered(floor.say("Anna", "discount", telegram))
    assert "A1 · Discount · 8% · ABC GmbH" in done and "first" in done
    assert "Not understood: “maybe”" in answered(floor.say("Anna", "approve A1 maybe", telegram))


def test_a_currency_without_a_rate_is_asked(floor: Floor) -> None:
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    asked = answered(floor.say("Anna", 'approve credit "ABC GmbH" THB 900000 until the fair', telegram))
    assert "no rate from THB to USD" in asked and "Amount?" in asked
    assert floor.post() == []
    done = answered(floor.say("Anna", "USD 25000", telegram))
    assert "A1 · Credit beyond the term · USD 25,000.00 · ABC GmbH" in done and "until the fair" in done


def test_where_nobody_can_decide_it_is_said_at_once_and_nothing_is_pending(floor: Floor) -> None:
    for name in ("Max", "Adam"):
        floor.change_person(name, is_active=False)
    answer = answered(floor.say("Mei", ASK))
    assert "Nothing is pending" in answer and "#" in answer
    assert "finds 0" in answer
    assert answered(floor.say("Mei", "approve A1")).startswith("There is no A1")
    floor.change_person("Adam", is_active=True)
    floor.change_person("Mei", is_active=False)
    with_rules(floor, rules=[{"name": "fin", "steps": [{"roles": ["logistics"]}]}])
    assert "Nothing is pending" in answered(floor.say("Anna", ASK))
    (letter,) = floor.post()
    assert letter.person_id == floor.people["Adam"].id
    assert "Anna asked for Discount for ABC GmbH" in said(letter.reply)


def test_kinds_and_fields_of_the_firm_s_own_are_asked_and_checked(floor: Floor) -> None:
    fields = {"mould": {"is_needed": True, "names": {"en": "Mould"}}, "size": {"type": "choice", "choices": ["S", "L"]}}
    kinds = {"tooling": {"needs": ["amount"], "words": ["tooling", "模具费"], "fields": fields}}
    with_rules(floor, kinds=kinds, rules=[{"name": "all", "steps": [{"roles": ["manager"]}]}])
    assert "“Mould” is needed" in answered(floor.say("Anna", 'approve tooling "ABC GmbH" USD 900 new lamp'))
    done = answered(floor.say("Anna", 'approve 模具费 "ABC GmbH" USD 900 new lamp mould:M-7 size:l'))
    assert "Mould: M-7" in done and "size: L" in done and "new lamp" in done
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    assert "Mould?" in answered(floor.say("Anna", 'approve tooling "ABC GmbH" USD 950 size:S', telegram))
    asked = answered(floor.say("Anna", "M-8", telegram))
    assert "A2" in asked and "Mould: M-8" in asked and "size: S" in asked


# ---------------------------------------------------------------------------------------------- deciding


def test_the_first_press_wins_and_every_copy_changes(floor: Floor) -> None:
    floor.say("Anna", ASK)
    letters = floor.post()
    mei, room = letters[0].reply, letters[-1].reply
    floor.press("Mei", button(mei, "button-approve"))
    late = floor.press("Max", button(room, "button-approve"), ROOM)
    assert late.is_refusal and "Mei" in answered(late)
    revised = [letter for letter in floor.post() if letter.revises is not None]
    assert {letter.revises for letter in revised} == {f"m{number}" for number in range(1, len(letters) + 1)}
    for letter in revised:
        text = said(letter.reply)
        assert "Approved by Mei, 2026-11-25 10:00" in text and "#" in text
        assert not any(
            one.press or one.ticket for block in letter.reply.blocks for one in getattr(block, "buttons", ())
        )
    assert floor.approval().state is ApprovalState.APPROVED
    assert len(floor.approval().decisions) == 1


def test_every_copy_bears_what_its_reader_may_press(floor: Floor) -> None:
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    floor.write("Anna", 'approve discount "ABC GmbH" 25% large', telegram)
    floor.post()
    floor.say("Mei", "approve A1 yes")
    floor.post()
    own = ["button-nudge", "button-amend", "button-withdraw"]
    deciding = ["button-approve", "button-reject", "button-ask"]
    rooms = {"telegram:D-Anna": own, "slack:D-Mei": [], "slack:D-Max": deciding, f"slack:{ROOM.chat}": deciding}
    for room, labels in rooms.items():
        shown = [reply for (chat, _), reply in floor.shown.items() if chat == room and reply.card is not None]
        assert shown, room
        assert [[b.label.key for b in buttons_in(r) if b.label.key != "button-open-desk"] for r in shown] == [labels]
    floor.say("Max", "approve A1 ask why?")
    floor.post()
    (mine,) = [r for (chat, _), r in floor.shown.items() if chat == "telegram:D-Anna" and r.card is not None]
    assert "button-answer" in {b.label.key for b in buttons_in(mine)}


def test_the_requester_is_told_what_came_of_it(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.post()
    floor.say("Max", "approve A1 yes for this once")
    (told,) = floor.posted_to("Anna")
    assert "Approved by Max" in said(told) and "for this once" in said(told)


def test_asked_in_slack_decided_in_telegram(floor: Floor) -> None:
    floor.say("Anna", ASK)
    telegram = Place(PlatformName.TELEGRAM, "D-Mei")
    assert "Approved by Mei" in answered(floor.say("Mei", "审批 A1 同意 可以", telegram))
    assert "可以" in answered(floor.say("Anna", "approve A1"))


def test_a_list_stays_a_list_when_one_of_it_is_approved(floor: Floor) -> None:
    for percent in (3, 4):
        floor.say("Anna", f'approve discount "ABC GmbH" {percent}%')
    listed = floor.say("Mei", "approve list").reply
    done = floor.press("Mei", button(listed, "button-approve"))
    head, *rest = answered(done).splitlines()
    assert "Approved by Mei" in head and done.replaces
    assert any("For you to decide (1)" in line for line in rest)
    assert any("A2" in line and "Waiting" in line for line in rest)


def test_a_ticket_is_good_for_its_own_request_its_reader_and_only_while_it_is_open(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.say("Anna", f'{ASK} valid:"2026-11-25 18:00"')
    letters = floor.post()
    tickets = {
        (letter.person_id, letter.reply.card.id): button(letter.reply, "button-approve")
        for letter in letters
        if letter.reply.card is not None
    }
    mine = tickets[floor.people["Mei"].id, 1]
    number = (mine.ticket or "").rpartition(".")
    for forged in (f"{number[0]}.77", f"{number[0]}x.{number[2]}", (mine.ticket or "")[::-1], "A2"):
        assert floor.press("Mei", replace(mine, ticket=forged)).is_refusal
    assert floor.press("Max", mine).is_refusal, "somebody else's own card"
    assert floor.approval(1).is_open and floor.approval(2).is_open
    floor.later(hours=9)
    late = floor.press("Mei", tickets[floor.people["Mei"].id, 2])
    assert late.is_refusal and "expired" in answered(late)
    floor.press("Mei", mine)
    assert (floor.approval(1).state, floor.approval(2).state) == (ApprovalState.APPROVED, ApprovalState.EXPIRED)


def test_a_no_needs_its_reason_and_gets_it_by_a_form(floor: Floor) -> None:
    floor.say("Anna", ASK)
    card = next(letter.reply for letter in floor.post() if letter.person_id == floor.people["Mei"].id)
    telegram = Place(PlatformName.TELEGRAM, "D-Mei")
    asked = floor.press("Mei", button(card, "button-reject"), telegram)
    assert "Reason" in answered(asked)
    assert floor.approval().is_open
    done = floor.say("Mei", "the margin is too thin", telegram)
    assert "Rejected by Mei" in answered(done) and "the margin is too thin" in answered(done)


def test_a_press_that_would_be_refused_is_refused_before_its_reason_is_asked(floor: Floor) -> None:
    floor.say("Anna", ASK)
    room = floor.post()[-1].reply
    for who, key, why in (
        ("Anna", "button-reject", "You asked for this yourself"),
        ("Fei", "button-ask", "not among those asked"),
    ):
        refused = floor.press(who, button(room, key), ROOM)
        assert refused.is_refusal and refused.form is None and why in answered(refused)
    floor.say("Mei", "approve A1 yes")
    late = floor.press("Max", button(room, "button-reject"), ROOM)
    assert late.is_refusal and late.form is None and "decided already" in answered(late) and "Mei" in answered(late)


def test_whoever_presses_what_others_decide_is_told_who_decides(floor: Floor) -> None:
    floor.say("Anna", ASK)
    room = floor.post()[-1].reply
    for key in ("button-approve", "button-reject", "button-ask"):
        refused = floor.press("Boris", button(room, key), ROOM)
        assert refused.is_refusal and refused.form is None
        assert "You are not among those asked. A1 waits for Mei, Max." in answered(refused)
    assert "no A1 that you may see" in answered(floor.say("Boris", "approve A1")), "nothing more is shown of it"
    floor.say("Mei", "approve A1 yes")
    late = floor.press("Boris", button(room, "button-approve"), ROOM)
    assert "decided already" in answered(late) and "Mei" in answered(late)


def test_nobody_decides_their_own_on_either_platform_and_the_try_is_in_the_trail(floor: Floor) -> None:
    floor.say("Mei", ASK)
    room = floor.post()[-1].reply
    for place in (ROOM, Place(PlatformName.TELEGRAM, "T-ROOM", is_shared=True)):
        refused = floor.press("Mei", button(room, "button-approve"), place)
        assert refused.is_refusal and "You asked for this yourself" in answered(refused)
    assert [entry.type for entry in floor.trail()].count("refused") == 2
    assert floor.approval().is_open


def test_who_was_not_asked_or_lost_the_role_is_refused(floor: Floor) -> None:
    floor.say("Anna", ASK)
    card = floor.post()[0].reply
    assert "not among those asked" in answered(floor.say("Fei", "approve A1 yes"))
    floor.change_person("Mei", role=Role.SALES, superior_id=None)
    refused = floor.press("Mei", button(card, "button-approve"))
    assert "no longer allows you" in answered(refused)
    assert floor.approval().is_open
    assert [entry.type for entry in floor.trail()].count("refused") == 2


def test_two_different_people_must_agree_to_the_largest(floor: Floor) -> None:
    floor.say("Anna", 'approve discount "ABC GmbH" 25%')
    floor.say("Mei", "approve A1 yes")
    assert "decided already" in answered(floor.say("Mei", "approve A1 yes")) and floor.approval().is_open
    floor.say("Adam", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


def test_steps_in_sequence_ask_one_after_another(floor: Floor) -> None:
    floor.say("Anna", 'approve terms "ABC GmbH" 60 days')
    assert len(floor.posted_to("Fei")) == 1
    assert "not your turn" in answered(floor.say("Mei", "approve A1 yes"))
    floor.say("Fei", "approve A1 yes credit is good")
    (card,) = floor.posted_to("Mei")
    assert "Fei: approved" in said(card) and "credit is good" in said(card)
    floor.say("Mei", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


# ---------------------------------------------------------------------------------------------- question, hand over


def test_a_question_pauses_the_clock_and_the_answer_sets_it_going_again(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.later(hours=10)
    floor.say("Mei", "approve A1 ask which containers?")
    assert not any(key.startswith("approval:1:1:0") for key in floor.timers())
    told = [said(letter.reply) for letter in floor.post() if letter.person_id == floor.people["Anna"].id]
    assert any("which containers?" in text for text in told)
    floor.later(hours=20)
    floor.say("Anna", "approve A1 answer all three")
    assert "by 2026-11-28 06:00" in answered(floor.say("Anna", "approve A1")), "twenty hours were not counted"
    assert any("all three" in said(reply) for reply in floor.posted_to("Mei"))
    assert "Mei" in answered(floor.say("Anna", "approve A1")) and "all three" in answered(
        floor.say("Anna", "approve A1")
    )


def test_an_unanswered_question_is_reminded_and_reaches_the_superior(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.say("Mei", "approve A1 ask why?")
    floor.post()
    floor.later(hours=25)
    assert any("why?" in said(reply) for reply in floor.posted_to("Anna"))
    for _ in range(4):
        floor.later(hours=24)
    assert any("why?" in said(reply) for reply in floor.posted_to("Mei"))


def test_a_seat_is_handed_to_somebody_fit_only(floor: Floor) -> None:
    floor.change_person("Max", is_active=False)
    floor.say("Anna", ASK)
    floor.change_person("Max", is_active=True)
    assert "has not the role" in answered(floor.say("Mei", "approve A1 to:@Fei"))
    assert "cannot decide it" in answered(floor.say("Mei", "approve A1 to:@Anna"))
    floor.post()
    assert "Waiting for Max" in answered(floor.say("Mei", "approve A1 to:@Max"))
    assert len(floor.posted_to("Max")) == 1
    assert "not among those asked" in answered(floor.say("Mei", "approve A1 yes"))
    floor.say("Max", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


def test_an_added_approver_must_agree_too(floor: Floor) -> None:
    floor.say("Anna", ASK)
    floor.say("Mei", "approve A1 also:@Fei")
    floor.say("Mei", "approve A1 yes")
    assert floor.approval().is_open
    floor.say("Fei", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


def test_a_deputy_decides_for_an_absent_approver_and_it_is_written_so(floor: Floor) -> None:
    floor.change_person("Max", is_active=False)
    absent = {"absent_from": date(2026, 11, 24), "absent_until": date(2026, 12, 1), "deputy_id": floor.people["Fei"].id}
    floor.change_person("Mei", **absent)
    answer = answered(floor.say("Anna", ASK))
    assert "Mei (away until 2026-12-01; Fei may decide)" in answer
    assert len(floor.posted_to("Fei")) == 1
    floor.say("Fei", "approve A1 yes")
    (word,) = floor.approval().decisions
    assert (word.by, word.as_deputy_of) == (floor.people["Fei"].id, floor.people["Mei"].id)
    shown = answered(floor.say("Anna", "approve A1"))
    assert "Approved by Fei in place of Mei" in shown and "Fei: approved in place of Mei" in shown
    assert "Fei may decide for Mei, 2026-11-24 00:00" in answered(floor.say("Anna", "trail A1"))


def test_who_goes_on_leave_while_it_waits_is_stood_in_for(floor: Floor) -> None:
    floor.change_person("Max", is_active=False)
    floor.say("Anna", ASK)
    floor.post()
    floor.change_person("Mei", absent_until=date(2026, 12, 1), deputy_id=floor.people["Fei"].id)
    floor.later(minutes=61)
    assert len(floor.posted_to("Fei")) == 1
    floor.say("Fei", "approve A1 yes")
    assert floor.approval().state is ApprovalState.APPROVED


# ---------------------------------------------------------------------------------------------- the requester


def test_the_requester_withdraws_amends_and_reminds(floor: Floor) -> None:
    floor.say("Anna", ASK)
    card = floor.post()[0].reply
    assert "Only the one who asked" in answered(floor.say("Max", "approve A1 withdraw"))
    floor.say("Anna", 'approve A1 percent:6% reason:"second order"')
    assert floor.approval().percent == Decimal(6) and floor.approval().round == 2
    stale = floor.press("Mei", button(card, "button-approve"))
    assert "has changed since" in answered(stale)
    assert "second order" in said(floor.posted_to("Mei")[0])
    assert "Waiting" in answered(floor.say("Anna", "approve A1 nudge"))
    assert "Again from 2026-11-25 14:00" in answered(floor.say("Anna", "approve A1 nudge"))
    assert "Anna asks you to decide" in said(floor.posted_to("Mei")[0])
    floor.say("Anna", "approve A1 withdraw")
    assert floor.approval().state is ApprovalState.WITHDRAWN
    assert "was withdrawn" in answered(floor.say("Mei", "approve A1 yes"))
    assert not any(key.startswith("approval:1:") for key in floor.timers())


def test_change_asks_what_should_change_and_asks_the_approvers_only_then(floor: Floor) -> None:
    telegram = Place(PlatformName.TELEGRAM, "D-Anna")
    card = floor.say("Anna", ASK).reply
    floor.post()
    which = floor.press("Anna", button(card, "button-amend"), telegram)
    assert "what should change?" in answered(which) and floor.approval().round == 1 and floor.post() == []
    assert "Percent?" in answered(floor.press("Anna", button(which.reply, "field-percent"), telegram))
    changed = answered(floor.say("Anna", "6%", telegram))
    assert "A1 · Discount · 6%" in changed and "first order, 3 containers" in changed
    assert floor.approval().round == 2
    order = floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen').reply
    which = floor.press("Anna", button(order, "button-change"), telegram)
    assert which.reply is not None and "field-order" not in {one.label.key for one in buttons_in(which.reply)}
    floor.press("Anna", button(which.reply, "field-amount"), telegram)
    assert "USD 5,000.00" in answered(floor.say("Anna", "USD 5000", telegram))


def test_undo_withdraws_a_request_that_nobody_has_answered(floor: Floor) -> None:
    floor.say("Anna", ASK)
    copies = len(floor.post())
    assert "A1 is withdrawn" in answered(floor.say("Anna", "undo"))
    assert floor.approval().state is ApprovalState.WITHDRAWN
    gone = [letter for letter in floor.post() if letter.revises is not None]
    assert len(gone) == copies and all("Withdrawn by Anna" in said(letter.reply) for letter in gone)
    assert [entry.type for entry in floor.trail()] == ["undone", "approval.changed", "approval.created"]
    assert not any(key.startswith("approval:1:") for key in floor.timers())
    assert "was withdrawn" in answered(floor.say("Mei", "approve A1 yes"))


def test_undo_takes_back_nothing_that_somebody_has_answered_and_no_decision(floor: Floor) -> None:
    floor.say("Anna", 'approve discount "ABC GmbH" 25%')
    floor.say("Mei", "approve A1 yes")
    assert "rests on" in answered(floor.say("Anna", "undo")) and floor.approval().is_open
    assert "cannot be taken back" in answered(floor.say("Mei", "undo"))
    floor.say("Anna", "approve A1 percent:20%")
    assert "cannot be taken back" in answered(floor.say("Anna", "undo"))
    floor.say("Anna", ASK)
    floor.clock.at += timedelta(minutes=11)
    assert floor.say("Anna", "undo").is_refusal and floor.approval(2).is_open


def test_a_no_given_on_an_old_card_does_not_meet_the_amended_request(floor: Floor) -> None:
    floor.say("Anna", ASK)
    card = floor.post()[0].reply
    telegram = Place(PlatformName.TELEGRAM, "D-Mei")
    floor.press("Mei", button(card, "button-reject"), telegram)
    floor.say("Anna", "approve A1 percent:6%")
    assert "has changed since" in answered(floor.say("Mei", "8% is too much", telegram))
    assert "has changed since" in answered(floor.press("Mei", button(card, "button-reject"), telegram))
    assert floor.approval().is_open


def test_others_may_not_read_it(floor: Floor) -> None:
    floor.say("Anna", ASK)
    assert "There is no A1" in answered(floor.say("Boris", "approve A1"))
    assert "There is no A1" in answered(floor.say("Boris", "approve A1 withdraw"))
    assert "A1" not in answered(floor.say("Boris", "approve list"))
    assert "A1" in answered(floor.say("Anna", "approve list"))
    assert "A1" in answered(floor.say("Mei", "approve list"))
    assert "A1" in answered(floor.say("Adam", "approve list all"))
    assert "does not allow" in answered(floor.say("Boris", "approve list all"))


# ---------------------------------------------------------------------------------------------- use


def test_an_order_is_locked_while_it_is_asked_about(floor: Floor) -> None:
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    floor.say("Anna", f"{ASK} order:PI1")
    assert "cannot be changed while A1" in answered(floor.say("Anna", "order PI1 stage:production"))
    floor.say("Mei", "approve A1 no not now")
    assert "production" in answered(floor.say("Anna", "order PI1 stage:production"))


def test_a_yes_is_spent_once(floor: Floor) -> None:
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    floor.say("Anna", ASK)
    assert "not approved" in answered(floor.say("Anna", "approve A1 spend order:PI1"))
    floor.say("Mei", "approve A1 yes")
    assert "more than was approved" in answered(floor.say("Anna", "approve A1 spend PI1 percent:9%"))
    assert "Used by Anna for PI1" in answered(floor.say("Anna", "approve A1 spend PI1"))
    assert "used already" in answered(floor.say("Anna", "approve A1 spend PI1"))


def test_a_price_keeps_its_unit_on_the_card_in_the_lists_in_the_trail_and_when_it_is_used(floor: Floor) -> None:
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    floor.say("Anna", 'approve price "ABC GmbH" USD 0.880/pc 5000 lamps')
    floor.say("Anna", 'approve A1 amount:"USD 0.86/pc"')
    floor.post()
    for line in ("approve A1", "approve list", "trail A1"):
        assert "USD 0.86/pc" in answered(floor.say("Anna", line)), line
    assert "USD 0.88/pc → USD 0.86/pc" in answered(floor.say("Anna", "trail A1"))
    floor.say("Mei", "approve A1 yes")
    over = answered(floor.say("Anna", "approve A1 spend PI1 amount:USD 0.90/pcs"))
    assert "more than was approved" in over and "USD 0.86/pc" in over
    assert "another unit" in answered(floor.say("Anna", "approve A1 spend PI1 amount:USD 0.50/kg"))
    assert "Used by Anna for PI1" in answered(floor.say("Anna", "approve A1 spend PI1 amount:USD 0.80/pcs"))
    assert floor.store.read(lambda ledger: ledger.trail.verify()).result(20).is_intact


def test_an_order_uses_a_yes_as_it_is_opened_up_to_its_ceiling(floor: Floor) -> None:
    floor.say("Anna", 'approve credit "ABC GmbH" USD 5000')
    for name in ("Fei", "Mei"):
        floor.say(name, "approve A1 yes")
    over = answered(floor.say("Anna", 'order new PI1 "ABC GmbH" USD 6000 FOB Shenzhen approval:A1'))
    assert "more than was approved" in over and "USD 5,000.00" in over
    assert floor.approval().state is ApprovalState.APPROVED
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen approval:A1')
    assert floor.approval().state is ApprovalState.SPENT
    again = answered(floor.say("Anna", 'order new PI2 "ABC GmbH" USD 100 FOB Shenzhen approval:A1'))
    assert "used already" in again


def test_a_yes_is_not_good_for_ever(floor: Floor) -> None:
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    floor.say("Anna", f"{ASK} valid:2026-11-30")
    floor.say("Mei", "approve A1 yes")
    floor.clock.at += timedelta(days=7)
    assert "no longer valid" in answered(floor.say("Anna", "approve A1 spend PI1"))


def test_the_story_tells_everything_with_the_receipt(floor: Floor) -> None:
    floor.say("Anna", 'order new PI1 "ABC GmbH" USD 4280 FOB Shenzhen')
    floor.say("Anna", ASK)
    floor.later(hours=2)
    floor.say("Mei", "approve A1 ask why?")
    floor.later(hours=1)
    floor.say("Anna", "approve A1 answer because")
    floor.say("Anna", "approve A1 nudge")
    floor.later(hours=3)
    floor.say("Mei", "approve A1 also:@Fei")
    floor.say("Fei", "approve A1 to:@Adam")
    floor.say("Adam", "approve A1 yes")
    floor.say("Mei", "approve A1 yes fine")
    floor.say("Anna", "approve A1 spend PI1")
    story = answered(floor.say("Anna", "approve A1"))
    assert [line for line in story.splitlines() if line.startswith("#")]
    done = [
        "Anna: asked, step 1 asks Mei, Max",
        "Mei: asks: why?",
        "Anna: “why?” answered: because",
        "Anna: reminded those asked",
        "Mei: Fei must agree too",
        "Fei: hands over to Adam",
        "Adam: approved",
        "Mei: approved: fine, now Approved",
        "Anna: used for PI1",
        "waited 5 hours",
    ]
    story = story[story.index("The story") :]
    places = [story.index(line) for line in done]
    assert places == sorted(places)


def test_the_trail_of_a_request_shows_no_word_of_the_inside(floor: Floor) -> None:
    floor.say("Anna", f"{ASK} margin:12%")
    floor.say("Mei", "approve A1 to:@Adam")
    floor.say("Anna", "approve A1 yes")
    floor.say("Boris", "approve A1 yes")
    floor.say("Anna", "approve A1 percent:20%")
    floor.later(hours=49)
    trail = answered(floor.say("Anna", "trail A1"))
    for line in (
        "Kind: Discount, Percent: 8%, Margin: 12%, step 1 asks Mei, Max, Reason: first order, 3 containers",
        "Mei: approval A1 changed: hands over to Adam",
        "Percent: 8% → 20%, asked anew, step 1 asks Mei, Max, Adam",
        "the desk: approval A1: step 1: escalated",
        "refused: approval A1 – You asked for this yourself",
    ):
        assert line in trail, line
    for raw in ("middle-discount", "refusal-kind", "approval.reminded", "erased", "('"):
        assert raw not in trail, raw

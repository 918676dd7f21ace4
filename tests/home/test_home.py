"""The morning's look: in Slack's home, pinned in Telegram, drawn anew when it changes, whole at 500 open items."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import PlatformName, Role
from tests.fakes import until
from tests.fakes.slack import text_of
from tests.home.morning import LONG, bot_messages, greeted, hire, promise_much
from tests.world import World, world


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await greeted(opened)
        yield opened


def home(firm: World, user: str = "UANNA") -> str:
    return text_of(firm.slack.home(user) or {})


async def test_slacks_home_shows_the_day_and_changes_when_a_promise_is_kept_elsewhere(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/follow", "ABC > 2026-11-25 16:00 Ask for the sample")
    await anna.open_home()
    await firm.settle()
    assert "Ask for the sample" in home(firm)
    assert "Due today (1)" in home(firm)
    await anna.command("/follow", "F1 done")
    await firm.pass_time(timedelta(seconds=1))
    assert "Nothing is due" in home(firm)


async def test_a_press_on_the_home_page_changes_it_at_once_and_says_nothing_in_the_messages(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/follow", "ABC > 2026-11-25 16:00 Ask for the sample")
    await anna.open_home()
    await firm.settle()
    view = firm.slack.home("UANNA")
    assert view is not None
    await anna.press(view, "Done")
    await firm.settle()
    assert "Nothing is due" in home(firm)
    assert firm.slack.messages("DUANNA") == []


async def test_a_request_waits_on_the_approvers_home_until_it_is_decided(firm: World) -> None:
    mei = firm.slack_user("UMEI", "Mei")
    await mei.open_home()
    boss = firm.slack_user("U0ADMIN", "Ada")
    await boss.command("/team", "@mei role:manager")
    await mei.open_home()
    await firm.settle()
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/approve", 'discount "ABC GmbH" 4% first order')
    await firm.pass_time(timedelta(seconds=1))
    assert "Waiting for your word (1)" in home(firm, "UMEI")
    view = firm.slack.home("UMEI")
    assert view is not None
    await mei.press(view, "Approve")
    await firm.settle()
    assert "Waiting for your word" not in home(firm, "UMEI")


async def test_what_goes_to_somebody_else_leaves_ones_own_look_too(firm: World) -> None:
    boss = firm.slack_user("U0ADMIN", "Ada")
    anna, mei = firm.slack_user("UANNA", "Anna"), firm.slack_user("UMEI", "Mei")
    for one in (boss, anna, mei):
        await one.open_home()
    await firm.settle()
    await boss.command("/team", "@mei role:manager")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/follow", "ABC > 2026-11-25 16:00 Ask for the sample")
    await anna.command("/approve", 'discount "ABC GmbH" 4% first order')
    await firm.pass_time(timedelta(seconds=1))
    assert "Due today (1)" in home(firm)
    assert "Waiting for your word (1)" in home(firm, "UMEI")

    await boss.command("/customer", '"ABC GmbH" owner:@mei')
    await mei.command("/approve", "A1 to:@ada")
    await firm.pass_time(timedelta(seconds=1))
    assert "Due today" not in home(firm), "the promise is no longer hers"
    assert "Due today (1)" in home(firm, "UMEI")
    assert "Waiting for your word" not in home(firm, "UMEI"), "the request is no longer hers"
    assert "Waiting for your word (1)" in home(firm, "U0ADMIN")


LATIN = (LONG, "Sonderanfrage " * 50)
CHINESE = ("深圳市远大前程国际进出口贸易（集团）股份有限公司🚢" * 2, "👨‍👩‍👧‍👦 跟进报价、样品🧪与船期🇨🇳；" * 30)
"""Signs of two UTF-16 units and of several code points, in names and in what is to be done."""


@pytest.mark.parametrize(("name", "what"), [LATIN, CHINESE], ids=["latin", "chinese"])
async def test_the_home_page_is_within_slacks_limits_at_500_and_more_works(firm: World, name: str, what: str) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    await anna.open_home()
    await firm.settle()
    (person,) = firm.app.store.read(lambda ledger: ledger.people.named("Anna")).result(5)
    promise_much(firm, person, 300, 200, name, what)
    await anna.open_home()
    await firm.settle()
    view = firm.slack.home("UANNA")
    assert view is not None
    assert len(view["blocks"]) <= 100
    assert all(len(block["text"]["text"]) <= 3_000 for block in view["blocks"] if "text" in block)
    assert name[:12] in text_of(view)
    assert "Overdue (300)" in text_of(view)
    await anna.press(view, "More (10)")
    await firm.settle()
    assert "Overdue (300)" in home(firm)
    assert "Due today" not in home(firm), "a page of one section"
    page = firm.slack.home("UANNA")
    assert page is not None
    await anna.press(page, "Today")
    await firm.settle()
    assert "Due today (200)" in home(firm)


async def test_many_changes_are_one_drawing(firm: World) -> None:
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.open_home()
    await firm.settle()
    before = len(firm.slack.calls("views.publish"))
    for number in range(20):
        await anna.command("/follow", f"ABC > 2026-11-25 16:{number:02} call {number}")
    await firm.pass_time(timedelta(seconds=1))
    after = len(firm.slack.calls("views.publish"))
    assert "Due today (20)" in home(firm)
    assert before < after <= before + 2, "not one a change"


async def test_telegram_pins_the_morning_edits_it_in_place_and_the_next_one_takes_its_turn(firm: World) -> None:
    anna = hire(firm, "Anna", Role.SALES, PlatformName.TELEGRAM, "77")
    user = firm.telegram_user(77, "Anna")
    await user.say("/start")
    await bot_messages(firm.telegram, 77, 1)
    await firm.pass_time(timedelta(hours=1))
    await firm.pass_time(timedelta(hours=22))
    chat = firm.telegram.chat(77)
    (pinned,) = chat.pinned
    count = len(chat.from_bot())
    promise_much(firm, anna, 1, 0)
    await user.say('/customer new "DEF" country:PL')
    await user.say("/follow DEF > today 16:00 send the offer")
    await bot_messages(firm.telegram, 77, count + 2)
    await firm.pass_time(timedelta(seconds=1))
    card = chat.message(pinned)
    assert card is not None
    assert "send the offer" in card.text
    assert "Overdue (1)" in card.text
    await firm.pass_time(timedelta(days=1))
    await firm.settle()
    assert len(chat.pinned) == 1
    assert chat.pinned != [pinned]


async def test_a_press_on_the_pinned_card_edits_that_card(firm: World) -> None:
    anna = hire(firm, "Anna", Role.SALES, PlatformName.TELEGRAM, "77")
    user = firm.telegram_user(77, "Anna")
    await user.say("/start")
    await bot_messages(firm.telegram, 77, 1)
    promise_much(firm, anna, 2, 0)
    await firm.pass_time(timedelta(hours=1))
    await firm.pass_time(timedelta(hours=22))
    chat = firm.telegram.chat(77)
    (pinned,) = chat.pinned
    card = chat.message(pinned)
    assert card is not None
    before = len(chat.from_bot())
    await user.press(card, "1 Done")
    await until(lambda: "Overdue (1)" in (chat.message(pinned) or card).text, seconds=10, what="the card to change")
    assert len(chat.from_bot()) == before


@pytest.mark.parametrize(("name", "what"), [LATIN, CHINESE], ids=["latin", "chinese"])
async def test_the_pinned_card_is_one_message_at_500_with_the_longest_words(firm: World, name: str, what: str) -> None:
    anna = hire(firm, "Anna", Role.SALES, PlatformName.TELEGRAM, "77", zone="America/Argentina/Buenos_Aires")
    user = firm.telegram_user(77, "Anna")
    promise_much(firm, anna, 250, 250, name, what)
    await user.say("/today")
    await firm.settle()
    (card,) = await bot_messages(firm.telegram, 77, 1)
    assert len(card.text.encode("utf-16-le")) // 2 <= 4_096
    assert name[:12] in card.text
    assert "Overdue (250)" in card.text
    more = next(label for label in card.buttons if "More" in label)
    await user.press(card, more)
    cards = await bot_messages(firm.telegram, 77, 2)
    assert "Today for Anna" in cards[1].text

"""What only one platform knows: invitations, strangers, two accounts of one person, marks and forwards."""

import asyncio
import contextlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite_driver

from bot.domain.people import PlatformName
from bot.platforms.slack.limits import LOG_SHORTCUT, REACTIONS
from tests.fakes.slack_user import SlackUser
from tests.walks.on_console import ConsoleMouth
from tests.walks.on_slack import SlackMouth
from tests.walks.on_telegram import TelegramMouth
from tests.walks.stage import SLACK_ROOMS, TELEGRAM_ROOMS, Stage, stage

pytestmark = pytest.mark.timeout(240)
"""Seconds: a walk takes two or three, but a machine may be busy with others."""

CODE = re.compile(r"[A-Z2-7]{5}(?:-[A-Z2-7]{1,5})+")
SLACK, TELEGRAM = PlatformName.SLACK, PlatformName.TELEGRAM


def slack_mouth(firm: Stage, user: str) -> SlackMouth:
    return SlackMouth(firm, user, slashes=False)


async def last(mouth: SlackMouth | TelegramMouth) -> str:
    seen = await mouth.seen()
    return seen[-1].text if seen else ""


def kept(firm: Stage) -> str:
    """Everything that stands in the database."""
    with contextlib.closing(sqlite_driver.connect(str(firm.app.settings.data_dir / "desk.db"))) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert len(tables) > 10
        return repr([opened.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables])


async def test_strangers_learn_nothing_of_what_there_is(tmp_path: Path) -> None:
    async with stage(tmp_path, TELEGRAM) as firm:
        await firm.hire(TELEGRAM, {})
        anna = TelegramMouth(firm, 12, "Anna")
        await anna.say('customer new "ABC GmbH" country:DE')
        stranger = TelegramMouth(firm, 99, "Stranger")
        said = []
        for line in ("customer ABC", "customer Nothing", "/trail ABC", "hello", "/help", "follow F1 done"):
            await stranger.say(line)
            said.append(await last(stranger))
        assert len(set(said)) == 1, said
        assert "ABC" not in said[0] and said[0]
        before = len(await stranger.seen())
        await stranger.user.press_data(firm.telegram.chat(99).from_bot()[-1], "forged-ticket")
        await firm.settle()
        assert len(await stranger.seen()) <= before + 1


async def test_an_invitation_places_somebody_once(tmp_path: Path) -> None:
    async with stage(tmp_path, TELEGRAM) as firm:
        await firm.hire(TELEGRAM, {})
        ada = TelegramMouth(firm, 16, "Ada")
        await ada.say("team invite role:sales")
        link = re.search(r"https://t\.me/tradetrail_bot\?start=([A-Za-z0-9_-]+)", await last(ada))
        assert link is not None, await last(ada)
        assert link[1] not in kept(firm)
        newcomer, second = TelegramMouth(firm, 71, "Nora"), TelegramMouth(firm, 72, "Second")
        await newcomer.user.start(link[1])
        await firm.settle()
        assert "sales" in await last(newcomer)
        await second.user.start(link[1])
        await firm.settle()
        assert "sales" not in await last(second)
        await newcomer.say('customer new "Nora Ltd" country:PL')
        assert "Nora Ltd" in await last(newcomer)
        await second.say('customer new "Second Ltd" country:PL')
        assert "Second Ltd" not in await last(second)


async def test_a_code_leaves_the_page_once_it_is_used_or_too_old(tmp_path: Path) -> None:
    async with stage(tmp_path, TELEGRAM) as firm:
        await firm.hire(PlatformName.CONSOLE, {})
        ada = ConsoleMouth(firm, "ada")

        async def given(line: str) -> str:
            await ada.say(line)
            code = CODE.search((await ada.seen())[-1].text)
            assert code is not None, (await ada.seen())[-1].text
            assert code[0] in kept(firm), "it must stand there until it is used"
            return code[0]

        async def gone(code: str) -> None:
            for _ in range(300):
                if code not in kept(firm):
                    break
                await asyncio.sleep(0.05)
            shown = (await ada.page()).posted
            assert all(code not in words for one in shown for words in one.words), "on the page"
            assert code not in kept(firm), "in the books"

        used, unused = await given("team invite role:sales"), await given("team invite role:finance")
        await TelegramMouth(firm, 71, "Nora").user.start(used)
        await gone(used)
        assert any("••••••" in words for one in (await ada.page()).posted for words in one.words)
        assert unused in kept(firm), "this one still opens the door"
        linked = await given("team link")
        firm.clock.forward(timedelta(minutes=11))
        await gone(linked)
        await firm.close()
        firm.clock.forward(timedelta(days=2))
        await firm.open()
        await gone(unused)
        assert not firm.errors.lines


async def test_one_person_on_both_platforms(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK, TELEGRAM) as firm:
        await firm.hire(SLACK, {})
        anna = slack_mouth(firm, "UANNA")
        await anna.say('customer new "ABC GmbH" country:DE')
        await anna.say("team link")
        code = re.search(r"start=([A-Za-z0-9_-]+)", await last(anna))
        assert code is not None, await last(anna)
        assert code[1] not in kept(firm)
        phone = TelegramMouth(firm, 12, "Anna")
        await phone.user.start(code[1])
        await firm.settle()
        await phone.say("follow ABC > 2026-11-26 15:00 one promise on two screens")
        assert "one promise on two screens" in await last(phone)
        await anna.say("today")
        await firm.pass_time(firm.clock.at.replace(day=26, hour=7) - firm.clock.at)
        on_phone = [h for h in await phone.seen() if "one promise" in h.text]
        await phone.press(on_phone[-1], "Done")
        await anna.say("follow F1")
        assert "Done by Anna" in await last(anna)


async def test_messages_are_marked_in_slack(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK) as firm:
        await firm.hire(SLACK, {})
        anna = slack_mouth(firm, "UANNA")
        await anna.say('customer new "ABC GmbH" country:DE')
        await anna.say("customer ABC bind:here", "sales")
        boris, at_sales = at(firm, "UBORIS", "sales"), at(firm, "UANNA", "sales")
        for words in ("They want 300 lamps by May", "The cartons are too weak"):
            await boris.say(words)
        lamps, cartons = firm.slack.messages(SLACK_ROOMS["sales"])[-2:]
        assert (await at_sales.shortcut(lamps, LOG_SHORTCUT)).status == 200
        await firm.settle()
        for _ in range(2):
            assert (await at_sales.react(cartons, sorted(REACTIONS)[0])).status == 200
            await firm.settle()
        await anna.say("customer ABC")
        card = await last(anna)
        assert card.count("300 lamps") == 1 and card.count("too weak") == 1, card


async def test_a_message_of_no_customers_room_opens_a_form(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK) as firm:
        await firm.hire(SLACK, {})
        anna = slack_mouth(firm, "UANNA")
        await anna.say('customer new "ABC GmbH" country:DE')
        await at(firm, "UBORIS", "shipping").say("They want 300 lamps by May")
        lamps = firm.slack.messages(SLACK_ROOMS["shipping"])[-1]
        assert (await at(firm, "UANNA", "shipping").shortcut(lamps, LOG_SHORTCUT)).status == 200
        assert "300 lamps" in str(firm.slack.views("UANNA")[-1])
        await anna.fill({"Customer": "ABC"})
        await anna.say("customer ABC")
        assert "300 lamps" in await last(anna)


def at(firm: Stage, user: str, room: str) -> SlackUser:
    address, secret = f"{firm.address}/slack/events", firm.slack.signing_secret
    return SlackUser(firm.slack, address, secret, user, SLACK_ROOMS[room])


async def test_messages_are_passed_on_and_replied_to_in_telegram(tmp_path: Path) -> None:
    async with stage(tmp_path, TELEGRAM) as firm:
        await firm.hire(TELEGRAM, {})
        anna = TelegramMouth(firm, 12, "Anna")
        await anna.say('customer new "ABC GmbH" country:DE')
        card = (await anna.seen())[-1]
        await anna.say("email Replied under the card", reply_to=card)
        assert "Replied under the card" in await last(anna)
        written = int(firm.clock.at.timestamp()) - 7200
        await anna.user.forward("We accept FOB 0.86", "Anna Schmidt", written)
        await firm.settle()
        assert "?" in await last(anna)
        await anna.fill({"Customer": "ABC"})
        await anna.say("customer ABC")
        assert "We accept FOB 0.86" in await last(anna)
        assert "2026-11-25 08:00" in await last(anna)


async def test_very_long_words_are_kept_whole_or_refused_in_words(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK, TELEGRAM) as firm:
        await firm.hire(SLACK, {})
        anna = slack_mouth(firm, "UANNA")
        await anna.say('customer new "ABC GmbH" country:DE')
        for length in (3_900, 39_000):
            await anna.say(f"log ABC email begin {'word ' * (length // 5)}end")
            assert "went wrong" not in await last(anna)
            assert await last(anna)
        contacts = firm.app.store.read(lambda ledger: ledger.contacts.latest(1, 10)).result(5)
        assert all(contact.note.endswith("end") for contact in contacts) and contacts
        assert not firm.errors.lines


async def test_two_people_of_one_name_are_offered(tmp_path: Path) -> None:
    async with stage(tmp_path, TELEGRAM) as firm:
        await firm.hire(TELEGRAM, {})
        ada = TelegramMouth(firm, 16, "Ada")
        for number in (71, 72):
            await ada.say('team invite role:sales name:"Li Wei"')
            link = re.search(r"start=([A-Za-z0-9_-]+)", await last(ada))
            assert link is not None
            await TelegramMouth(firm, number, "Li Wei").user.start(link[1])
            await firm.settle()
        await ada.say('customer new "ABC GmbH" country:DE owner:"Li Wei"')
        seen = await ada.seen()
        assert len([label for label in seen[-1].buttons if "Li Wei" in label]) == 2, seen[-1]
        await ada.press(seen[-1], next(label for label in seen[-1].buttons if "Li Wei" in label))
        assert "ABC GmbH" in await last(ada)


async def test_a_group_hears_what_concerns_it_alone(tmp_path: Path) -> None:
    async with stage(tmp_path, TELEGRAM) as firm:
        await firm.hire(TELEGRAM, {})
        anna = TelegramMouth(firm, 12, "Anna")
        await anna.say('customer new "ABC GmbH" country:DE city:Berlin')
        await anna.say("customer ABC", "sales")
        group = firm.telegram.chat(TELEGRAM_ROOMS["sales"])
        assert all("Berlin" not in message.text for message in group.from_bot())
        assert "Berlin" in await last(anna) or any("Berlin" in text for text in firm.telegram.chat(12).texts())

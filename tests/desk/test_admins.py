"""Admins whom the settings name are on the desk from the start: what needs one finds them before their first word."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.domain.people import Account, Person, PlatformName, Role
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.running import serving
from tests.fakes import until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_text import buttons_of, text_of
from tests.fresh import open_quickly, store_in, unhurried
from tests.world import START, HandClock, World, world


def people(opened: World) -> list[tuple[str, str]]:
    return sorted((p.name, p.role.value) for p in everybody(opened.app.store))


def everybody(store: Any) -> list[Person]:
    return list(store.read(lambda ledger: ledger.people.everybody()).result(10))


async def both_known(opened: World) -> None:
    await until(lambda: len(people(opened)) == 2, seconds=30, what="Slack to say who its admin is")


async def test_who_has_never_spoken_is_asked_to_decide(tmp_path: Path) -> None:
    async with world(tmp_path) as opened:
        opened.slack.add_person("U0ADMIN", "Ada", locale="en-US", tz="Europe/Berlin")
        opened.telegram_user(1, "Tom")._chat(None)
        await both_known(opened)
        assert people(opened) == [("Ada", "admin"), ("telegram:1", "admin")]
        anna = opened.slack_user("UANNA", "Anna")
        await anna.command("/customer", 'new "ABC GmbH" country:DE')
        assert "A1" in (await anna.command("/approve", 'discount "ABC GmbH" 6% first order')).text
        await opened.settle()
        (card,) = [m for m in opened.slack.messages("U0ADMIN") if "first order" in text_of(m)]
        assert {"Approve", "Reject", "Ask"} <= set(buttons_of(card))
        assert "Europe/Berlin" in text_of(card), "told in the zone of their profile"
        (asked,) = [m for m in opened.telegram.chat(1).from_bot() if "first order" in m.text]
        await opened.telegram_user(1, "Tom").press(asked, "Approve")
        await until(lambda: opened.slack.messages("UANNA"), seconds=30, what="Anna to be told")
        assert "Approved by Tom" in text_of(opened.slack.messages("UANNA")[-1]), "by now they have a name"
        assert people(opened) == [("Ada", "admin"), ("Anna", "sales"), ("Tom", "admin")]


async def test_a_second_start_changes_nothing_and_the_desk_has_the_last_word(tmp_path: Path) -> None:
    async with world(tmp_path) as opened:
        opened.slack.add_person("U0ADMIN", "Ada", locale="en-US")
        await both_known(opened)
        ada = opened.slack_user("U0ADMIN", "Ada")
        opened.telegram_user(1, "Tom")._chat(None)
        assert "sales" in (await ada.command("/team", '"telegram:1" role:sales')).text
        # A letter that is on its way when the first bot ends would be leased to it by a clock that stands still.
        await opened.settle()
        written = opened.app.store.read(lambda ledger: ledger.trail.size()).result(10)
    async with world(tmp_path) as opened:
        opened.slack.add_person("U0ADMIN", "Ada", locale="en-US")
        await until(lambda: opened.slack.calls("users.info"), seconds=30, what="Slack to be asked")
        await opened.settle()
        assert people(opened) == [("Ada", "admin"), ("telegram:1", "sales")]
        assert opened.app.store.read(lambda ledger: ledger.trail.size()).result(10) == written


async def test_a_desk_without_an_admin_makes_one_of_whom_the_settings_name(tmp_path: Path) -> None:
    store = store_in(tmp_path / "data")

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("hire", None, PlatformName.CLOCK, "tests", START))
        person = ledger.people.add(Person(id=UNSAVED, name="Tom", role=Role.SALES, is_active=False))
        ledger.accounts.add(Account(id=UNSAVED, person_id=person.id, platform=PlatformName.TELEGRAM, account="1"))

    store.write(job).result(10)
    store.close()
    async with world(tmp_path, bot_admins="telegram:1") as opened:
        assert [(p.name, p.role, p.is_active) for p in everybody(opened.app.store)] == [("Tom", Role.ADMIN, True)]


@pytest.mark.parametrize("traits", [{"is_restricted": True}, {"team_id": "T9"}, None])
async def test_slack_must_vouch_for_them(
    tmp_path: Path, traits: dict[str, Any] | None, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(tmp_path, bot_admins="slack:U0ADMIN") as opened:
        if traits is not None:
            opened.slack.add_person("U0ADMIN", "Ada", **traits)
        await until(lambda: "BOT_ADMINS names one who is no member" in caplog.text, seconds=30, what="the warning")
        assert people(opened) == []


async def test_they_are_asked_for_again_while_slack_is_away(tmp_path: Path) -> None:
    clock = HandClock()
    store_in(tmp_path).close()
    async with FakeSlack(clock=lambda: clock.at.timestamp()) as slack:
        slack.add_person("U0ADMIN", "Ada", locale="en-US")
        slack.faults.refuse("users.info", "internal_error", times=1)
        settings: dict[str, Any] = {
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": "signing-secret",
            "slack_api_base_url": slack.base_url,
            "bot_admins": "slack:U0ADMIN,telegram:7",
            "data_dir": tmp_path,
            "http_port": 0,
        }
        app = open_quickly(Settings(**settings), clock)
        with unhurried():
            async with serving(app):
                await until(lambda: everybody(app.store), seconds=30, what="Ada to be known")
                clock.forward(timedelta(seconds=1))
                assert [p.name for p in everybody(app.store)] == ["Ada"], "and nobody of a platform that is off"

"""What was said to the bot while nobody listened is served afterwards, once; talk between others is not."""

import contextlib
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.domain.people import PlatformName
from bot.domain.refs import Kind
from bot.platforms.slack.missed import Missed
from bot.platforms.slack.platform import SlackPlatform
from bot.ports.ledger import Ledger
from tests.fakes import until
from tests.fakes.faults import FOREVER
from tests.fakes.slack_user import SlackUser
from tests.walks.stage import SLACK_ROOMS, Stage, stage

SLACK = PlatformName.SLACK
pytestmark = pytest.mark.timeout(120)


def at(firm: Stage, who: str = "UANNA") -> SlackUser:
    address, secret = f"{firm.address}/slack/events", firm.slack.signing_secret
    return SlackUser(firm.slack, address, secret, who, SLACK_ROOMS["sales"])


def notes(firm: Stage) -> list[str]:
    """What was logged with ABC, oldest first."""

    def job(ledger: Ledger) -> list[str]:
        (customer,) = ledger.names.exact(["abc gmbh"], [Kind.CUSTOMER])["abc gmbh"]
        return [contact.note for contact in reversed(ledger.contacts.latest(customer.id, 50))]

    return firm.app.store.read(job).result(5)


async def say_in_vain(anna: SlackUser, *older: str) -> None:
    """To a bot that is down; some of it is not for it. `older`: threads that began long before."""
    with contextlib.suppress(aiohttp.ClientError):
        await anna.dm("log ABC call written in vain")
    with contextlib.suppress(aiohttp.ClientError):
        await anna.mention("log ABC call named in a room")
    with contextlib.suppress(aiohttp.ClientError):
        await anna.say("log ABC call said to others")
    begun = anna.space.channel(anna.channel).messages[-1]
    with contextlib.suppress(aiohttp.ClientError):
        await anna.mention("log ABC call named in a thread", thread=begun["ts"])
    for thread in older:
        with contextlib.suppress(aiohttp.ClientError):
            await anna.say("log ABC call said to others in an older thread", thread=thread)
        with contextlib.suppress(aiohttp.ClientError):
            await anna.mention("log ABC call named in an older thread", thread=thread)


async def test_after_a_silence_what_was_said_is_served_once(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK) as firm:
        await firm.hire(SLACK, {})
        anna = at(firm)
        await anna.dm('customer new "ABC GmbH" country:DE')
        await anna.dm("log ABC call before the silence")
        await until(lambda: not silent(firm), what="the platform to note that it listens")
        await anna.say("a thread that begins before the silence")
        thread = anna.space.channel(anna.channel).messages[-1]["ts"]
        await anna.mention("log ABC call in a thread before the silence", thread=thread)
        await firm.settle()
        firm.clock.forward(timedelta(days=2))
        await missed(firm).look()
        for _ in range(2):
            await firm.settle()
            await firm.close()
            firm.clock.forward(timedelta(hours=3))
            if firm.opened == 1:
                await say_in_vain(anna, thread)
            firm.clock.forward(timedelta(minutes=1))
            await firm.open()
            await until(lambda: not silent(firm), what="what was said to be read")
        await firm.settle()
        said = ["before the silence", "in a thread before the silence", "written in vain", "named in a room"]
        said += ["named in a thread", "named in an older thread"]
        assert notes(firm) == said
        answers = [one for one in firm.slack.messages("UANNA") if "written in vain" in str(one.get("blocks"))]
        assert answers, "and it is answered like anything else"


def silent(firm: Stage) -> bool:
    """Whether nobody has noted yet, at this moment of the clock, that the desk listens."""
    return missed(firm).looked_at != firm.clock.at


def missed(firm: Stage) -> Missed:
    platform = next(one for one in firm.app.platforms if one.name is SLACK)
    assert isinstance(platform, SlackPlatform) and platform.missed is not None
    return platform.missed


async def test_what_slack_told_in_vain_is_read_once_it_gives_up_telling(tmp_path: Path) -> None:
    async with stage(tmp_path, SLACK) as firm:
        await firm.hire(SLACK, {})
        anna = at(firm)
        firm.slack.faults.status("users.info", 502, times=FOREVER)
        assert (await anna.dm('customer new "ABC GmbH" country:DE')).status == 503
        firm.slack.faults.clear()
        await missed(firm).look()
        await firm.settle()
        assert "ABC GmbH (C1)" not in str(firm.slack.messages("UANNA")), "Slack itself still tells it again"
        firm.clock.forward(timedelta(minutes=7))
        for _ in range(2):
            await missed(firm).look()
            await firm.settle()
        answers = [one for one in firm.slack.messages("UANNA") if "ABC GmbH (C1)" in str(one.get("blocks"))]
        assert len(answers) == 1

"""Who speaks is asked of Slack, remembered for a while, and never guessed."""

import asyncio

import pytest

from bot.domain.people import Standing
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.speakers import Home, NotKnown, Speakers, speaker_of
from bot.ports.outside import DeliveryError
from tests.fakes.faults import FOREVER
from tests.fakes.slack import FakeSlack


async def test_memory_ends_and_an_outage_is_bridged_for_an_hour() -> None:
    ticks = [0.0]
    async with FakeSlack() as fake:
        fake.add_person("U1", "Anna")
        api = SlackApi(fake.bot_token, fake.base_url)
        speakers = Speakers(api, lambda: ticks[0])
        assert (await speakers.speaker("U1")).standing is Standing.MEMBER
        fake.space.people["U1"].is_restricted = True
        assert (await speakers.speaker("U1")).standing is Standing.MEMBER
        ticks[0] = 601
        assert (await speakers.speaker("U1")).standing is Standing.GUEST
        fake.faults.status("users.info", 503, times=FOREVER)
        ticks[0] = 601 + 3_500
        assert (await speakers.speaker("U1")).standing is Standing.GUEST
        ticks[0] = 601 + 3_700
        with pytest.raises(NotKnown):
            await speakers.speaker("U1")
        await api.close()


@pytest.mark.parametrize("traits", [{"deleted": True}, {"team_id": "T2"}, {"is_bot": True}, {}])
async def test_only_who_is_plainly_of_the_house_is(traits: dict[str, object]) -> None:
    async with FakeSlack() as fake:
        fake.add_person("U1", "Anna", **traits)
        api = SlackApi(fake.bot_token, fake.base_url)
        speaker = await Speakers(api, lambda: 0.0).speaker("U1" if traits else "U404", "T7")
        assert speaker.standing is Standing.OUTSIDER
        assert speaker.account == ("T2:U1" if "team_id" in traits else "T1:U1" if traits else "T7:U404")
        await api.close()


def test_a_profile_without_a_workspace_is_of_the_one_the_request_names() -> None:
    home = Home("T1", "UBOT", "B1")
    assert speaker_of("U1", {"name": "anna"}, home, "T1").standing is Standing.MEMBER
    assert speaker_of("U1", {"name": "anna"}, home, "T2").standing is Standing.OUTSIDER
    assert speaker_of("U1", {"name": "anna", "team_id": "T2"}, home, "T1").account == "T2:U1"


async def test_all_who_wait_for_a_silent_slack_share_one_end() -> None:
    async with FakeSlack() as fake:
        fake.faults.status("auth.test", 503, times=FOREVER)
        api = SlackApi(fake.bot_token, fake.base_url)
        speakers = Speakers(api, lambda: 0.0)
        ends = await asyncio.gather(*(speakers.home() for _ in range(5)), return_exceptions=True)
        assert all(isinstance(end, DeliveryError) for end in ends)
        assert len(fake.calls("auth.test")) == 1
        await api.close()

"""A room that is gone: the request goes the other way round, and that is said once, on both platforms."""

from pathlib import Path

from tests.fakes import until
from tests.fresh import unhurried
from tests.world import World, world

GROUP = -1001
ROOMS = ("the room #sales on", "the room Approvals on")
ASK = 'discount "ABC GmbH" 3% first order'


async def opened(firm: World) -> None:
    """Ada and Adam are the admins, Mei decides, Anna asks; a channel and a group hear of approvals."""
    firm.slack.add_channel("C1", "sales", "U0ADMIN", "U0ANNA", "U0MEI")
    firm.telegram.add_group(GROUP, "Approvals")
    ada, mei = firm.slack_user("U0ADMIN", "Ada", "C1"), firm.slack_user("U0MEI", "Mei", "C1")
    for user in (ada, mei, firm.slack_user("U0ANNA", "Anna", "C1")):
        await user.command("/team", "")
    await ada.command("/team", "<@U0MEI> role:manager")
    await ada.command("/route", "approvals")
    await firm.telegram_user(1, "Adam").say("/start")
    await firm.telegram_user(1, "Adam").say("/route approvals", GROUP)
    await firm.slack_user("U0ANNA", "Anna", "C1").command("/customer", 'new "ABC GmbH" country:DE')
    await firm.settle()


async def ask(firm: World) -> None:
    """Anna asks, and it is told."""
    await firm.slack_user("U0ANNA", "Anna", "C1").command("/approve", ASK)
    await firm.settle()


def told(firm: World, user: str, words: str) -> int:
    """How many messages with these words somebody has in Slack."""
    return sum(words in str(message) for message in firm.slack.messages(user))


async def test_a_channel_archived_and_a_group_that_threw_the_bot_out_are_said_once(tmp_path: Path) -> None:
    with unhurried():
        async with world(tmp_path) as firm:
            await opened(firm)
            firm.slack.space.channel("C1").is_archived = True
            await firm.telegram_user(1, "Adam").remove_bot(GROUP)
            await ask(firm)
            await until(lambda: heard(firm) == [1, 1, 1], seconds=30, what="everybody to be told once")
            await ask(firm)
            assert told(firm, "U0MEI", "first order") == 2, "the approver is asked privately"
            await firm.settle()
            assert heard(firm) == [1, 1, 1], "of the next request nothing is sent there, and nothing is told of it"


def heard(firm: World) -> list[int]:
    """How often the admins were told of the channel and of the group, and Anna of her request, once for each."""
    mine = [message.text for message in firm.telegram.chat(1).from_bot()]
    lost = [sum("no longer hears approvals" in text and room in text for text in mine) for room in ROOMS]
    return [*lost, told(firm, "U0ANNA", "A1 could not be shown there. The approvers were asked privately") // 2]

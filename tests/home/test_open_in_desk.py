"""From a card in a chat to the page of the same thing: by a link that nobody else is told, and that lets in once."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import aiohttp
import pytest

from tests.fakes import until
from tests.fakes.slack_user import SlackUser
from tests.home.morning import greeted
from tests.world import World, world

LABEL = "Open in the desk"


@pytest.fixture
async def firm(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as opened:
        await greeted(opened)
        yield opened


def links_in(firm: World, user: SlackUser) -> set[str]:
    """Every way in that somebody was told."""
    told = (*firm.slack.messages(f"D{user.user}"), *firm.slack.ephemerals(user.user))
    return {found for one in told for found in re.findall(r"http://[^\s'\"|>]+/enter/[^\s'\"|>]+", str(one))}


async def link_from(firm: World, user: SlackUser, said: str) -> str:
    """The link of the button on the card that answers a message."""
    await user.dm(said)
    await firm.settle()
    before = links_in(firm, user)
    card = next(one for one in reversed(firm.slack.messages(f"D{user.user}")) if LABEL in str(one))
    await user.press(card, LABEL)
    await until(lambda: links_in(firm, user) > before, what="the link")
    (link,) = links_in(firm, user) - before
    return link


async def entered(link: str) -> tuple[int, str]:
    """What a browser gets that follows the link and presses its button: status and address."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(link) as answer:
            html = await answer.text()
        fields = dict(re.findall(r'name="(csrf|to)" value="([^"]*)"', html))
        async with browser.post(link.partition("?")[0], data=fields) as answer:
            return answer.status, answer.url.path_qs


async def test_every_card_opens_its_page_for_whoever_pressed(firm: World) -> None:
    await firm.slack_user("U0ADMIN", "Ada").command("/today")
    anna = firm.slack_user("UANNA", "Anna")
    await anna.command("/customer", 'new "ABC GmbH" country:DE')
    await anna.command("/order", 'new PI-1 "ABC GmbH" USD 4280')
    await anna.command("/ship", "new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
    await anna.command("/approve", 'discount "ABC GmbH" 4% first order')
    pages = {
        "customer ABC": "/customer/1",
        "order PI-1": "/thing/order/1",
        "ship S1": "/thing/shipment/1",
        "approve A1": "/thing/approval/1",
    }
    links = {said: await link_from(firm, anna, said) for said in pages}
    for said, page in pages.items():
        assert unquote(links[said]).endswith(f"?to={page}")
        assert await entered(links[said]) == (200, page), said
        assert (await entered(links[said]))[0] == 403, "a link lets in once"

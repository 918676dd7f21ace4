"""The demo desk on loopback, furnished, with browsers that have no script."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import open_app
from bot.config import Settings
from bot.demo import furnish
from bot.domain.people import Person
from bot.running import App, serving
from tests.platforms.console.bench import Browser, browser
from tests.world import HandClock


@dataclass(slots=True)
class DemoDesk:
    """The running desk, its address, and its people by name."""

    app: App
    clock: HandClock
    address: str
    people: dict[str, Person]

    @asynccontextmanager
    async def sits(self, name: str, language: str = "en") -> AsyncIterator[Browser]:
        """Somebody's browser, signed in as them."""
        async with browser(self.address, language=language) as one:
            await one.become(self.people[name].id)
            yield one

    async def live(self, one: Browser, path: str) -> str:
        """What a page's script asks for: the part that changes."""
        async with one.http.get(self.address.rstrip("/") + path, params={"part": "live"}) as response:
            return await response.text() if response.status == 200 else f"[{response.status}]"

    async def choices(self, one: Browser, text: str) -> list[str]:
        """What a typed beginning may become."""
        async with one.http.get(self.address + "complete", params={"text": text}) as response:
            assert response.status == 200
            return [choice["line"] for choice in (await response.json())["choices"]]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def demo_desk(folder: Path, port: int = 0) -> AsyncIterator[DemoDesk]:
    """Everything up, the demo firm at work since two weeks."""
    clock = HandClock()
    app = open_app(Settings(data_dir=folder / "data", http_port=port), is_demo=True, clock=clock)
    await furnish(app.desk, app.store, app.clock)
    everybody = app.store.read(lambda ledger: ledger.people.everybody()).result(5)
    async with serving(app) as address:
        yield DemoDesk(app, clock, f"{address}/", {person.name: person for person in everybody})


async def status_of(one: Browser, path: str, **headers: str) -> int:
    """How a page answers."""
    async with one.http.get(one.address.rstrip("/") + path, headers=headers) as response:
        return response.status

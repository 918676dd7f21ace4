"""The console as a whole: the page's rooms as a place where the desk posts, and the doors of the page."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from aiohttp import web
from msgspec import Struct

from bot.domain.people import Language, PlatformName
from bot.platforms.console.at_home import at_home
from bot.platforms.console.board import Board, chat_of
from bot.platforms.console.boards.exports import ExportFiles
from bot.platforms.console.boards.site import BoardSite, Completing
from bot.platforms.console.events import Lines
from bot.platforms.console.feed import Feed
from bot.platforms.console.files import Uploads
from bot.platforms.console.forgetting import Forgetting
from bot.platforms.console.hints import verbs_for
from bot.platforms.console.http import Doors, Served, Site
from bot.platforms.console.limits import FILE, LIMITS
from bot.platforms.console.pages import Pages
from bot.platforms.console.sign_in import SignIn
from bot.platforms.console.talk import Notes, Talk
from bot.platforms.console.threshold import Threshold
from bot.ports.console import ROOM, ConsoleStore, Post, Roster, Sessions, ToldOnce, Windows
from bot.ports.ledger import Letter
from bot.ports.outside import Archive, Condition, DeliveryError, Finding, Health, Hears, Limits, Refused, Says, Unknown
from bot.ports.requests import Answer
from bot.ports.work import Clock


def never(_text: str) -> bool:
    """Where nothing is known to mean *cancel*."""
    return False


class ConsoleSettings(Struct, frozen=True, kw_only=True):
    """How this firm's console is set.

    `rooms`: their names, as people read them. `uploads`: a folder for files on their way to the archive. `hosts`:
    names the page may be reached by besides this machine's own. `is_demo`: one chooses as whom to speak. The words
    that leave a form, and those offered as one types, come from the grammar's data.
    """

    uploads: Path
    rooms: tuple[str, ...] = ()
    language: Language = Language.ZH_CN
    zone: str = "Asia/Shanghai"
    hosts: tuple[str, ...] = ()
    is_demo: bool = False
    is_loopback_only: bool = True
    file_limit: int = FILE
    is_cancel: Callable[[str], bool] = never
    verbs: Callable[[str, Language], Sequence[str]] = verbs_for


class ConsolePlatform:
    """See `bot.ports.outside.Platform`. A room is `room:NAME`; a person's own conversation is `dm:NUMBER`."""

    def __init__(
        self,
        desk: Hears,
        says: Says,
        clock: Clock,
        settings: ConsoleSettings,
        store: ConsoleStore,
        sessions: Sessions,
        roster: Roster,
        *,
        archive: Archive | None = None,
        notes: Notes | None = None,
        windows: Windows | None = None,
        once: ToldOnce | None = None,
    ) -> None:
        self._clock, self._settings, self._roster = clock, settings, roster
        self._board = Board(store)
        self._forgetting = Forgetting(self._board, once, clock) if once is not None else None
        self._uploads = Uploads(settings.uploads, settings.file_limit)
        pages = Pages(says, settings.rooms, is_demo=settings.is_demo, has_boards=windows is not None)
        self._lines = Lines(Feed(self._board, sessions, roster, clock), pages)
        threshold = _threshold(settings, sessions, roster, clock, pages, self._uploads)
        talk = Talk(desk, self._board, clock, notes=notes, is_cancel=settings.is_cancel)
        doors = Doors(
            threshold=threshold,
            talk=talk,
            board=self._board,
            pages=pages,
            lines=self._lines,
            archive=archive,
            more=_more(threshold, talk, windows, settings, self._board, archive),
        )
        self._site = Site(doors)
        self._condition = Condition.CONNECTING

    @property
    def name(self) -> PlatformName:
        """The console."""
        return PlatformName.CONSOLE

    @property
    def limits(self) -> Limits:
        """What the page can carry."""
        return LIMITS

    def routes(self) -> list[web.RouteDef]:
        """What the firm's web server must serve for the console."""
        return self._site.routes()

    async def start(self) -> None:
        """See `Platform.start`."""
        self._uploads.drop_before(self._clock.now())
        if self._forgetting is not None:
            self._forgetting.start()
        self._condition = Condition.UP

    async def stop(self) -> None:
        """See `Platform.stop`. Ends the open lines; call it before the web server waits for its requests."""
        self._condition = Condition.DOWN
        self._lines.stop()
        if self._forgetting is not None:
            await self._forgetting.stop()

    def health(self) -> Health:
        """See `Platform.health`."""
        return Health(self._condition)

    async def check(self, now: datetime) -> tuple[Finding, ...]:
        """See `Platform.check`. The page needs nothing from anybody."""
        return ()

    async def deliver(self, letter: Letter, *, is_repeat: bool) -> tuple[str, ...]:
        """See `Platform.deliver`. A letter that stands there already is the same message."""
        chat = self._chat(letter)
        private = letter.only_for if chat.startswith(ROOM) else None
        post = Post(
            key=f"letter:{letter.key}",
            chat=chat,
            at=self._clock.now(),
            answer=_answer(letter),
            only_for=_number(private) if private is not None else None,
        )
        with _failing_as_delivery():
            (message,) = await self._board.add(post)
        return (str(message.number),)

    async def revise(self, letter: Letter) -> tuple[str, ...]:
        """See `Platform.revise`. What everybody sees is not turned into what one person was told."""
        number = _number(letter.revises or "")
        with _failing_as_delivery():
            message = await self._board.store.get(number)
            if message is None or message.post.chat != self._chat(letter) or message.post.author is not None:
                raise Refused("no_such_message")
            if letter.only_for is not None and message.post.chat.startswith(ROOM) and message.post.only_for is None:
                return await self.deliver(letter, is_repeat=False)
            await self._board.change(number, _answer(letter))
        return (str(number),)

    async def find(self, letter: Letter, since: datetime) -> tuple[str, ...] | None:
        """See `Platform.find`."""
        with _failing_as_delivery():
            message = await self._board.store.find(f"letter:{letter.key}")
        return (str(message.number),) if message is not None and message.post.at >= since else None

    def download(self, fetch: str) -> AsyncIterator[bytes]:
        """See `Platform.download`."""
        return self._uploads.read(fetch)

    def _chat(self, letter: Letter) -> str:
        chat = chat_of(letter.place.chat)
        if chat.startswith(ROOM) and chat.removeprefix(ROOM) not in self._settings.rooms:
            raise Refused("no_such_room")
        return chat


def _threshold(
    settings: ConsoleSettings, sessions: Sessions, roster: Roster, clock: Clock, pages: Pages, uploads: Uploads
) -> Threshold:
    return Threshold(
        sessions=sessions,
        roster=roster,
        clock=clock,
        pages=pages,
        uploads=uploads,
        language=settings.language,
        zone=settings.zone,
        hosts=settings.hosts,
        is_demo=settings.is_demo,
        is_loopback_only=settings.is_loopback_only,
    )


def _more(
    threshold: Threshold,
    talk: Talk,
    windows: Windows | None,
    settings: ConsoleSettings,
    board: Board,
    archive: Archive | None,
) -> list[Served]:
    served: list[Served] = [SignIn(threshold, talk), Completing(threshold, windows, settings.verbs)]
    if windows is not None:
        served.append(BoardSite(threshold, windows, board))
        served += [ExportFiles(threshold, windows, archive)] if archive is not None else []
    return served


@contextmanager
def _failing_as_delivery() -> Iterator[None]:
    """The store may fail in its own ways; the courier knows only the ways of carrying."""
    try:
        yield
    except DeliveryError:
        raise
    except Exception as error:
        raise Unknown(type(error).__name__) from error


def _answer(letter: Letter) -> Answer:
    return at_home(Answer(reply=letter.reply, language=letter.language, zone=letter.zone, hidden=letter.hidden))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused("no_such_message")
    return int(text)

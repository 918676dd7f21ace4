"""One request at a time against a real ledger: who asks, where, and when, without a platform."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.commands.command import Command
from bot.dialogue.replies import Facts, Heading, Listing, Paragraph, Reply, Small, buttons_in
from bot.dialogue.texts import Texts
from bot.domain.people import Account, Language, Person, PlatformName, Role
from bot.domain.phrases import Phrase
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.ports.requests import Outcome, Place, Speaker
from bot.ports.rules import Rules
from bot.ports.work import Work
from bot.rulebook import load_rules
from bot.storage.store import SqlStore, open_store

T = TypeVar("T")
START = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TEXTS = Texts.load(is_strict=True)
RULES: Rules = load_rules(None, ZONE)


@dataclass(slots=True)
class Hand:
    """A clock that is moved by hand."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Bench:
    """A desk's books and people. `ask` carries one handler out in one committed transaction."""

    store: SqlStore
    clock: Hand = field(default_factory=Hand)
    asked: int = 0
    bot_link: str | None = None

    def write(self, job: Callable[[Ledger], T], actor: Person | None = None) -> T:
        """Do something as a request of its own."""
        self.asked += 1
        via = Via(f"r{self.asked}", actor.id if actor else None, PlatformName.SLACK, "C1", self.clock.at)

        def run(ledger: Ledger) -> T:
            ledger.begin(via)
            with ledger.attempt():
                return job(ledger)

        return self.store.write(run).result(20)

    def person(self, name: str, role: Role, **fields: Any) -> Person:
        """Somebody of the firm with a Slack account of their own name."""

        def job(ledger: Ledger) -> Person:
            person = ledger.people.add(Person(id=UNSAVED, name=name, role=role, **fields))
            ledger.accounts.add(
                Account(id=UNSAVED, person_id=person.id, platform=PlatformName.SLACK, account=name, shown_name=name)
            )
            return person

        return self.write(job)

    def now_of(self, person: Person) -> Person:
        """The person as the books have them now."""
        found = self.write(lambda ledger: ledger.people.get(person.id))
        assert found is not None
        return found

    def ask(
        self,
        handler: Callable[[Any, Work], Outcome],
        command: Command,
        actor: Person | None,
        *,
        speaker: Speaker | None = None,
        place: Place | None = None,
    ) -> Outcome:
        """One request; what the handler refuses is raised."""
        who = speaker or Speaker(PlatformName.SLACK, actor.name if actor else "stranger", actor.name if actor else "")
        where = place or Place(who.platform, f"D-{who.account}")

        def job(ledger: Ledger) -> Outcome:
            known = ledger.people.get(actor.id) if actor else None
            return handler(command, self.work(ledger, known, who, where))

        return self.write(job, actor)

    def work(self, ledger: Ledger, actor: Person | None, speaker: Speaker, place: Place) -> Work:
        return Work(
            books=ledger,
            actor=actor,
            clock=self.clock,
            rules=RULES,
            place=place,
            request_id=f"r{self.asked}",
            language=Language.EN,
            zone=ZONE,
            speaker=speaker,
            bot_link=self.bot_link,
        )

    def later(self, **length: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(**length)


@contextmanager
def bench_in(folder: Path) -> Iterator[Bench]:
    """A bench on an empty database."""
    store = open_store(f"sqlite:///{(folder / 'desk.db').as_posix()}", None, folder)
    try:
        yield Bench(store)
    finally:
        store.close()


def said(reply: Reply | None, language: Language = Language.EN) -> str:
    """Everything a reply says, a line a block, in both languages checked and in one given back."""
    assert reply is not None, "nothing was said"
    for other in Language:
        _lines(reply, other)
    return "\n".join(_lines(reply, language))


def _lines(reply: Reply, language: Language) -> list[str]:
    def say(text: Phrase) -> str:
        return TEXTS.say(text, language, ZONE)

    lines: list[str] = [say(button.label) for button in buttons_in(reply)]
    for block in reply.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Small(text):
                lines.append(say(text))
            case Facts(pairs):
                lines += [f"{say(label)}: {say(value)}" for label, value in pairs]
            case Listing(items, title):
                lines += [say(title)] if title is not None else []
                lines += [say(text) for text in (item.text for item in items)]
            case _:
                continue
    return lines


def shared(chat: str = "C9") -> Place:
    """A channel."""
    return Place(PlatformName.SLACK, chat, is_shared=True)


def telegram(account: str, name: str = "") -> Speaker:
    """Somebody on Telegram."""
    return replace(Speaker(PlatformName.TELEGRAM, account), name=name)

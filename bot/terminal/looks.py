"""Looking at the desk from a terminal: is the trail intact, what will be posted, who is there, Slack's manifest."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import open_app
from bot.config import Settings
from bot.dialogue.cards.trail import fault_said
from bot.dialogue.texts import Texts
from bot.domain.people import Language, Role
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.platforms.slack.manifest import manifest
from bot.ports.ledger import Ledger
from bot.reminders.forecast import Coming, Foreseen, foresee
from bot.running import App
from bot.terminal.wording import Wording

Say = Callable[[str], None]


def slack_manifest(settings: Settings) -> dict[str, Any]:
    """Slack's app manifest for these settings; the texts in the firm's language."""
    texts, language = Texts.load(), Language(settings.bot_language)

    def say(phrase: Phrase) -> str:
        return texts.say(phrase, language, settings.bot_timezone)

    return manifest(settings.slack_command_prefix, None if settings.slack_uses_socket else "https://YOUR-HOST", say)


def verify_trail(settings: Settings, say: Say, *, as_json: bool) -> int:
    """0 where all is as it was written, else 1."""
    with opened(settings) as app:
        verdict = app.store.read(lambda ledger: ledger.trail.verify()).result()
    if as_json:
        faults = [{"entry": seq, "problem": problem} for seq, problem in verdict.faults]
        told = {"intact": verdict.is_intact, "entries": verdict.entries, "head": verdict.head, "faults": faults}
        say(json.dumps(told))
    else:
        wording, key = Wording.of(settings), "tool-intact" if verdict.is_intact else "tool-broken"
        say(wording.line(phrase(key, count=verdict.entries, head=verdict.head)))
        for seq, problem in verdict.faults:
            say(wording.line(fault_said(seq, problem)))
    return 0 if verdict.is_intact else 1


def list_due(settings: Settings, at: str, say: Say, *, as_json: bool) -> int:
    """A line for each thing that will have been posted by the moment; nothing is posted or changed."""
    wording = Wording.of(settings)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise wording.refusal(phrase("tool-no-moment", given=at)) from None
    zone = ZoneInfo(settings.bot_timezone)
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    with opened(settings) as app:
        try:
            app.store.write(lambda ledger: foresee(ledger, app.house, moment)).result()
        except Foreseen as foreseen:
            rows = foreseen.rows
    for row in rows:
        say(_due_line(row, zone, wording, as_json=as_json))
    if not rows and not as_json:
        say(wording.line(phrase("tool-nothing-due", at=moment)))
    return 0


def list_people(settings: Settings, say: Say, *, as_json: bool) -> int:
    """Everybody on the desk, a line each; those who left say so."""
    with opened(settings) as app:
        rows = app.store.read(_people).result()
    wording = Wording.of(settings)
    for row in rows:
        say(json.dumps(row, ensure_ascii=False) if as_json else _person_line(row, wording))
    if not rows and not as_json:
        say(wording.line(phrase("tool-nobody")))
    return 0


def _people(ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "id": person.id,
            "name": person.name,
            "role": person.role.value,
            "active": person.is_active,
            "accounts": ", ".join(f"{a.platform}:{a.account}" for a in ledger.accounts.of_person(person.id)),
        }
        for person in ledger.people.everybody()
    ]


def _person_line(row: dict[str, Any], wording: Wording) -> str:
    key = "tool-person" if row["active"] else "tool-person-left"
    role, accounts = choice_phrase(Role(row["role"])), row["accounts"] or "-"
    return wording.line(phrase(key, number=str(row["id"]), name=row["name"], role=role, accounts=accounts))


def _due_line(row: Coming, zone: ZoneInfo, wording: Wording, *, as_json: bool) -> str:
    moment = row.at.astimezone(zone).isoformat(timespec="minutes")
    if as_json:
        return json.dumps(
            {"at": moment, "code": row.code, "customer": row.customer, "for": row.whom, "kind": row.occasion.value},
            ensure_ascii=False,
        )
    said = (*map(words, (moment, row.code, row.customer, row.whom)), choice_phrase(row.occasion))
    return "  ".join(wording.line(part) for part in said)


class opened:
    """The app with its store open and nothing listening, for the time of a command."""

    def __init__(self, settings: Settings) -> None:
        self._app = open_app(settings)

    def __enter__(self) -> App:
        return self._app

    def __exit__(self, *_: object) -> None:
        self._app.store.close()

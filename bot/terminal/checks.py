"""Looks at everything the bot needs before it is needed: settings, rules, disk, database, tokens, rights and clock."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from bot.app import open_app
from bot.config import Settings
from bot.dialogue.texts import Texts
from bot.domain.phrases import named_choice, phrase, words
from bot.domain.rule_files import RulesError
from bot.mailer import SmtpMailer
from bot.ports.ledger import StorageFault
from bot.ports.outside import DeliveryError, Finding, NotSent, Platform
from bot.rulebook import load_rules
from bot.storage.engine import CannotOpen
from bot.storage.keys import WrongKey
from bot.terminal.refusals import said
from bot.terminal.wording import Say, Wording

LEAST_FREE = 200 * 1024 * 1024
"""Bytes of free disk below which there may soon be no room for an archived file or a copy."""
PATIENCE = 20.0
"""Seconds for which a platform is waited for."""
SLACK_STEPS, TELEGRAM_STEPS = 7, 6


def run_checks(settings: Settings, say: Say, *, as_json: bool) -> int:
    """A line for each thing looked at, with what to do where it is wrong; 0 where nothing is wrong, else 1.

    Changes nothing but what opening the database does. A platform that does not answer is a finding, not a failure.
    For a firm that has joined no platform, the way to join each is printed.
    """
    wording = Wording.of(settings)
    findings = [
        Finding("settings", True, f"{settings.bot_language}, {settings.bot_timezone}"),
        *_ground(settings, wording),
    ]
    if all(finding.is_good for finding in findings):
        findings += _desk(settings, wording)
    if settings.smtp_url is not None:
        findings.append(asyncio.run(_mail(settings.smtp_url.get_secret_value(), settings.mail_from or "")))
    for finding in findings:
        say(_line(finding, wording, as_json=as_json))
    if not as_json:
        for line in _joining(settings, wording):
            say(line)
    return 0 if all(finding.is_good for finding in findings) else 1


def _ground(settings: Settings, wording: Wording) -> Iterator[Finding]:
    try:
        load_rules(settings.rules_file, settings.zone)
    except RulesError as error:
        yield Finding("rules", False, said(error) or "", phrase("fix-rules"))
    else:
        yield Finding("rules", True, str(settings.rules_file or ""))
    for name, folder in (("folder", settings.data_dir), ("copies", settings.backup_dir)):
        if folder is not None:
            yield _folder(name, folder, wording)
    if settings.backup_dir is None:
        yield Finding("copies", True, "", phrase("fix-no-copies"))


def _folder(name: str, folder: Path, wording: Wording) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial = folder / ".check"
        trial.write_bytes(os.urandom(16))
        trial.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(name, False, f"{folder}: {error.strerror or error}", phrase("fix-folder", folder=str(folder)))
    about = wording.line(phrase("check-free", folder=str(folder), free=f"{free / 1e9:,.1f} GB"))
    if free < LEAST_FREE:
        return Finding(name, False, about, phrase("fix-space", folder=str(folder), least=LEAST_FREE // 1024**2))
    return Finding(name, True, about)


def _desk(settings: Settings, wording: Wording) -> list[Finding]:
    try:
        app = open_app(settings)
    except (CannotOpen, WrongKey, StorageFault) as error:
        return [Finding("database", False, str(error), phrase("fix-database"))]
    try:
        entries = app.store.read(lambda ledger: ledger.trail.size()).result()
        people = app.store.read(lambda ledger: len(ledger.people.everybody())).result()
        named = bool(people or settings.bot_admins)
        found = [Finding("database", True, wording.line(phrase("check-entries", count=entries)))]
        found.append(Finding("people", True, str(people), None if named else phrase("fix-no-admin")))
        now = app.clock.now()
        return found + asyncio.run(_platforms(app.platforms, now))
    finally:
        app.store.close()


async def _mail(url: str, sender: str) -> Finding:
    try:
        await asyncio.wait_for(SmtpMailer(url, sender, Texts.load()).greet(), PATIENCE)
    except TimeoutError:
        return Finding("mail", False, "", phrase("fix-away", seconds=int(PATIENCE)))
    except DeliveryError as error:
        why = named_choice("notice-failure", "away" if isinstance(error, NotSent) else error.reason)
        return Finding("mail", False, "", phrase("fix-mail", why=why))
    return Finding("mail", True, sender)


async def _platforms(platforms: Sequence[Platform], now: datetime) -> list[Finding]:
    found: list[Finding] = []
    for platform in platforms:
        name = platform.name.value
        try:
            found += await asyncio.wait_for(platform.check(now), PATIENCE)
        except TimeoutError:
            found.append(Finding(name, False, "", phrase("fix-away", seconds=int(PATIENCE))))
        except Exception as error:
            # Its own promise is not to raise; a broken one must not hide what the others say.
            found.append(Finding(name, False, type(error).__name__, phrase("fix-unexpected")))
        finally:
            await platform.stop()
    return found


def _line(finding: Finding, wording: Wording, *, as_json: bool) -> str:
    remedy = wording.line(finding.remedy) if finding.remedy is not None else ""
    if as_json:
        told = {"name": finding.name, "good": finding.is_good, "about": finding.about, "remedy": remedy}
        return json.dumps(told, ensure_ascii=False)
    mark = "\u2713" if finding.is_good else "\u2717"
    name = wording.line(named_choice("finding", finding.name))
    about = wording.line(words(finding.about))
    parts = (f"{mark} {name}", about, f"\u2192 {remedy}" if remedy else "")
    return "  ".join(part for part in parts if part)


def _joining(settings: Settings, wording: Wording) -> Iterator[str]:
    """What to press, step by step, to join a platform that is not on yet; only where none is."""
    if settings.slack_is_on or settings.telegram_is_on:
        return
    for family, steps in (("join-slack", SLACK_STEPS), ("join-telegram", TELEGRAM_STEPS)):
        yield ""
        yield wording.line(named_choice(family, "title"))
        for number in range(1, steps + 1):
            yield f"  {number}. {wording.line(named_choice(family, str(number)))}"
    yield ""
    yield wording.line(phrase("join-then"))

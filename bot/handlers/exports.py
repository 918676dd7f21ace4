"""Taking out what one may: asked for at any time, written outside the desk, sent to nobody but the asker."""

from msgspec.structs import replace

from bot.commands.exports import (
    ExportCalendar,
    ExportDesk,
    ExportFailed,
    ExportReady,
    RenewCalendar,
    StopCalendar,
)
from bot.dialogue.cards.exports import address_known, begun_reply, ready_reply, waiting_reply
from bot.dialogue.replies import Reply, say
from bot.domain.exports import KEPT, Export
from bot.domain.people import PlatformName
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.handlers.calendar import calendar_given_at, switch_calendar
from bot.handlers.takeout import reach_of
from bot.ports.errands import Errand, Pack
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work

EXPORTED = "exported"
"""Type of the trail entry that says what was taken out, and how much of it."""


def export_desk(command: ExportDesk, work: Work) -> Outcome:
    """Order the writing; one at a time for each person."""
    reach, now = reach_of(work), work.clock.now()
    waiting = next((one for one in work.books.exports.of_person(work.me.id, now) if one.packed is None), None)
    if waiting is not None:
        return Outcome(reply=waiting_reply(waiting), is_quiet=True)
    task = Pack(work.me.id, work.language, work.zone.key)
    number = work.books.errands.put(Errand(work.speaker, work.place, task), now)
    work.books.exports.begin(Export(number, work.me.id, now, now + KEPT))
    return Outcome(reply=begun_reply(reach, _where(work)), is_quiet=True)


def export_ready(command: ExportReady, work: Work) -> Outcome:
    """The files, to the asker alone, and into the trail what was taken."""
    now = work.clock.now()
    if not work.books.errands.done(command.errand):
        return Outcome(is_quiet=True)
    reach = reach_of(work)
    export = work.books.exports.finish(command.errand, command.packed, now + KEPT)
    if export is None:
        return Outcome(is_quiet=True)
    export = replace(export, packed=command.packed, expires_at=now + KEPT)
    facts = {"reach": reach.value, **dict(command.packed.rows)}
    work.books.trail.note(EXPORTED, Ref(Kind.PERSON, work.me.id), facts)
    return _privately(ready_reply(export, work.desk_link is not None), f"export:{command.errand}", work)


def export_failed(command: ExportFailed, work: Work) -> Outcome:
    """It could not be written; nobody waits for it in vain."""
    work.books.errands.done(command.errand)
    work.books.exports.forget(command.errand)
    outcome = _privately(say(phrase("export-failed")), f"export:{command.errand}", work)
    return replace(outcome, is_quiet=True)


def export_calendar(command: ExportCalendar, work: Work) -> Outcome:
    """The address, where there is none yet; one that was given is kept nowhere, and can only be changed for another."""
    given_at = calendar_given_at(work)
    if given_at is not None:
        return Outcome(reply=address_known(given_at), is_quiet=True)
    return renew_calendar(RenewCalendar(), work)


def renew_calendar(command: RenewCalendar, work: Work) -> Outcome:
    """A new address; the old one leads nowhere from now on."""
    said, hidden = switch_calendar(True, work)
    return Outcome(reply=Reply(said), hidden=hidden)


def stop_calendar(command: StopCalendar, work: Work) -> Outcome:
    """No address any more."""
    said, _ = switch_calendar(False, work)
    return Outcome(reply=Reply(said))


def _is_private(work: Work) -> bool:
    return not work.place.is_shared and not work.place.is_page and work.place.platform is not PlatformName.TERMINAL


def _where(work: Work) -> PlatformName | None:
    """On which platform the files will come, where that is not here; the terminal shows none."""
    if _is_private(work):
        return None
    accounts = [
        account
        for account in work.books.accounts.of_person(work.me.id)
        if account.platform is not PlatformName.TERMINAL and not account.is_blocked
    ]
    chosen = [account for account in accounts if account.platform is work.me.reach]
    found = next(iter(chosen or accounts), None)
    return found.platform if found is not None else PlatformName.TERMINAL


def _privately(reply: Reply, key: str, work: Work) -> Outcome:
    if _is_private(work):
        return Outcome(reply=reply)
    return Outcome(notices=(Notice(ToPerson(work.me.id), reply, key),))

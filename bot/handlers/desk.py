"""The way from a chat to the desk's own pages, and out of them."""

from urllib.parse import quote, urlsplit

from bot.commands.desk import EndSessions, OpenDesk
from bot.dialogue.replies import Button, Reply, Small, say
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import PlatformName
from bot.domain.phrases import Phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work

OWN = frozenset((PlatformName.CONSOLE, PlatformName.TERMINAL))
"""Who sits there is known already."""
PAGES = frozenset((Kind.SHIPMENT, Kind.ORDER, Kind.APPROVAL, Kind.FOLLOW_UP))
"""Kinds beside customers that have a page of their own."""
NEAR = frozenset(("127.0.0.1", "localhost", "::1"))
ENDED = "sessions.ended"
"""Type of the trail entry that says whose browsers were signed out."""


def open_desk(command: OpenDesk, work: Work) -> Outcome:
    """A link that lets the asker in once, told to nobody else. What the page shows is decided by the page."""
    if work.desk_link is None:
        raise NotFound(phrase("desk-nowhere"))
    path = command.path or page_of(command.about)
    if work.speaker.platform in OWN:
        # Who sits at the page may have come to it by another of this machine's names.
        root = "" if work.speaker.platform is PlatformName.CONSOLE else work.desk_link
        return Outcome(reply=_linked(f"{root}{path}", phrase("desk-page"), work), is_quiet=True)
    code = work.books.entrances.issue(work.me.id, work.clock.now())
    link = f"{work.desk_link}/enter/{code}" + (f"?to={quote(path)}" if path != "/" else "")
    reply = _linked(link, phrase("desk-link"), work)
    if work.place.is_shared and work.place.platform is PlatformName.TELEGRAM:
        # An answer in a group is read by all of it.
        told = Notice(ToPerson(work.me.id), reply, f"desk:{work.request_id}")
        return Outcome(reply=say(phrase("desk-link-sent")), notices=(told,), is_quiet=True, hidden=(code,))
    return Outcome(reply=reply, is_quiet=True, hidden=(code,))


def end_sessions(command: EndSessions, work: Work) -> Outcome:
    """Sign somebody out everywhere; links not yet used are struck out too."""
    person = work.books.people.get(command.person.id) if command.person is not None else work.me
    if person is None:
        raise NotFound(phrase("person-gone"))
    if person.id != work.me.id and not work.may("sessions.manage"):
        raise NotAllowed(phrase("desk-off-not-yours"))
    count = work.books.entrances.end_of(person.id)
    work.books.trail.note(ENDED, Ref(Kind.PERSON, person.id), {"count": count})
    return Outcome(reply=say(phrase("desk-off-done", name=person.name, count=count)))


def page_of(about: Ref | None) -> str:
    """The address of a thing's page, from the desk's root; what has none leads to the desk itself."""
    if about is None:
        return "/"
    if about.kind is Kind.CUSTOMER:
        return f"/customer/{about.id}"
    if about.kind is Kind.TODAY:
        return f"/today?person={about.id}"
    return f"/thing/{about.kind.value}/{about.id}" if about.kind in PAGES else "/"


def _linked(link: str, text: Phrase, work: Work) -> Reply:
    """Telegram refuses a whole message whose button leads to an address of one's own machine: there it is said."""
    is_near = urlsplit(link).hostname in NEAR
    if is_near and work.speaker.platform is PlatformName.TELEGRAM:
        return say(text).plus(Small(words(link)))
    return say(text, Button(phrase("button-open-desk"), link=link, style="primary"))

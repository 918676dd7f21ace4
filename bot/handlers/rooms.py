"""Which room hears which topic."""

from bot.commands.people import RouteOff, RouteTopic, ShowRoutes
from bot.dialogue.replies import Heading, Item, Listing, Reply, say
from bot.domain.errors import DomainError
from bot.domain.phrases import Phrase, choice_phrase, phrase
from bot.domain.routes import Route
from bot.ports.books import UNSAVED
from bot.ports.console import ROOM
from bot.ports.requests import Outcome
from bot.ports.work import Work


def route_topic(command: RouteTopic, work: Work) -> Outcome:
    """From now on the topic is posted into this room too."""
    if not work.place.is_shared:
        raise DomainError(phrase("route-needs-room"))
    here = _here(work)
    topics = tuple(choice_phrase(route.topic) for route in here)
    if any(route.topic is command.topic for route in here):
        return Outcome(reply=say(phrase("route-already", topic=choice_phrase(command.topic), topics=topics)))
    place = work.place
    work.books.routes.add(
        Route(
            id=UNSAVED,
            topic=command.topic,
            platform=place.platform,
            chat=place.chat,
            thread=place.thread,
            room=place.name,
            added_by=work.me.id,
        )
    )
    said = choice_phrase(command.topic)
    reply = say(phrase("route-added", topic=said, topics=(*topics, said)))
    return Outcome(reply=reply, says_in_place=say(phrase("route-said", topic=said)))


def route_off(command: RouteOff, work: Work) -> Outcome:
    """This room hears nothing any more."""
    here = _here(work)
    if not here:
        return Outcome(reply=say(phrase("route-none-here")))
    for route in here:
        work.books.routes.change(route, is_off=True)
    topics = tuple(choice_phrase(route.topic) for route in here)
    return Outcome(reply=say(phrase("route-removed", topics=topics)))


def show_routes(command: ShowRoutes, work: Work) -> Outcome:
    """Every topic and the places that hear it."""
    routes = sorted(work.books.routes.everything(), key=lambda route: (route.topic, route.id))
    if not routes:
        return Outcome(reply=say(phrase("routes-none")))
    here = {route.id for route in _here(work)}
    lines = tuple(Item(_line(route, route.id in here)) for route in routes)
    return Outcome(reply=Reply((Heading(phrase("routes-title")), Listing(lines))))


def _here(work: Work) -> list[Route]:
    place = work.place
    return work.books.routes.of_place(place.platform, place.chat, place.thread)


def _line(route: Route, is_here: bool) -> Phrase:
    named = route.room or (f"#{route.chat.removeprefix(ROOM)}" if route.chat.startswith(ROOM) else route.chat)
    chat = named if route.thread is None else f"{named} / {route.thread}"
    values = {"topic": choice_phrase(route.topic), "platform": choice_phrase(route.platform)}
    return phrase("route-line-here", **values) if is_here else phrase("route-line", chat=chat, **values)

"""Which room hears what."""

import pytest
from msgspec.structs import replace

from bot.commands.people import RouteOff, RouteTopic, ShowRoutes
from bot.domain.errors import DomainError
from bot.domain.people import Role
from bot.domain.routes import Topic
from bot.handlers.rooms import route_off, route_topic, show_routes
from tests.handlers.bench import Bench, said, shared


def topics(bench: Bench, chat: str = "C9") -> list[Topic]:
    place = shared(chat)
    return bench.write(lambda ledger: [r.topic for r in ledger.routes.of_place(place.platform, place.chat, None)])


def test_a_topic_is_added_once_and_said_to_the_room(bench: Bench) -> None:
    mei = bench.person("Mei", Role.MANAGER)
    first = bench.ask(route_topic, RouteTopic(topic=Topic.APPROVALS), mei, place=shared())
    again = bench.ask(route_topic, RouteTopic(topic=Topic.APPROVALS), mei, place=shared())
    bench.ask(route_topic, RouteTopic(topic=Topic.SEAL), mei, place=shared())
    assert topics(bench) == [Topic.APPROVALS, Topic.SEAL]
    assert first.says_in_place is not None
    assert again.says_in_place is None
    assert "already" in said(again.reply)


def test_off_takes_the_room_out_of_all_and_only_this_room(bench: Bench) -> None:
    mei = bench.person("Mei", Role.MANAGER)
    for chat in ("C8", "C9"):
        for topic in (Topic.OVERDUE, Topic.SHIPMENTS):
            bench.ask(route_topic, RouteTopic(topic=topic), mei, place=shared(chat))
    text = said(bench.ask(route_off, RouteOff(), mei, place=shared()).reply)
    assert "overdue" in text
    assert "shipments" in text
    assert topics(bench) == []
    assert topics(bench, "C8") == [Topic.OVERDUE, Topic.SHIPMENTS]
    assert "Nothing" in said(bench.ask(route_off, RouteOff(), mei, place=shared()).reply)
    bench.ask(route_topic, RouteTopic(topic=Topic.OVERDUE), mei, place=shared())
    assert topics(bench) == [Topic.OVERDUE]


def test_a_private_chat_is_no_room(bench: Bench) -> None:
    mei = bench.person("Mei", Role.MANAGER)
    with pytest.raises(DomainError) as refused:
        bench.ask(route_topic, RouteTopic(topic=Topic.SEAL), mei)
    assert refused.value.reason.key == "route-needs-room"


def test_routes_are_listed_with_this_room_marked(bench: Bench) -> None:
    mei = bench.person("Mei", Role.MANAGER)
    assert "No topic" in said(bench.ask(show_routes, ShowRoutes(), mei).reply)
    bench.ask(route_topic, RouteTopic(topic=Topic.SEAL), mei, place=shared("C8"))
    bench.ask(route_topic, RouteTopic(topic=Topic.SEAL), mei, place=shared("C9"))
    lines = said(bench.ask(show_routes, ShowRoutes(), mei, place=shared("C9")).reply).splitlines()
    assert [line for line in lines if "here" in line] != []
    assert [line for line in lines if "C8" in line] != []


def test_a_room_is_listed_by_the_name_it_had_when_its_topic_came(bench: Bench) -> None:
    mei = bench.person("Mei", Role.MANAGER)
    bench.ask(route_topic, RouteTopic(topic=Topic.SEAL), mei, place=replace(shared("C8"), name="#bosses"))
    lines = said(bench.ask(show_routes, ShowRoutes(), mei, place=shared("C9")).reply).splitlines()
    assert [line for line in lines if "#bosses" in line] != []
    assert [line for line in lines if "C8" in line] == []

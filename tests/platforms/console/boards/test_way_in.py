"""The way in and out of the pages, from a chat: a link for one person, once, and sessions that can be ended."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.commands.desk import EndSessions, OpenDesk
from bot.dialogue.replies import Reply, buttons_in
from bot.domain.errors import NotAllowed
from bot.domain.people import Person, PlatformName, Role
from bot.domain.refs import Kind, Ref
from bot.handlers.desk import end_sessions, open_desk, page_of
from bot.ports.requests import Outcome, Place, Speaker, ToPerson
from bot.ports.work import Work
from tests.handlers.bench import Bench, bench_in, said, telegram


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with bench_in(tmp_path) as ready:
        yield ready


def asked(bench: Bench, command: OpenDesk, person: Person, speaker: Speaker, place: Place) -> Outcome:
    def handler(one: OpenDesk, work: Work) -> Outcome:
        return open_desk(one, replace(work, desk_link="https://desk.example"))

    return bench.ask(handler, command, person, speaker=speaker, place=place)


def link_in(reply: Reply | None) -> str:
    assert reply is not None
    (button,) = buttons_in(reply)
    return button.link


def test_the_link_lets_its_person_in_once(bench: Bench) -> None:
    anna = bench.person("anna", Role.SALES)
    speaker = Speaker(PlatformName.SLACK, "anna")
    outcome = asked(bench, OpenDesk(), anna, speaker, Place(PlatformName.SLACK, "C1", is_shared=True))
    assert "once" in said(outcome.reply)
    code = link_in(outcome.reply).removeprefix("https://desk.example/enter/")
    entered = bench.write(lambda ledger: ledger.entrances.enter(code, bench.clock.at))
    assert entered is not None
    assert entered[1] == anna.id
    assert bench.write(lambda ledger: ledger.entrances.enter(code, bench.clock.at)) is None
    assert bench.write(lambda ledger: ledger.entrances.person_of(entered[0], bench.clock.at)) == anna.id


def test_a_late_link_is_no_link(bench: Bench) -> None:
    anna = bench.person("anna", Role.SALES)
    outcome = asked(bench, OpenDesk(), anna, Speaker(PlatformName.SLACK, "anna"), Place(PlatformName.SLACK, "D1"))
    code = link_in(outcome.reply).rpartition("/")[2]
    later = bench.clock.at + timedelta(minutes=16)
    assert bench.write(lambda ledger: ledger.entrances.enter(code, later)) is None


def test_it_leads_to_the_page_of_what_was_named(bench: Bench) -> None:
    anna = bench.person("anna", Role.SALES)
    about = OpenDesk(about=Ref(Kind.CUSTOMER, 12, "ABC"))
    outcome = asked(bench, about, anna, Speaker(PlatformName.SLACK, "anna"), Place(PlatformName.SLACK, "D1"))
    assert link_in(outcome.reply).endswith("?to=/customer/12")
    assert page_of(Ref(Kind.SHIPMENT, 7)) == "/thing/shipment/7"
    assert page_of(Ref(Kind.DOCUMENT, 7)) == page_of(None) == "/"
    here = asked(bench, about, anna, Speaker(PlatformName.CONSOLE, str(anna.id)), Place(PlatformName.CONSOLE, "dm:1"))
    assert link_in(here.reply) == "/customer/12", "who sits at the console is in already, by whatever name"


def test_a_group_does_not_read_the_link(bench: Bench) -> None:
    anna = bench.person("anna", Role.SALES)
    group = Place(PlatformName.TELEGRAM, "-100", is_shared=True)
    outcome = asked(bench, OpenDesk(), anna, telegram("7", "Anna"), group)
    assert "enter" not in said(outcome.reply)
    (notice,) = outcome.notices
    assert notice.to == ToPerson(anna.id)
    assert "/enter/" in link_in(notice.reply)


def begun(bench: Bench, person: Person) -> str:
    return bench.write(lambda ledger: ledger.entrances.begin(person.id, bench.clock.at))


def issued(bench: Bench, person: Person) -> str:
    return bench.write(lambda ledger: ledger.entrances.issue(person.id, bench.clock.at))


def test_a_person_ends_their_own_sessions_and_an_admin_anybodys(bench: Bench) -> None:
    anna, boris = bench.person("anna", Role.SALES), bench.person("boris", Role.SALES)
    admin = bench.person("ada", Role.ADMIN)
    for person in (anna, anna, boris):
        begun(bench, person)
    code = issued(bench, boris)
    of_boris = EndSessions(person=Ref(Kind.PERSON, boris.id, "boris"))
    with pytest.raises(NotAllowed):
        bench.ask(end_sessions, of_boris, anna)
    assert "(2)" in said(bench.ask(end_sessions, EndSessions(), anna).reply)
    assert "(1)" in said(bench.ask(end_sessions, of_boris, admin).reply)
    assert bench.write(lambda ledger: ledger.entrances.enter(code, bench.clock.at)) is None, "unused links go too"
    noted = bench.write(lambda ledger: ledger.trail.about((Ref(Kind.PERSON, boris.id),), None, 5))
    assert noted[0].type == "sessions.ended"

"""What will have been posted by a moment is said before, and nothing of it is done."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.people import PlatformName
from bot.domain.routes import Route, Topic
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from tests.terminal.commands import Shell


def test_a_promise_and_what_follows_if_it_is_not_kept(shell: Shell) -> None:
    at = _promise(shell)
    before = _size(shell)
    early = _due(shell, at - timedelta(minutes=1))
    assert not [one for one in early if one["code"] == "F1"]
    later = [one for one in _due(shell, at + timedelta(days=1)) if one["code"] == "F1"]
    assert [one["kind"] for one in later] == ["reminder", "overdue", "overdue"]
    assert (later[0]["customer"], later[0]["for"]) == ("Nova Ltd", "Anna")
    assert datetime.fromisoformat(later[0]["at"]) == at
    assert {one["for"] for one in later[1:]} == {"Anna", "Chief"}
    assert _size(shell) == before, "looking ahead wrote something"


def test_a_routed_room_is_named_and_mornings_are_there(shell: Shell) -> None:
    at = _promise(shell)
    app = shell.app()
    now = app.clock.now()

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("route", 1, PlatformName.CONSOLE, "", now))
        ledger.routes.add(
            Route(id=UNSAVED, platform=PlatformName.CONSOLE, chat="room:late", topic=Topic.OVERDUE, added_by=1)
        )

    app.store.write(job).result(20)
    app.store.close()
    rows = _due(shell, at + timedelta(days=5))
    assert "#overdue" in {one["for"] for one in rows if one["code"] == "F1"}
    mornings = [datetime.fromisoformat(one["at"]) for one in rows if (one["code"], one["for"]) == ("today", "Anna")]
    assert mornings and {(one.hour, one.minute) for one in mornings} == {(8, 30)}
    assert all(one.weekday() < 6 for one in mornings)


def test_a_line_each_for_people(shell: Shell) -> None:
    shell.run("console", "--as", "Anna", typed="today\n")
    said = shell.run("due", "--at", (_now(shell) + timedelta(days=9)).isoformat())
    assert said.code == 0
    assert any("F3" in line and "Al Noor Trading" in line and "Boris" in line for line in said.lines), said.out
    nothing = shell.run("due", "--at", "2020-01-01T09:00+08:00")
    assert nothing.lines == ["Nothing will have been posted by 2020-01-01 09:00 (Asia/Shanghai, UTC+8)."]
    assert shell.run("due", "--at", "2020-01-01T09:00+08:00", "--json").out == "", "a program reads no sentence"
    wrong = shell.run("due", "--at", "soon")
    assert wrong.code == 1 and len(wrong.err.splitlines()) == 1


def _promise(shell: Shell) -> datetime:
    """A firm in which Anna has promised something in two days."""
    shell.hire()
    at = (_now(shell) + timedelta(days=2)).astimezone(ZoneInfo("Asia/Shanghai")).replace(second=0, microsecond=0)
    typed = f'customer new "Nova Ltd"\nfollow Nova > {at:%Y-%m-%d %H:%M} call them\n'
    assert shell.run("console", "--as", "Anna", typed=typed).code == 0
    return at


def _now(shell: Shell) -> datetime:
    app = shell.app()
    app.store.close()
    return app.clock.now()


def _due(shell: Shell, at: datetime) -> list[dict[str, str]]:
    said = shell.run("due", "--at", at.isoformat(), "--json")
    assert said.code == 0, said.err
    return [json.loads(line) for line in said.lines]


def _size(shell: Shell) -> int:
    app = shell.app()
    try:
        return app.store.read(lambda ledger: ledger.trail.size()).result(20)
    finally:
        app.store.close()

"""What is looked at from a terminal is said in words, a line each, and moves no screen."""

import json

from bot.domain.people import PlatformName
from bot.ports.ledger import Ledger, Via
from tests.terminal.commands import Shell


def test_people_are_told_in_words(shell: Shell) -> None:
    assert "Nobody is on the desk yet" in shell.run("people").out
    shell.hire()
    app = shell.app()
    now = app.clock.now()

    def job(ledger: Ledger) -> None:
        ledger.begin(Via("leave", None, PlatformName.TERMINAL, "", now))
        boris = ledger.people.named("Boris")[0]
        ledger.people.change(boris, is_active=False, name="Bo\x1b[2Jr\nis\u202e")

    app.store.write(job).result(20)
    app.store.close()
    said = shell.run("people")
    assert said.lines[:2] == ["1 · Chief · admin · -", "2 · Anna · sales · console:2"]
    assert len(said.lines) == 3 and "no longer on the desk" in said.lines[2]
    assert "\x1b" not in said.out and "\u202e" not in said.out
    rows = [json.loads(line) for line in shell.run("people", "--json").lines]
    assert [row["active"] for row in rows] == [True, True, False]

"""What is looked at from a terminal is said in words, a line each, and moves no screen."""

import json
import sqlite3
from contextlib import closing

import pytest

from bot.dialogue.texts import Texts
from bot.domain.people import Language, PlatformName
from bot.domain.phrases import choice_phrase
from bot.ports.ledger import Ledger, Via
from bot.reminders.forecast import OCCASIONS, Occasion
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


@pytest.mark.parametrize(
    ("language", "good", "bad", "fault"),
    [
        (
            "en",
            "Intact: 5 entries, head ",
            "Broken: 5 entries, of which these are wrong:",
            "#2: the record says something else than the trail",
        ),
        ("zh-CN", "Intact（完好）：共 5 条，链头 ", "Broken（已损坏）：共 5 条，以下有误：", "#2：记录与留痕不一致"),
    ],
)
def test_a_verdict_is_said_in_the_firms_words(shell: Shell, language: str, good: str, bad: str, fault: str) -> None:
    shell.monkeypatch.setenv("BOT_LANGUAGE", language)
    shell.hire()
    said = shell.run("verify")
    assert said.code == 0 and said.out.startswith(good), said.out
    _tamper(shell)
    said = shell.run("verify")
    assert said.code == 1 and said.lines[0] == bad and fault in said.lines[1:], said.out
    told = json.loads(shell.run("verify", "--json").out)
    assert not told["intact"] and {"entry": 2, "problem": "record"} in told["faults"]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_occasion_has_its_word(language: str) -> None:
    assert set(OCCASIONS.values()) | {Occasion.OTHER} == set(Occasion)
    texts = Texts.load()
    said = {texts.say(choice_phrase(one), Language(language), "UTC") for one in Occasion}
    assert len(said) == len(Occasion) and not any("occasion" in word for word in said)


def _tamper(shell: Shell) -> None:
    """Make Anna a manager behind the desk's back, as somebody with the file in hand could."""
    file = next(shell.folder.rglob("*.db"))
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute("UPDATE people SET role = 'manager' WHERE name = 'Anna'").rowcount == 1

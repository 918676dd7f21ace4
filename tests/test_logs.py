"""The logs: one JSON object a line, and a secret in none of them, however it came there."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.logs import NOISY, NoSecrets, set_up_logs

CANARIES = ("signing-secret-canary", "a key of four words", "webhook-canary")
SHAPED = ("xoxb-1234-5678-canary", "xapp-1-A1-canary", "xoxe-1-canary", "123456:AAcanary-canary_canary-canary12")
"""Tokens nobody told the logs of; their form betrays them."""


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Where the logs go, set up as the program does; all is put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in NOISY}
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    set_up_logs("DEBUG", CANARIES)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


class Dated(BaseModel):
    at: datetime


class Holder:
    def __init__(self, secret: str) -> None:
        self.secret = secret

    def __repr__(self) -> str:
        return f"Bot[token={self.secret}]"


def _fail(secret: str) -> None:
    try:
        raise ConnectionError(f"https://api.telegram.org/bot{secret}/getMe")
    except ConnectionError as error:
        raise RuntimeError(Holder(secret)) from error


@pytest.mark.parametrize("secret", [*CANARIES, *SHAPED])
def test_no_line_bears_a_secret(lines: io.StringIO, secret: str) -> None:
    log = logging.getLogger("bot.somewhere")
    log.warning("plain %s", secret)
    log.warning(f"in the text itself: {secret}")
    log.info("an object %r", Holder(secret))
    log.error("a mapping %s", {"token": secret, "url": f"https://x/bot{secret}/y"})
    logging.getLogger("httpx").warning("POST https://api.telegram.org/bot%s/sendMessage", secret)
    try:
        _fail(secret)
    except RuntimeError:
        log.exception("failed with %s", secret)
    written = lines.getvalue()
    assert secret not in written
    assert written.count("***") >= 8
    said = [json.loads(line) for line in written.splitlines()]
    assert len(said) == 6
    assert "RuntimeError" in said[-1]["exception"] and "ConnectionError" in said[-1]["exception"]


@pytest.mark.parametrize("spoil", [lambda word: {}[word], int, lambda word: Dated.model_validate({"at": word})])
def test_a_traceback_bears_no_word_of_a_customer(lines: io.StringIO, spoil: Callable[[str], object]) -> None:
    word = "Nova Lights"
    try:
        try:
            spoil(word)
        except Exception as error:
            raise RuntimeError("could not go on") from error
    except RuntimeError:
        logging.getLogger("bot.somewhere").exception("failed")
    told = json.loads(lines.getvalue())["exception"]
    assert word not in told and "***" in told
    assert "could not go on" in told and "spoil(" in told, "what helps to find the fault is kept"


def test_extra_fields_and_stacks_bear_none_either(lines: io.StringIO) -> None:
    log = logging.getLogger("bot.somewhere")
    log.warning("a reason", extra={"reason": f"bad {SHAPED[0]} and {CANARIES[0]}"})
    log.warning("where", stack_info=True)
    first = json.loads(lines.getvalue().splitlines()[0])
    assert first.pop("at").endswith("Z")
    told = {"event": "a reason", "level": "warning", "logger": "bot.somewhere", "reason": "bad *** and ***"}
    assert first == told
    assert SHAPED[0] not in lines.getvalue() and CANARIES[0] not in lines.getvalue()


def test_the_values_a_database_names_stay_out(lines: io.StringIO) -> None:
    whose = "Anna " + "Schmidt"
    try:
        raise ValueError(f"duplicate key\nDETAIL:  Key (account)=({whose}) already exists.\nHINT: none")
    except ValueError:
        logging.getLogger("bot.somewhere").exception("failed")
    assert whose not in lines.getvalue() and "HINT" in lines.getvalue()


def test_a_broken_line_of_a_library_stops_nobody(lines: io.StringIO) -> None:
    logging.getLogger("bot.somewhere").warning("one\ntwo \x1b[31m red")
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["event"] == "one\ntwo \x1b[31m red"


def test_libraries_that_log_tokens_are_held_back(lines: io.StringIO) -> None:
    assert NOISY
    for name in NOISY:
        logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot123/getMe")
    assert lines.getvalue() == ""


@given(before=st.text(), after=st.text(), secret=st.sampled_from(CANARIES))
def test_a_known_secret_is_struck_out_wherever_it_stands(before: str, after: str, secret: str) -> None:
    cleaned = NoSecrets(CANARIES).clean(f"{before}{secret}{after}")
    assert secret not in cleaned

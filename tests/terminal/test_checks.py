"""What must be right before the bot is needed is looked at, and each wrong thing says what to do."""

import asyncio
import json
import socket

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.shipping.post_office import post_office
from tests.terminal.commands import Shell


def test_a_fresh_folder_is_well_and_told_how_to_join(shell: Shell) -> None:
    said = shell.run("check")
    assert said.code == 0, said.out
    assert "✓ Settings" in said.out and "✗" not in said.out
    assert "api.slack.com/apps" in said.out and "@BotFather" in said.out
    assert "join-" not in said.out and "finding-" not in said.out


def test_it_can_be_read_by_a_program(shell: Shell) -> None:
    told = [json.loads(line) for line in shell.run("check", "--json").lines]
    assert {one["name"] for one in told} >= {"settings", "rules", "folder", "database"}
    assert all(one["good"] for one in told)


def test_a_wrong_rules_file_is_named(shell: Shell) -> None:
    (shell.folder / "own.toml").write_text("[nonsense]\nx = 1\n")
    shell.monkeypatch.setenv("RULES_FILE", "own.toml")
    said = shell.run("check")
    assert said.code == 1
    assert "✗ Rules" in said.out and "own.toml" in said.out and "nonsense" in said.out


def test_a_database_that_does_not_open_is_said(shell: Shell) -> None:
    shell.hire()
    (shell.folder / "data" / "desk.db").write_bytes(b"no database " * 1_000)
    for suffix in ("-wal", "-shm"):
        (shell.folder / "data" / f"desk.db{suffix}").unlink(missing_ok=True)
    said = shell.run("check")
    assert said.code == 1 and "✗ Database" in said.out and "DATA_DIR" in said.out


def test_platforms_that_are_away_are_findings(shell: Shell) -> None:
    shell.monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    shell.monkeypatch.setenv("SLACK_SIGNING_SECRET", "secret")
    shell.monkeypatch.setenv("SLACK_API_BASE_URL", "http://127.0.0.1:9/api/")
    shell.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:A")
    shell.monkeypatch.setenv("TELEGRAM_API_BASE_URL", "http://127.0.0.1:9/bot")
    said = shell.run("check")
    assert said.code == 1
    assert "Slack cannot be reached" in said.out and "Telegram cannot be reached" in said.out
    assert "does not accept the bot token" not in said.out, "nobody has looked at the token"
    assert "xoxb-1" not in said.out + said.err and "1:A" not in said.out + said.err


async def test_platforms_that_answer_are_well(shell: Shell) -> None:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        shell.monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        shell.monkeypatch.setenv("SLACK_SIGNING_SECRET", "secret")
        shell.monkeypatch.setenv("SLACK_API_BASE_URL", slack.base_url)
        shell.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", telegram.token)
        shell.monkeypatch.setenv("TELEGRAM_API_BASE_URL", telegram.base_url)
        said = await asyncio.to_thread(shell.run, "check")
    assert "✓ Slack: token" in said.out and "✓ Telegram: token" in said.out, said.out
    assert "@BotFather and send /newbot" not in said.out


def test_a_place_that_cannot_be_listened_at_names_its_setting(shell: Shell) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        shell.monkeypatch.setenv("HTTP_PORT", str(other.getsockname()[1]))
        said = shell.run("run")
    assert (said.code, said.err.splitlines()) == (
        1,
        ["HTTP_PORT: another program listens there already; choose another, for example HTTP_PORT=8081"],
    )


def test_the_mail_server_is_asked_whether_it_takes_our_name(shell: Shell) -> None:
    shell.monkeypatch.setenv("MAIL_FROM", "desk@example.com")
    with post_office() as office:
        shell.monkeypatch.setenv("SMTP_URL", office.url)
        said = shell.run("check")
        assert said.code == 0 and "✓ Mail server" in said.out and not office.mails
        shell.monkeypatch.setenv("SMTP_URL", office.url.replace("s%40cret", "wr0ng-w0rd"))
        said = shell.run("check")
        assert said.code == 1 and "did not accept our name" in said.out and "wr0ng-w0rd" not in said.out + said.err
        shell.monkeypatch.setenv("SMTP_URL", office.url.replace("smtp:", "smtp+starttls:"))
        assert "does not encrypt" in shell.run("check").out
    said = shell.run("check")
    assert said.code == 1 and "does not answer" in said.out

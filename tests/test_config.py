"""What the firm sets is read as it is meant, and a wrong value is named in one line."""

from pathlib import Path

import pytest

from bot.config import Settings, SettingsError, load_settings

SECRET = "hush-hush"


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def load(env_file: Path, **said: str) -> Settings:
    env_file.write_text("".join(f"{name}={value}\n" for name, value in said.items()), encoding="utf-8")
    return load_settings(env_file)


def test_nothing_set_gives_the_defaults_of_the_surface(env_file: Path) -> None:
    settings = load_settings(env_file)
    assert not settings.slack_is_on and not settings.slack_uses_socket
    assert not settings.telegram_is_on and not settings.telegram_uses_webhook
    assert settings.slack_api_base_url == "https://slack.com/api/"
    assert settings.telegram_api_base_url == "https://api.telegram.org/bot"
    assert settings.telegram_file_base_url == "https://api.telegram.org/file/bot"
    assert (settings.slack_command_prefix, settings.slack_default_role) == ("", "sales")
    assert (settings.bot_language, settings.bot_timezone, settings.zone.key) == (
        "zh-CN",
        "Asia/Shanghai",
        "Asia/Shanghai",
    )
    assert settings.admins == ()
    assert settings.data_dir == Path("data")
    assert settings.database_url_or_default == "sqlite:///data/desk.db"
    assert (settings.http_host, settings.http_port, settings.log_level) == ("127.0.0.1", 8080, "INFO")
    assert {settings.rules_file, settings.smtp_url, settings.mail_from, settings.backup_dir} == {None}


def test_slack_is_on_with_both_and_uses_a_socket_with_three(env_file: Path) -> None:
    on = load(env_file, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s")
    assert on.slack_is_on and not on.slack_uses_socket
    socket = load(env_file, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", SLACK_APP_TOKEN="xapp-1")
    assert socket.slack_uses_socket


def test_telegram_polls_until_both_webhook_settings_are_there(env_file: Path) -> None:
    polling = load(env_file, TELEGRAM_BOT_TOKEN="1:a")
    assert polling.telegram_is_on and not polling.telegram_uses_webhook
    hook = load(
        env_file, TELEGRAM_BOT_TOKEN="1:a", TELEGRAM_WEBHOOK_URL="https://b.example/w", TELEGRAM_WEBHOOK_SECRET="x_1-"
    )
    assert hook.telegram_uses_webhook


def test_the_environment_wins_over_the_file_but_an_empty_one_does_not(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PORT", "9000")
    monkeypatch.setenv("HTTP_HOST", "")
    settings = load(env_file, HTTP_PORT="8000", HTTP_HOST="0.0.0.0")  # noqa: S104
    assert (settings.http_port, settings.http_host) == (9000, "0.0.0.0")  # noqa: S104


def test_an_empty_value_counts_as_not_set(env_file: Path) -> None:
    settings = load(env_file, SLACK_BOT_TOKEN="", HTTP_PORT="", BOT_ADMINS="", DATABASE_URL='"  "', RULES_FILE="")
    assert settings == load_settings(env_file.with_name("absent"))


@pytest.mark.parametrize("where", ["environment", "file"])
def test_an_empty_default_role_means_refused(env_file: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    if where == "environment":
        monkeypatch.setenv("SLACK_DEFAULT_ROLE", "")
        assert load(env_file, SLACK_DEFAULT_ROLE="sales").slack_default_role is None
    else:
        assert load(env_file, SLACK_DEFAULT_ROLE="").slack_default_role is None


def test_admins_are_read_as_pairs_with_chinese_marks_too(env_file: Path) -> None:
    assert load(env_file, BOT_ADMINS="slack:U0123， telegram：4567,").admins == (
        ("slack", "U0123"),
        ("telegram", "4567"),
    )


def test_a_file_saved_by_notepad_is_read(env_file: Path) -> None:
    env_file.write_bytes(b"\xef\xbb\xbfHTTP_PORT=9001\r\nBOT_LANGUAGE=en\r\n")
    settings = load_settings(env_file)
    assert (settings.http_port, settings.bot_language) == (9001, "en")


def test_forms_people_write_are_brought_to_one(env_file: Path) -> None:
    settings = load(
        env_file,
        SLACK_API_BASE_URL="http://127.0.0.1:9/api",
        TELEGRAM_API_BASE_URL="http://127.0.0.1:9/bot/",
        BOT_LANGUAGE="zh_tw",
        LOG_LEVEL="debug",
        DATABASE_URL="postgres://u:p@localhost/d",
    )
    assert settings.slack_api_base_url == "http://127.0.0.1:9/api/"
    assert settings.telegram_api_base_url == "http://127.0.0.1:9/bot"
    assert (settings.bot_language, settings.log_level) == ("zh-TW", "DEBUG")
    assert settings.database_url_or_default == "postgresql://u:p@localhost/d"


def test_an_absolute_data_folder_gives_an_absolute_database(env_file: Path, tmp_path: Path) -> None:
    settings = load(env_file, DATA_DIR=str(tmp_path))
    assert settings.database_url_or_default == f"sqlite:///{tmp_path.as_posix()}/desk.db"


def test_any_passphrase_is_a_key_and_no_secret_is_printed(env_file: Path) -> None:
    settings = load(
        env_file,
        DATABASE_KEY="two words 和汉字",
        SLACK_BOT_TOKEN=SECRET,
        SLACK_SIGNING_SECRET=SECRET,
        TELEGRAM_BOT_TOKEN=SECRET,
        DATABASE_URL=f"postgresql://u:{SECRET}@h/d",
        SMTP_URL=f"smtp://u:{SECRET}@h",
        MAIL_FROM="Desk <desk@example.com>",
    )
    assert settings.database_key is not None and settings.database_key.get_secret_value() == "two words 和汉字"
    assert {SECRET, f"smtp://u:{SECRET}@h", "two words 和汉字"} <= set(settings.secrets)
    assert SECRET not in repr(settings) and SECRET not in str(settings) and "汉字" not in repr(settings)


WRONG = [
    ("HTTP_PORT", {"HTTP_PORT": "abc"}),
    ("HTTP_PORT", {"HTTP_PORT": "65536"}),
    ("HTTP_PORT", {"HTTP_PORT": "-1"}),
    ("HTTP_HOST", {"HTTP_HOST": "http://localhost"}),
    ("BOT_TIMEZONE", {"BOT_TIMEZONE": "Mars"}),
    ("BOT_TIMEZONE", {"BOT_TIMEZONE": "Asia"}),
    ("BOT_TIMEZONE", {"BOT_TIMEZONE": "../etc/passwd"}),
    ("BOT_LANGUAGE", {"BOT_LANGUAGE": "fr"}),
    ("SLACK_DEFAULT_ROLE", {"SLACK_DEFAULT_ROLE": "boss"}),
    ("SLACK_SIGNING_SECRET", {"SLACK_BOT_TOKEN": SECRET}),
    ("SLACK_BOT_TOKEN", {"SLACK_SIGNING_SECRET": SECRET}),
    ("SLACK_BOT_TOKEN", {"SLACK_APP_TOKEN": SECRET}),
    ("SLACK_BOT_TOKEN", {"SLACK_BOT_TOKEN": f"{SECRET} two", "SLACK_SIGNING_SECRET": "s"}),
    ("SLACK_API_BASE_URL", {"SLACK_API_BASE_URL": "slack.com/api/"}),
    ("SLACK_COMMAND_PREFIX", {"SLACK_COMMAND_PREFIX": "/tt"}),
    ("TELEGRAM_WEBHOOK_SECRET", {"TELEGRAM_BOT_TOKEN": SECRET, "TELEGRAM_WEBHOOK_URL": "https://b.example/w"}),
    ("TELEGRAM_WEBHOOK_URL", {"TELEGRAM_BOT_TOKEN": SECRET, "TELEGRAM_WEBHOOK_SECRET": "s"}),
    ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_WEBHOOK_URL": "https://b.example/w", "TELEGRAM_WEBHOOK_SECRET": "s"}),
    ("TELEGRAM_WEBHOOK_SECRET", {"TELEGRAM_WEBHOOK_SECRET": f"{SECRET}!"}),
    ("TELEGRAM_API_BASE_URL", {"TELEGRAM_API_BASE_URL": "http://localhost:8081"}),
    ("TELEGRAM_FILE_BASE_URL", {"TELEGRAM_FILE_BASE_URL": "http://localhost:99999/file/bot"}),
    ("BOT_ADMINS", {"BOT_ADMINS": "anna"}),
    ("BOT_ADMINS", {"BOT_ADMINS": "telegram:anna"}),
    ("DATABASE_URL", {"DATABASE_URL": f"mysql://u:{SECRET}@h/d"}),
    ("DATABASE_URL", {"DATABASE_URL": "sqlite://"}),
    ("RULES_FILE", {"RULES_FILE": "/nowhere/rules.toml"}),
    ("SMTP_URL", {"SMTP_URL": f"mail.example.com:{SECRET}", "MAIL_FROM": "a@b.example"}),
    ("MAIL_FROM", {"SMTP_URL": "smtp://h"}),
    ("MAIL_FROM", {"MAIL_FROM": "desk"}),
    ("DATA_DIR", {"DATA_DIR": __file__}),
    ("BACKUP_DIR", {"BACKUP_DIR": "./data"}),
    ("LOG_LEVEL", {"LOG_LEVEL": "loud"}),
    ("CONSOLE_URL", {"CONSOLE_URL": "desk.example.com"}),
    ("TELEGRAM_WEBHOOK_URL", {"TELEGRAM_WEBHOOK_URL": f"ftp://{SECRET}@b.example/w", "TELEGRAM_WEBHOOK_SECRET": "s"}),
    ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": f"“{SECRET}”"}),
    ("SLACK_SIGNING_SECRET", {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": f"{SECRET}\u200b"}),
    ("SLACK_APP_TOKEN", {"SLACK_BOT_TOKEN": "x", "SLACK_SIGNING_SECRET": "s", "SLACK_APP_TOKEN": f"{SECRET}é"}),
    ("DATABASE_URL", {"DATABASE_URL": f"postgresql://u:{SECRET}@h:port/d"}),
]
ANYTHING = {"DATABASE_KEY", "CARRIER_SECRET"}
"""Of these no value is wrong."""


def test_every_setting_is_tried_with_a_wrong_value() -> None:
    assert {name.upper() for name in Settings.model_fields} - {name for name, _ in WRONG} == ANYTHING


@pytest.mark.parametrize(("name", "said"), WRONG)
def test_a_wrong_value_is_one_line_with_name_and_example(env_file: Path, name: str, said: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load(env_file, **said)
    line = str(caught.value)
    assert caught.value.name == name
    assert line.startswith(f"{name}: ") and f"{name}={caught.value.example}" in line
    assert caught.value.example and caught.value.problem
    assert "\n" not in line
    assert SECRET not in line


def test_every_example_is_itself_accepted(env_file: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.touch()
    said = {name.upper(): str((field.examples or [field.default])[0]) for name, field in Settings.model_fields.items()}
    settings = load(env_file, **(said | {"RULES_FILE": str(rules)}))
    assert settings.slack_uses_socket and settings.telegram_uses_webhook
    assert len(said) >= 24, "found too few settings: this test would prove little"


def test_a_file_in_another_encoding_is_refused_in_one_line(env_file: Path) -> None:
    env_file.write_bytes("# 中文\nHTTP_PORT=1\n".encode("gb18030"))
    with pytest.raises(SettingsError, match="not saved as UTF-8"):
        load_settings(env_file)

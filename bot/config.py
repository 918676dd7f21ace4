"""What the firm has set: which platforms are on, where the records lie, whose language and time are meant.

Settings come from the environment and from a `.env` file in the folder the bot is started in; the environment wins.
An empty value counts as not set. A wrong value stops the start with one line (`SettingsError`).
"""

import os
import re
import unicodedata
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

Language = Literal["zh-CN", "zh-TW", "en"]
DefaultRole = Literal["sales", "merchandiser", "logistics", "finance", "manager", "admin"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
ENV_FILE: Final = Path(".env")


class SettingsError(Exception):
    """A setting that cannot be used; its text is one line: the name, what is wrong, an example. Never a secret."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        super().__init__(f"{name}: {problem}; for example {name}={example}")
        self.name, self.problem, self.example = name, problem, example


def _choice(*allowed: str) -> BeforeValidator:
    by_folded = {word.casefold(): word for word in allowed}

    def read(value: str) -> str:
        word = by_folded.get(value.replace("_", "-").casefold())
        if word is None:
            raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
        return word

    return BeforeValidator(read)


def _matching(pattern: str, problem: str) -> BeforeValidator:
    """A check of the whole value; the problem does not repeat the value, which may be a secret."""

    def read(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(problem)
        return value

    return BeforeValidator(read)


def _address(*schemes: str, ending: str = "", slash: bool = False) -> BeforeValidator:
    def read(value: str) -> str:
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        if not _is_readable(value) or not urlsplit(value).hostname or re.search(r"\s", value):
            raise ValueError("is not a readable address")
        if not value.rstrip("/").endswith(ending):
            raise ValueError(f"must end in {ending} (the token is appended)")
        return value.rstrip("/") + "/" * slash if ending or slash else value

    return BeforeValidator(read)


def _is_readable(value: str) -> bool:
    """Whether an address's port, if it names one, is a port."""
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{value!r} is not a time zone of the IANA list") from error
    return value


def _port(value: str | int) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", str(value)) or int(value) > 65_535:
        raise ValueError(f"{value!r} is not a port number from 0 to 65535")
    return int(value)


def _folder(value: str | Path) -> Path:
    path = Path(value).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError(f"{value} is a file, not a folder")
    return path


def _rules_file(value: str | Path) -> Path:
    path = Path(value).expanduser()
    if not path.is_file():
        raise ValueError(f"there is no file {value}")
    return path


def _database(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in {"sqlite", "postgresql", "postgresql+psycopg", "postgres"}:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if scheme != "sqlite" and not _is_readable(value):
        raise ValueError("is not a readable address")
    if scheme == "sqlite" and (not rest.startswith("/") or not rest.strip("/")):
        raise ValueError("names no database file")
    # Many hosts still hand out the short name, which the database library has dropped.
    return f"postgresql://{rest}" if scheme == "postgres" else value


def _sender(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(value)[1]):
        raise ValueError(f"{value!r} is not a mail address")
    return value


def _admins(value: str) -> str:
    accounts = [part.strip() for part in unicodedata.normalize("NFKC", value).split(",") if part.strip()]
    for account in accounts:
        if not re.fullmatch(r"slack:[A-Z][A-Z0-9]+|telegram:[1-9][0-9]*", account):
            raise ValueError(f"{account!r} is neither slack:MEMBER-ID nor telegram:NUMBER")
    return ",".join(accounts)


_Secret = Annotated[SecretStr, _matching(r"[!-~]+", "may hold only plain letters, digits and signs, no blanks")]
_WebhookSecret = Annotated[
    SecretStr, _matching(r"[A-Za-z0-9_-]{1,256}", "may hold only letters, digits, - and _, 256 at most")
]
# Slack allows 32 signs for a slash command, the verb included.
_Prefix = Annotated[str, _matching(r"[a-z0-9_-]{0,16}", "may hold only a-z, 0-9, - and _, 16 at most, no slash")]
_Host = Annotated[str, _matching(r"[^\s/@]+", "is not a host name or address")]
_WebAddress = Annotated[str, _address("https", "http")]
_SlackBase = Annotated[str, _address("https", "http", slash=True)]
_TelegramBase = Annotated[str, _address("https", "http", ending="/bot")]
_TelegramFileBase = Annotated[str, _address("https", "http", ending="/file/bot")]
_MailServer = Annotated[SecretStr, _address("smtp", "smtps", "smtp+starttls")]
_Role = Annotated[DefaultRole, _choice(*get_args(DefaultRole))]
_Language = Annotated[Language, _choice(*get_args(Language))]
_LogLevel = Annotated[LogLevel, _choice(*get_args(LogLevel))]
_Admins = Annotated[str, BeforeValidator(_admins)]
_Zone = Annotated[str, BeforeValidator(_zone)]
_Folder = Annotated[Path, BeforeValidator(_folder)]
_RulesFile = Annotated[Path, BeforeValidator(_rules_file)]
_Database = Annotated[SecretStr, BeforeValidator(_database)]
_Port = Annotated[int, BeforeValidator(_port)]
_Sender = Annotated[str, BeforeValidator(_sender)]


class Settings(BaseModel):
    """Every setting of the bot, checked. Frozen; secrets show as stars when printed.

    Get one through `load_settings`, which also checks what belongs together. It does not look at the network: whether
    a token works is asked by `check`.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    slack_bot_token: _Secret | None = Field(None, examples=["xoxb-1-2-abc"])
    slack_signing_secret: _Secret | None = Field(None, examples=["8f742231b10e8888abcd99yyyzzz85a5"])
    slack_app_token: _Secret | None = Field(None, examples=["xapp-1-A2-3-abc"])
    slack_api_base_url: _SlackBase = "https://slack.com/api/"
    slack_command_prefix: _Prefix = Field("", examples=["tt-"])
    slack_default_role: _Role | None = "sales"
    telegram_bot_token: _Secret | None = Field(None, examples=["123456:ABC-def"])
    telegram_webhook_url: _WebAddress | None = Field(None, examples=["https://bot.example.com/telegram/webhook"])
    telegram_webhook_secret: _WebhookSecret | None = Field(None, examples=["a-long-random-word"])
    telegram_api_base_url: _TelegramBase = "https://api.telegram.org/bot"
    telegram_file_base_url: _TelegramFileBase = "https://api.telegram.org/file/bot"
    bot_admins: _Admins = Field("", examples=["slack:U0123,telegram:4567"])
    bot_language: _Language = "zh-CN"
    bot_timezone: _Zone = "Asia/Shanghai"
    data_dir: _Folder = Field(Path("data"), examples=["./data"])
    database_url: _Database | None = Field(None, examples=["postgresql://desk:secret@localhost/desk"])
    database_key: SecretStr | None = Field(None, examples=["four words nobody guesses"])
    http_host: _Host = "127.0.0.1"
    console_url: _WebAddress | None = Field(None, examples=["https://desk.example.com"])
    http_port: _Port = 8080
    carrier_secret: SecretStr | None = Field(None, examples=["a-long-random-word"])
    rules_file: _RulesFile | None = Field(None, examples=["./rules.toml"])
    smtp_url: _MailServer | None = Field(None, examples=["smtp+starttls://user:secret@mail.example.com:587"])
    mail_from: _Sender | None = Field(None, examples=["desk@example.com"])
    backup_dir: _Folder | None = Field(None, examples=["/mnt/backup"])
    log_level: _LogLevel = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _blank_is_not_set(cls, given: Any) -> Any:
        """Blanks around a value are dropped; a value of blanks alone counts as not set."""
        plain = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in given.items()
        }
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in plain.items()}
        return {name: value for name, value in trimmed.items() if value != ""}

    @property
    def slack_is_on(self) -> bool:
        """Both the bot token and the signing secret are set."""
        return self.slack_bot_token is not None and self.slack_signing_secret is not None

    @property
    def slack_uses_socket(self) -> bool:
        """Slack is reached over a socket the bot opens, so no address of ours need be reachable."""
        return self.slack_is_on and self.slack_app_token is not None

    @property
    def telegram_is_on(self) -> bool:
        """The bot token is set."""
        return self.telegram_bot_token is not None

    @property
    def telegram_uses_webhook(self) -> bool:
        """Telegram calls us at `POST /telegram/webhook`; otherwise we ask it."""
        return self.telegram_is_on and self.telegram_webhook_url is not None

    @property
    def database_url_or_default(self) -> str:
        """Where the records are kept: the address set, or the SQLite file in the data folder. May hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'desk.db').as_posix()}"

    @property
    def admins(self) -> tuple[tuple[str, str], ...]:
        """The first admins as (platform, account), e.g. `(("slack", "U0123"), ("telegram", "4567"))`."""
        parts = [account.partition(":") for account in self.bot_admins.split(",") if account]
        return tuple((platform, account) for platform, _, account in parts)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that is set, and the passwords in addresses, for whoever must keep them out of the logs."""
        held = (getattr(self, name) for name in type(self).model_fields)
        whole = [secret.get_secret_value() for secret in held if isinstance(secret, SecretStr)]
        inside = [word for text in whole if "://" in text and (word := urlsplit(text).password)]
        return tuple(dict.fromkeys([*whole, *inside, *map(unquote, inside)]))

    @property
    def zone(self) -> ZoneInfo:
        """The firm's zone."""
        return ZoneInfo(self.bot_timezone)


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """Read the environment and the `.env` file. Raises `SettingsError` for the first setting that cannot be used."""
    try:
        settings = Settings(**_given(env_file))
    except UnicodeDecodeError as error:
        raise SettingsError(str(env_file), "is not saved as UTF-8", "HTTP_PORT=8080") from error
    except ValidationError as error:
        raise _first_problem(error) from None
    _check_what_belongs_together(settings)
    return settings


def _given(env_file: Path) -> dict[str, Any]:
    """What is said of each setting, by its field's name. Names are read whatever their case."""
    # Notepad marks a UTF-8 file with three bytes that would stick to the first name.
    in_file = dotenv_values(env_file, encoding="utf-8-sig") if env_file.is_file() else {}
    said = {name.lower(): value for source in (in_file, os.environ) for name, value in source.items() if value}
    given: dict[str, Any] = {name: said[name] for name in Settings.model_fields if name in said}
    # The one setting whose empty value means something: nobody is let in unplaced.
    said_role = os.environ.get("SLACK_DEFAULT_ROLE", in_file.get("SLACK_DEFAULT_ROLE"))
    if said_role is not None and not said_role.strip():
        given["slack_default_role"] = None
    return given


def _first_problem(error: ValidationError) -> SettingsError:
    # A setting that may be absent is tried as "absent" too; that attempt's complaint explains nothing.
    problem = next((one for one in error.errors() if one["type"] == "value_error"), error.errors()[0])
    message = problem["msg"].removeprefix("Value error, ")
    return _settings_error(str(problem["loc"][0]).upper(), " ".join(message.split()))


def _settings_error(name: str, problem: str) -> SettingsError:
    field = Settings.model_fields[name.lower()]
    return SettingsError(name, problem, str(field.examples[0] if field.examples else field.default))


def _check_what_belongs_together(settings: Settings) -> None:
    # (set, needs): the first does nothing, or something unsafe, without the second.
    needs = (
        ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
        ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"),
        ("SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"),
        ("TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET"),
        ("TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_URL"),
        ("TELEGRAM_WEBHOOK_URL", "TELEGRAM_BOT_TOKEN"),
        ("SMTP_URL", "MAIL_FROM"),
    )
    for name, needed in needs:
        if getattr(settings, name.lower()) is not None and getattr(settings, needed.lower()) is None:
            raise _settings_error(needed, f"is not set, but {name} is and needs it")
    if settings.backup_dir is not None and settings.backup_dir.resolve() == settings.data_dir.resolve():
        raise _settings_error("BACKUP_DIR", "is the same folder as DATA_DIR, so it would be no second place")

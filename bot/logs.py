"""Logs as one JSON object a line, without a secret in any of them."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

NOISY = ("alembic", "httpx", "httpcore", "slack_bolt", "slack_sdk", "telegram", "aiohttp.access")
"""Libraries that log addresses, bodies or tokens at INFO."""
TOLD = "told_exception"
"""Under this name a record carries its traceback as it may be shown; the formatter throws away the usual one."""
ALWAYS = frozenset({*logging.makeLogRecord({}).__dict__, "message", "asctime", TOLD})
"""What every record holds. The rest was named by whoever wrote the line: a reason, a code."""
TELEGRAM_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{8,}")
SLACK_TOKEN = re.compile(r"x(?:ox[a-z]|app)-[A-Za-z0-9-]+")


VALUES = re.compile(r"^DETAIL: .*$", re.MULTILINE)
"""PostgreSQL's errors name the very values that would not fit: what people wrote."""
NAMING = (LookupError, ValueError)
"""So do these, in quotes: `KeyError: 'Nova Lights'`, or what a model could not read."""
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")


class NoSecrets(logging.Filter):
    """Strikes tokens out of every line, wherever they come from."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; never drops one."""
        record.msg, record.args = self.clean(record.getMessage()), ()
        if record.exc_info:
            told = _without_words(logging.Formatter().formatException(record.exc_info), record.exc_info[1])
            setattr(record, TOLD, self.clean(VALUES.sub("DETAIL: ***", told)))
        for name in record.__dict__.keys() - ALWAYS:
            setattr(record, name, self.clean(str(getattr(record, name))))
        return True

    def clean(self, text: str) -> str:
        """The text with every known secret and everything that looks like a token replaced."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return SLACK_TOKEN.sub("***", TELEGRAM_TOKEN.sub("***", text))


def _without_words(told: str, error: BaseException | None) -> str:
    """A traceback without what people wrote, as far as an error quotes it; where it went wrong is in the frames."""
    while error is not None:
        said = str(error) if isinstance(error, NAMING) else ""
        if said:
            told = told.replace(said, QUOTED.sub("***", said))
        error = error.__cause__ or error.__context__
    return told


class OneLine(logging.Formatter):
    """A record as one JSON object: the sentence, what was named beside it, where from and when (UTC)."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`. The record has been through `NoSecrets`."""
        named = {name: value for name, value in record.__dict__.items() if name not in ALWAYS}
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        told = {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name, "at": at}
        exception = getattr(record, TOLD, None)
        whole = {**named, **told} if exception is None else {**named, **told, "exception": exception}
        return json.dumps(whole, ensure_ascii=False, default=str)


def set_up_logs(level: str, secrets: tuple[str, ...]) -> None:
    """Send everything of this level and above to the error output, each of the secrets struck out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    handler.addFilter(NoSecrets(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns whenever a round takes longer than a second: the next one finds what is due all the same.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)

"""Logs as one JSON object a line, without a secret in any of them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NOISY = ("alembic", "httpx", "httpcore", "apscheduler", "slack_bolt", "slack_sdk", "telegram", "aiohttp.access")
"""Libraries that log addresses, bodies or tokens at INFO."""
TOLD = "told_exception"
"""Under this name a record carries its traceback as it may be shown; the formatter throws away the usual one."""
TELEGRAM_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{8,}")
SLACK_TOKEN = re.compile(r"x(?:ox[a-z]|app)-[A-Za-z0-9-]+")


class NoSecrets(logging.Filter):
    """Strikes tokens out of every line, wherever they come from."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; never drops one."""
        record.msg, record.args = self.clean(record.getMessage()), ()
        if record.exc_info:
            setattr(record, TOLD, self.clean(logging.Formatter().formatException(record.exc_info)))
        return True

    def clean(self, text: str) -> str:
        """The text with every known secret and everything that looks like a token replaced."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return SLACK_TOKEN.sub("***", TELEGRAM_TOKEN.sub("***", text))


def _told_exception(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The traceback as `NoSecrets` has cleaned it, inside the line."""
    event.pop("exc_info", None)
    told = getattr(event["_record"], TOLD, None)
    return event if told is None else {**event, "exception": told}


def set_up_logs(level: str, secrets: tuple[str, ...]) -> None:
    """Send everything of this level and above to the error output, each of the secrets struck out."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.add_log_level,
                # Reads the record's own name, so it stands before the record is taken out.
                structlog.stdlib.add_logger_name,
                _told_exception,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ]
        )
    )
    handler.addFilter(NoSecrets(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)

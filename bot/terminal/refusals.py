"""What keeps a command of the terminal from its work, each said in one line."""

import errno
import socket

from bot.dialogue.rule_mistakes import mistakes_said
from bot.dialogue.texts import Texts
from bot.domain.people import Language
from bot.domain.rule_files import RulesError
from bot.ports.ledger import StorageFault
from bot.storage.engine import CannotOpen


class Refused(Exception):
    """The command could not do its work; the text is one clear line, the exit code 1."""


def said(error: Exception) -> str | None:
    """The line for an expected trouble; None for a fault of ours, which deserves its traceback."""
    match error:
        case RulesError():
            return f"RULES_FILE: {mistakes_said(error, Texts.load(), Language.EN)}"
        case CannotOpen() | StorageFault():
            return str(error) or "the database does not answer"
        case OSError(errno=errno.EADDRINUSE):
            return "HTTP_PORT: another program listens there already; choose another, for example HTTP_PORT=8081"
        case OSError(errno=errno.EADDRNOTAVAIL):
            return "HTTP_HOST: this machine has no such address; for example HTTP_HOST=127.0.0.1"
        case socket.gaierror():
            return "HTTP_HOST: there is no such host name or address; for example HTTP_HOST=127.0.0.1"
        case OSError(errno=errno.EACCES, filename=None):
            return "HTTP_PORT: the bot may not listen there; choose one above 1023, for example HTTP_PORT=8080"
        case OSError():
            return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
        case _:
            return None

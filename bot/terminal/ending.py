"""How every command of the terminal ends: an exit code, and for what was refused one line."""

import sys
from collections.abc import Callable
from typing import NoReturn

from bot.config import SettingsError
from bot.terminal.refusals import Refused, said


def end(work: Callable[[], int | None]) -> NoReturn:
    """Do the work and leave with its code; a refusal is one line on the error output and exit code 1."""
    try:
        sys.exit(work() or 0)
    except (SettingsError, Refused) as refusal:
        _refuse(str(refusal))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        # What the reader of options says of wrong usage, wherever it is loaded.
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            _refuse(error.format_message(), int(error.exit_code))
        line = said(error)
        if line is None:
            raise
        _refuse(line)


def _refuse(line: str, code: int = 1) -> NoReturn:
    print(" ".join(line.split()), file=sys.stderr, flush=True)
    sys.exit(code)

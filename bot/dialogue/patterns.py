"""What is looked for in a line, worked out when it is first looked for: a start looks for nothing."""

import re
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """A regular expression as text. One that cannot be understood is found out at its first use, not at the start."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _worked_out(self) -> re.Pattern[str]:
        return re.compile(self._text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Where it stands at this place."""
        return self._worked_out.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Where it is the whole text."""
        return self._worked_out.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Where it stands first."""
        return self._worked_out.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Wherever it stands, one after the other."""
        return self._worked_out.finditer(text)

"""The few ways a request is refused, each a sentence for the asker.

DomainError            something the asker can understand and mend
├── NotAllowed         the person lacks the right; journalled where it matters
├── NotFound           there is no such thing, or none this person may know of
└── Conflict           somebody else was quicker; says who, and when
"""

from bot.domain.phrases import Phrase
from bot.domain.refs import Ref


class DomainError(Exception):
    """A refusal in words. Nothing was written."""

    def __init__(
        self, reason: Phrase, *, field: str | None = None, about: Ref | None = None, kept: str | None = None
    ) -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.field = field
        """The form field the refusal is about, where there is one."""
        self.about = about
        """The thing it is about, in whose trail a refused press belongs."""
        self.kept = kept or reason.key
        """The sentence's key as the trail keeps it: one without gaps."""


class NotAllowed(DomainError):
    """The person may not do this."""


class NotFound(DomainError):
    """No such thing that this person may see."""


class Conflict(DomainError):
    """The thing has changed since; the answer says how."""

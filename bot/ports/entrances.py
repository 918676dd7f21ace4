"""The ways into the desk's pages: one-time codes, and the browsers that came in by them."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol


class Entrances(Protocol):
    """Codes and sessions of the web pages. Only hashes are kept; none of it is a record, so none leaves a trail."""

    def issue(self, person_id: int, at: datetime) -> str:
        """A one-time code for a person's link; good for a quarter of an hour."""

    def enter(self, code: str, at: datetime) -> tuple[str, int] | None:
        """Use up a one-time code: the new session's token and whose it is; None for one unknown, used or too old."""

    def is_open(self, code: str, at: datetime) -> bool:
        """Whether a one-time code still lets somebody in."""

    def begin(self, person_id: int, at: datetime) -> str:
        """A new session without a code; its token."""

    def person_of(self, token: str, at: datetime) -> int | None:
        """Whose session it is; None once it has ended."""

    def alive(self, tokens: Collection[str], at: datetime) -> frozenset[str]:
        """Those of these sessions that have not ended."""

    def end(self, token: str) -> None:
        """Close one session; a token that is not known is no fault."""

    def end_of(self, person_id: int) -> int:
        """Close every session of a person and strike out their unused codes; how many sessions were open."""

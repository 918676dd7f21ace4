"""The trail as people read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.domain.refs import Ref


class TrailEntry(Struct, frozen=True):
    """One entry of the journal as people read it. `before`/`after` hold changed fields; erased words are None."""

    seq: int
    at: datetime
    type: str
    actor_id: int | None
    object: Ref
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    code: str
    """First 32 bits of the head after it, as `7F3A-91C2`."""
    request: str = ""

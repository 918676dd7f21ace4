"""What one request has written so far: how much, of what, and whose it was before."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bot.domain.refs import Ref
from bot.ports.ledger import Via

_NOBODY: Final = (None,)


class Written(Struct, frozen=True):
    """The entries of one request. `newest`: number and code of the last; `former`, `made`: see `Trail`."""

    via: Via | None = None
    count: int = 0
    newest: tuple[int, str] | None = None
    about: tuple[Ref, ...] = ()
    former: tuple[int, ...] = ()
    made: tuple[Ref, ...] = ()

    def by(self, via: Via) -> "Written":
        """The same, going on by this request; nothing yet where it is another one."""
        is_same = self.via is not None and self.via.request_id == via.request_id
        return replace(self, via=via) if is_same else Written(via)

    def after(self, seq: int, code: str, about: Ref, pub: Mapping[str, Any], *, is_made: bool) -> "Written":
        """With one entry more; `pub`: field -> [before, after]; `is_made`: it is the first of the thing."""
        former = (*self.former, *_former(pub))
        made = (*self.made, about) if is_made else self.made
        return Written(self.via, self.count + 1, (seq, code), (*self.about, about), former, made)


def _former(pub: Mapping[str, Any]) -> Iterator[int]:
    """Whose a thing was, and whose word a request waited for, by what its entry says was there before."""
    if (owner := pub.get("owner_id", _NOBODY)[0]) is not None:
        yield owner
    for step in pub.get("steps", _NOBODY)[0] or ():
        yield from step.get("approvers", ())

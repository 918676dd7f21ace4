"""Questions about many things at once, said so that each size is put into words only once.

A question about twelve things is one about sixteen of which the last is named five times: a database then knows it
already, and the driver need not be told a new sentence for every number of things.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam

T = TypeVar("T")

_ROOMS = (1, 4, 16, 64, 256)


def in_rooms(things: Sequence[T]) -> Iterator[list[T]]:
    """The things, in parts of sizes that occur again and again; a part is filled up with its last one."""
    for start in range(0, len(things), _ROOMS[-1]):
        some = list(things[start : start + _ROOMS[-1]])
        room = next(size for size in _ROOMS if size >= len(some))
        yield [*some, *[some[-1]] * (room - len(some))]


def gaps(room: int) -> list[BindParameter[Any]]:
    """The gaps of a question about so many things, for an `in_`."""
    return [bindparam(f"thing_{place}") for place in range(room)]


def named(things: Sequence[Any]) -> dict[str, Any]:
    """What fills the gaps."""
    return {f"thing_{place}": thing for place, thing in enumerate(things)}

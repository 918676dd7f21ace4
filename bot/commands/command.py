"""The shape every request has, and how its parts are read off the model."""

import types
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, TypeAlias, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from pydantic import BaseModel, ConfigDict

from bot.commands.fields import Marker

MARKERS = get_args(Marker)


class Key(Struct, frozen=True):
    """A fixed word of a line, such as *new* or *done*; its words in each language are in `rules/words.toml` [keys]."""

    name: str


Part: TypeAlias = Key | str


class Command(BaseModel):
    """A request, valid and frozen. Subclasses say how it is typed; nothing else about it is written anywhere."""

    # Checking is worked out for a command when one is made: there are many, and a start makes none.
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)

    verb: ClassVar[str | None] = None
    """First word of the line; None: nobody types this, it comes from a button or the clock."""
    shape: ClassVar[tuple[Part, ...]] = ()
    """What stands after the verb, in order: fixed words and fields. Other fields are given as `name:value`."""
    needs_any: ClassVar[tuple[str, ...]] = ()
    """The line is this command only if one of these fields is named in it (`*`: any field outside the shape)."""
    unasked: ClassVar[tuple[str, ...]] = ()
    """Fields that no form asks for: a button carries them along."""
    also_asked: ClassVar[tuple[str, ...]] = ()
    """Optional fields that are asked for too where questions come one after another: leaving them out means much."""
    right: ClassVar[str] = "self"
    """Which right of `rules/roles.toml` the asker needs."""
    changes: ClassVar[bool] = True
    """Whether it may write. A question runs on a reader connection."""
    example: ClassVar[tuple[str, ...]] = ()
    """Lines that must work as written; help shows them, tests type them."""


class CommandField(Struct, frozen=True):
    """One field as the grammar and the forms see it."""

    name: str
    marker: Marker
    is_required: bool
    kind: Any
    """The bare Python type of the value."""

    @property
    def is_choice_of_enum(self) -> bool:
        """Whether the value is one of a closed enum."""
        return isinstance(self.kind, type) and issubclass(self.kind, StrEnum)


@cache
def fields_of(command_type: type[Command]) -> dict[str, CommandField]:
    """The fields a person can give, in the model's order."""
    hints = get_type_hints(command_type, include_extras=True)
    found: dict[str, CommandField] = {}
    for name, info in command_type.model_fields.items():
        marked = _marked(hints[name])
        if marked is not None:
            kind, marker = marked
            found[name] = CommandField(name, marker, info.is_required(), kind)
    return found


@cache
def shape_fields(command_type: type[Command]) -> tuple[str, ...]:
    """Names of the fields that stand in the line by position."""
    return tuple(part for part in command_type.shape if isinstance(part, str))


def _marked(hint: Any) -> tuple[Any, Marker] | None:
    if get_origin(hint) is Annotated:
        kind, *metadata = get_args(hint)
        marker = next((m for m in metadata if isinstance(m, MARKERS)), None)
        return (kind, marker) if marker is not None else None
    if get_origin(hint) in (Union, types.UnionType):
        return next((marked for arm in get_args(hint) if (marked := _marked(arm))), None)
    return None

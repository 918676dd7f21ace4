"""How an answer, a button or an amount is put down as text and read again, also by a later release.

Every value is described by its type hint; `coder(hint)` builds, once, how it becomes plain JSON and back. Where a hint
allows several classes, the class is named under `@`. Moments are UTC texts, numbers with a point are texts, nothing is
a float. A command is kept under its name with a schema version; one that is no longer known, or no longer fits, raises
`Outdated`, so that an old button is *expired* and not a crash.
"""

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import compress
from operator import is_not
from typing import Annotated, Any, ForwardRef, TypeAlias, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import astuple, fields
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from bot.commands.command import Command
from bot.commands.registry import BY_NAME
from bot.domain.money import Money, Price
from bot.domain.phrases import Name, Phrase
from bot.storage.moments import moment_of, moment_text

SCHEMA = 1
"""Version of the form in which commands and replies are kept."""

_TAG = "@"
_SPAN = timedelta(microseconds=1)
_SELF: Any = tuple["Value", ...]  # type: ignore[name-defined]  # noqa: F821
_VALUE: Any = Union[str, int, Decimal, Price, Money, datetime, date, Phrase, Name, _SELF]  # noqa: UP007
_NAMED: dict[str, Any] = {"Value": _VALUE}
_HINTS: dict[type, dict[str, Any]] = {Phrase: {"key": str, "values": Mapping[str, _VALUE]}}
"""Of classes whose own hints name themselves."""
_PLAIN = (str, int, bool, type(None))

Encode: TypeAlias = Callable[[Any], Any]
Decode: TypeAlias = Callable[[Any], Any]


class Outdated(Exception):
    """What was kept no longer means anything to this release."""


class Coder(Struct, frozen=True):
    """Both ways between a value and plain JSON. `is_plain`: the value is the same on both sides."""

    encode: Encode
    decode: Decode
    is_plain: bool = False


def dumps(value: Any) -> str:
    """Compact JSON text of what a coder gave."""
    return to_json(value).decode()


def encode_command(command: Command) -> dict[str, Any]:
    """A command as plain JSON."""
    return {
        _TAG: "Command",
        "v": SCHEMA,
        "name": type(command).__name__,
        "fields": command.model_dump(mode="json", exclude_defaults=True),
    }


def decode_command(kept: Mapping[str, Any]) -> Command:
    """The command again; raises `Outdated` where its name or its fields are of another time."""
    command_type = BY_NAME.get(str(kept.get("name")))
    if command_type is None or kept.get("v") != SCHEMA:
        raise Outdated(str(kept.get("name")))
    try:
        return command_type.model_validate(kept["fields"])
    except (ValidationError, KeyError) as error:
        raise Outdated(command_type.__name__) from error


def coder(hint: Any) -> Coder:
    """How values of a type are kept. Raises TypeError for a type nobody described."""
    return _coder(hint)


@cache
def _coder(hint: Any) -> Coder:
    if hint is Any or hint in _PLAIN or hint is None:
        return Coder(_same, _same, is_plain=True)
    origin = get_origin(hint)
    if origin is Annotated:
        return coder(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        return _union(get_args(hint))
    if origin is not None:
        return _collection(origin, get_args(hint))
    if isinstance(hint, ForwardRef | str):
        return _later(hint if isinstance(hint, str) else hint.__forward_arg__)
    if isinstance(hint, type):
        return _of_class(hint)
    raise TypeError(f"nobody described how {hint!r} is kept")


def _of_class(cls: type) -> Coder:
    if issubclass(cls, Enum):
        return _choice(cls)
    if cls is datetime:
        return Coder(moment_text, moment_of)
    if cls in (date, time):
        return Coder(lambda value: value.isoformat(), cls.fromisoformat)  # type: ignore[attr-defined,unused-ignore]
    if cls is timedelta:
        return Coder(lambda span: span // _SPAN, lambda count: count * _SPAN)
    if cls is Decimal:
        return Coder(lambda number: format(number, "f"), Decimal)
    if issubclass(cls, Command):
        return Coder(encode_command, decode_command)
    if issubclass(cls, BaseModel):
        return Coder(lambda model: model.model_dump(mode="json"), cls.model_validate)
    if cls is Phrase:
        return _phrase(_record(cls).decode)
    if issubclass(cls, Struct):
        return _record(cls)
    raise TypeError(f"nobody described how {cls!r} is kept")


def _record(cls: type[Struct]) -> Coder:
    parts: list[tuple[str, Coder]] = []
    defaults: list[Any] = []

    def prepared() -> list[tuple[str, Coder]]:
        # When first used, not before: phrases hold phrases.
        if not parts:
            hints = _HINTS.get(cls) or get_type_hints(cls, include_extras=True)
            defaults.extend(one.default for one in fields(cls))
            parts.extend((name, coder(hints[name])) for name in cls.__struct_fields__)
        return parts

    def encode(value: Any) -> dict[str, Any]:
        named, given, kept = parts or prepared(), astuple(value), {}
        # Most fields of most values are what they are where nothing is said: passed over without a loop of our own.
        # What a subclass adds, as a price does to money, is not kept where its base is wanted.
        for (name, part), one in compress(zip(named, given, strict=False), map(is_not, given, defaults)):
            kept[name] = one if part.is_plain else part.encode(one)
        return kept

    def decode(kept: Mapping[str, Any]) -> Any:
        return cls(
            **{
                name: kept[name] if part.is_plain else part.decode(kept[name])
                for name, part in prepared()
                if name in kept
            }
        )

    return Coder(encode, decode)


def _choice(cls: type[Enum]) -> Coder:
    members = {one.value: one for one in cls}

    def decode(kept: Any) -> Enum:
        found = members.get(kept)
        # An enum knows best what to say of a word it has not.
        return found if found is not None else cls(kept)

    return Coder(lambda value: value._value_, decode)


def _phrase(decode: Decode) -> Coder:
    """Phrases, of which every answer holds dozens: written straight, since they take half the time of keeping one."""
    plain, value_of = frozenset(_PLAIN), _coder(_VALUE).encode

    def encode(phrase: Phrase) -> dict[str, Any]:
        given = phrase.values
        if not given:
            return {"key": phrase.key}
        values = {name: one if type(one) in plain else value_of(one) for name, one in given.items()}
        return {"key": phrase.key, "values": values}

    return Coder(encode, decode)


def _collection(origin: Any, args: tuple[Any, ...]) -> Coder:
    if origin in (Mapping, dict) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        key, value = coder(args[0]), coder(args[1])
        return Coder(
            lambda given: {key.encode(k): value.encode(v) for k, v in given.items()},
            lambda kept: {key.decode(k): value.decode(v) for k, v in kept.items()},
        )
    if (origin is tuple and len(args) == 2 and args[1] is not Ellipsis) or (origin is tuple and len(args) != 2):
        parts = tuple(coder(arg) for arg in args)
        return Coder(
            lambda given: [part.encode(v) for part, v in zip(parts, given, strict=True)],
            lambda kept: tuple(part.decode(v) for part, v in zip(parts, kept, strict=True)),
        )
    if origin in (tuple, frozenset):
        part = coder(args[0])
        order: Callable[[Any], Any] = sorted if origin is frozenset else list
        return Coder(
            lambda given: order(part.encode(v) for v in given), lambda kept: origin(part.decode(v) for v in kept)
        )
    raise TypeError(f"nobody described how {origin!r} is kept")


def _later(name: str) -> Coder:
    """A type that holds itself, so that it is named before it stands."""
    hint = _NAMED[name]
    return Coder(lambda value: coder(hint).encode(value), lambda kept: coder(hint).decode(kept))


def _union(arms: tuple[Any, ...]) -> Coder:
    some = tuple(arm for arm in arms if arm is not type(None))
    if len(some) == 1 and len(some) < len(arms):
        return _optional(coder(some[0]))
    if all(arm in _PLAIN for arm in some):
        return Coder(_same, _same, is_plain=True)
    return _tagged(some)


def _optional(inner: Coder) -> Coder:
    if inner.is_plain:
        return inner
    encode, decode = inner.encode, inner.decode
    return Coder(
        lambda value: None if value is None else encode(value), lambda kept: None if kept is None else decode(kept)
    )


def _tagged(arms: tuple[Any, ...]) -> Coder:
    classes = {(get_origin(arm) or arm): arm for arm in arms if arm not in _PLAIN}
    by_name = {cls.__name__: cls for cls in classes}
    coders: dict[str, Coder] = {}

    def coder_of(cls: type) -> Coder:
        found = coders.get(cls.__name__)
        if found is None:
            found = coders[cls.__name__] = coder(classes[cls])
        return found

    encoders: dict[type, Encode] = dict.fromkeys(_PLAIN, _same)

    def encode(value: Any) -> Any:
        known = encoders.get(type(value))
        return known(value) if known is not None else encoder_of(type(value))(value)

    def encoder_of(kind: type) -> Encode:
        cls = kind if kind in classes else next((c for c in classes if issubclass(kind, c)), None)
        if cls is None and not issubclass(kind, str):
            raise TypeError(f"nobody described how {kind!r} is kept here")
        encoders[kind] = found = str if cls is None else _with_tag(cls, coder_of(cls).encode)
        return found

    def decode(kept: Any) -> Any:
        if not isinstance(kept, dict):
            return kept
        cls = by_name.get(kept[_TAG])
        if cls is None:
            raise Outdated(str(kept[_TAG]))
        return coder_of(cls).decode(kept["is"] if set(kept) == {_TAG, "is"} else kept)

    return Coder(encode, decode)


def _with_tag(cls: type, encode: Encode) -> Encode:
    """A value's plain JSON with its class named; a command names itself."""
    if cls is Command:
        return encode
    name = cls.__name__

    def tagged(value: Any) -> dict[str, Any]:
        kept = encode(value)
        return {_TAG: name, **kept} if isinstance(kept, dict) else {_TAG: name, "is": kept}

    return tagged


def _same(value: Any) -> Any:
    return value

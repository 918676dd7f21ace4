"""Facts of the trail as plain JSON: what a handler notes may be a number, a moment, an amount or a choice."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.domain.money import Money
from bot.domain.refs import Ref
from bot.storage.moments import moment_text


def plain(value: Any) -> Any:
    """A value without types; amounts and moments become texts. Raises TypeError for what has no plain form."""
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return str(value)
        case datetime():
            return moment_text(value)
        case date() | time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case Money():
            return {"amount": format(value.amount, "f"), "currency": value.currency}
        case Ref():
            return value.key
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case _:
            return _several(value)


def _several(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    raise TypeError(f"not for the trail: {type(value).__name__}")

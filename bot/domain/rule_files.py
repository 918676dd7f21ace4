"""The firm's rules as files: laid over the shipped ones, and every mistake is named by file, line and allowed words."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.domain.escalation import Wait
from bot.domain.phrases import Phrase, Value, phrase


class Mistake(Struct, frozen=True):
    """One thing wrong in a rules file: where (`line` None where it could not be found) and what, as a phrase."""

    file: str
    line: int | None
    place: str
    reason: Phrase

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        values = ", ".join(f"{name}={_plain(value)}" for name, value in self.reason.values.items())
        return f"{where} [{self.place}] {self.reason.key}: {values}"


class RulesError(ValueError):
    """A rules file that cannot be used; `mistakes` is never empty. The text is one line per mistake."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)


class Ruled(BaseModel):
    """A table of a rules file: frozen, and a name it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


_ISO = re.compile(r"P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?", re.IGNORECASE)
_PLAIN = re.compile(r"(\d{1,5})\s*(working days?|weeks?|w|days?|d|hours?|h|minutes?|min|m)", re.IGNORECASE)
_MINUTES = {"w": 168 * 60, "d": 24 * 60, "h": 60, "m": 1}


def read_wait(text: str) -> Wait:
    """A rule's length of time: `PT48H`, `48h`, `3d`, `2w`, `90min`, `3 working days`; ValueError for any other."""
    text = text.strip()
    if (iso := _ISO.fullmatch(text)) is not None and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return Wait(timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds))
    if (plain := _PLAIN.fullmatch(text)) is None:
        raise ValueError("not_a_length")
    count, unit = int(plain[1]), plain[2].casefold()
    if unit.startswith("working"):
        return Wait(working_days=count)
    return Wait(timedelta(minutes=count * _MINUTES[unit[0]]))


def _as_wait(value: object) -> object:
    return read_wait(value) if isinstance(value, str) else value


def _as_decimal(value: object) -> object:
    # TOML's reader gives binary floats for 0.5; their shortest form is what was written.
    return Decimal(str(value)) if isinstance(value, float | int) and not isinstance(value, bool) else value


WaitText = Annotated[Wait, BeforeValidator(_as_wait)]
Exact = Annotated[Decimal, BeforeValidator(_as_decimal)]


def laid_over(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The shipped tables with the firm's own on top.

    Tables are joined name by name. In a list of named tables the firm's replaces the one of the same `name`, and a
    new one comes first, since the first that fits is taken. Any other value is replaced.
    """
    whole = dict(shipped)
    for name, value in own.items():
        old = whole.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            whole[name] = laid_over(old, value)
        elif _is_named(old) and _is_named(value):
            by_name = {row["name"]: row for row in value}
            kept = [by_name.pop(row["name"], row) for row in old or ()]
            whole[name] = [*by_name.values(), *kept]
        else:
            whole[name] = value
    return whole


def mistakes_of(error: ValidationError, file: str, source: str, tables: Mapping[str, Any], table: str) -> RulesError:
    """What pydantic found in `tables[table]`, said for a manager; `source` is the text of the file last laid over."""
    found = []
    problems = error.errors(include_url=False)
    for problem in problems:
        # A list with a wrong row is reported once more as a whole.
        if any(problem["loc"] == other["loc"][: len(problem["loc"])] for other in problems if other is not problem):
            continue
        path = (table, *(part for part in problem["loc"] if part != "[key]"))
        found.append(mistake(file, source, tables, path, _reason(problem["type"], path, problem)))
    return RulesError(found)


def mistake(file: str, source: str, tables: Mapping[str, Any], path: Sequence[str | int], reason: Phrase) -> Mistake:
    """A mistake at `path` of the joined tables, with the line of `source` that wrote it, if that file did."""
    there = _path_in(tomllib.loads(source), tables, path)
    return Mistake(file, line_of(source, there), _place(path), reason)


def line_of(source: str, path: Sequence[str | int]) -> int | None:
    """The line of a TOML text that sets `path`, or that opens the nearest table around it; None if there is none."""
    here: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    best: int | None = None
    depth = 0
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line)
        if header is not None:
            here = _header(header[2], header[1] == "[[", counts)
            candidate = here
        elif (key := re.match(r"\s*([\w.\-\"]+)\s*=", line)) is not None:
            candidate = (*here, *key[1].replace('"', "").split("."))
        else:
            continue
        if depth < len(candidate) <= len(path) and tuple(path[: len(candidate)]) == candidate:
            best, depth = number, len(candidate)
    return best


def _header(name: str, is_list: bool, counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    parts = name.replace('"', "").split(".")
    here: tuple[str | int, ...] = ()
    for position, part in enumerate(parts):
        here = (*here, part)
        if is_list and position == len(parts) - 1:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            here = (*here, counts[here])
    return here


def _path_in(written: Any, joined: Any, path: Sequence[str | int]) -> tuple[str | int, ...]:
    """The same place in one of the files: rows of a list are found again by their name, as joining moved them."""
    there: list[str | int] = []
    for part in path:
        if isinstance(part, int) and _is_named(joined) and _is_named(written):
            name = joined[part]["name"]
            places = [place for place, row in enumerate(written) if row["name"] == name]
            joined, part = joined[part], part if part in places else next(iter(places), len(written))
        else:
            joined = _inside(joined, part)
        there.append(part)
        written = _inside(written, part)
    return tuple(there)


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(str(part))
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _is_named(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) and "name" in row for row in value)


def _place(path: Sequence[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _reason(kind: str, path: Sequence[str | int], problem: Mapping[str, Any]) -> Phrase:
    name = str(next((part for part in reversed(path) if isinstance(part, str)), ""))
    given = str(problem.get("input", ""))[:80]
    context: Mapping[str, Any] = problem.get("ctx") or {}
    if kind == "extra_forbidden":
        return phrase("rules-unknown-name", name=name)
    if kind == "missing":
        return phrase("rules-missing", name=name)
    if kind in ("enum", "literal_error"):
        return phrase("rules-unknown-word", name=name, given=given, allowed=str(context.get("expected", "")))
    own = str(context.get("error", "")).partition(":")
    values: dict[str, Value] = {"name": name, "given": given, "allowed": own[2].strip()}
    if own[0] == "not_a_length":
        return phrase("rules-not-a-length", name=name, given=given)
    if own[0] == "unknown_word":
        return Phrase(
            "rules-unknown-word", values | {"given": own[2].partition("|")[0], "allowed": own[2].partition("|")[2]}
        )
    if own[0]:
        return Phrase(f"rules-{own[0].replace('_', '-')}", values)
    return phrase("rules-not-fitting", name=name, given=given)


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else str(value)

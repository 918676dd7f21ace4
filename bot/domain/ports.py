"""Ports, airports and carriers by their codes and by the names people call them.

The table is data (`bot/rules/ports.toml`): the main ones of the trade, not all of UN/LOCODE. A code of the right form
that is not in it is still a code; the desk then only has no name and no zone for it.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.places import without_port


class TableError(ValueError):
    """A table of ports, carriers, words or rules that cannot be used; each line names the entry and what is wrong."""

    @classmethod
    def of(cls, table: str, error: ValidationError) -> "TableError":
        """A table's faults as a manager can read them: where, what, and what stood there."""
        lines = []
        for fault in error.errors(include_url=False):
            where = ".".join((table, *(str(part) for part in fault["loc"])))
            lines.append(f"{where}: {fault['msg']} ({fault['input']!r})")
        return cls("\n".join(lines))


class Port(Struct, frozen=True):
    """One place: UN/LOCODE, English and Chinese name, IANA zone; `kind` is `sea`, `air` or `inland`."""

    code: str
    name: str
    name_zh: str
    zone: str
    kind: str = "sea"

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2, the code's first two letters."""
        return self.code[:2]


class Carrier(Struct, frozen=True):
    """One shipping line: SCAC, English and Chinese name."""

    code: str
    name: str
    name_zh: str


class PortTable(Struct, frozen=True):
    """Ports by code and name, carriers by code and name. Made once from the data by `load_ports`."""

    ports: Mapping[str, Port]
    carriers: Mapping[str, Carrier]
    _port_names: Mapping[str, tuple[Port, ...]]
    _carrier_names: Mapping[str, Carrier]

    def port(self, text: str) -> Port | None:
        """The port of a code or a name, whatever its case; None for none, and for a name that several share."""
        found = self.candidates(text)
        return found[0] if len(found) == 1 else None

    def candidates(self, text: str) -> tuple[Port, ...]:
        """All ports that a code or a name may mean; a seaport comes before the airport of the same town."""
        key = _key(text)
        by_code = self.ports.get(key.upper())
        found = (by_code,) if by_code else self._port_names.get(key, ())
        return found or self._port_names.get(without_port(key), ())

    def carrier(self, text: str) -> Carrier | None:
        """The carrier of a SCAC or a name."""
        key = _key(text)
        return self.carriers.get(key.upper()) or self._carrier_names.get(key)


class _PortRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    zone: str = Field(pattern=r"^[A-Z][A-Za-z_]+(/[A-Za-z_+-]+)+$|^UTC$")
    kind: Literal["sea", "air", "inland"] = "sea"
    also: tuple[str, ...] = Field(default=(), strict=False)


class _CarrierRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    also: tuple[str, ...] = Field(default=(), strict=False)


_Locode = Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")]
_Scac = Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    ports: dict[_Locode, _PortRow]
    carriers: dict[_Scac, _CarrierRow]


def load_ports(tables: Mapping[str, object]) -> PortTable:
    """Read `[ports.CNSZX] en=… zh=… zone=…` and `[carriers.MAEU] en=… zh=…`. Raises TableError."""
    try:
        read = _Tables.model_validate(tables)
    except ValidationError as error:
        raise TableError.of("ports", error) from error
    ports = {code: Port(code, row.en, row.zh, row.zone, row.kind) for code, row in read.ports.items()}
    carriers = {code: Carrier(code, row.en, row.zh) for code, row in read.carriers.items()}
    names = _by_name((ports[code], (row.en, row.zh, *row.also)) for code, row in read.ports.items())
    lines = {_key(name): carriers[code] for code, row in read.carriers.items() for name in (row.en, row.zh, *row.also)}
    return PortTable(ports, carriers, names, lines)


def _by_name(rows: Iterable[tuple[Port, tuple[str, ...]]]) -> dict[str, tuple[Port, ...]]:
    found: dict[str, tuple[Port, ...]] = {}
    for port, names in rows:
        for name in dict.fromkeys(_key(name) for name in names):
            found[name] = (*found.get(name, ()), port)
    return found


def _key(text: str) -> str:
    """Small letters and digits of any script, accents taken off: `Cái Mép` and `cai mep` are one."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())

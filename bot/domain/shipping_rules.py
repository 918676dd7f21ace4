"""The firm's rules about shipments: when to call before a cut-off, what counts as late, which papers and files."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.domain.credit import PRESENTATION_DAYS
from bot.domain.cutoffs import CutOff
from bot.domain.documents import Demand, DocumentKind
from bot.domain.filetypes import ArchiveLimits, FileKind
from bot.domain.incoterms import Incoterm
from bot.domain.milestones import Milestone
from bot.domain.people import Role
from bot.domain.ports import TableError

_LENGTH = re.compile(
    r"(?:P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?|(\d{1,4})\s*d|(\d{1,4})\s*h|(\d{1,5})\s*m)", re.I
)


def hours(text: str) -> timedelta:
    """A length of elapsed time, `PT48H`, `P2D`, `48h`, `3d`, `90m`. Raises ValueError; working days are not read."""
    found = _LENGTH.fullmatch(text.strip())
    parts = [int(part or 0) for part in found.groups()] if found else [0]
    if not any(parts):
        raise ValueError("a length of time such as 48h, 3d or PT48H is wanted")
    iso_days, iso_hours, iso_minutes, days, whole_hours, minutes = parts
    return timedelta(days=iso_days + days, hours=iso_hours + whole_hours, minutes=iso_minutes + minutes)


def _length(value: object) -> object:
    return hours(value) if isinstance(value, str) else value


Length = Annotated[timedelta, BeforeValidator(_length)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class CutOffRules(_Part):
    """How long before a cut-off to call, and whom."""

    warn_before: tuple[Length, ...] = Field(min_length=1, max_length=10)
    roles: dict[CutOff, tuple[Role, ...]]


class DelayRules(_Part):
    """What is an alert: later than told by more than `threshold`; not confirmed `missed_after` its moment."""

    threshold: Length
    missed_after: Length


class CreditRules(_Part):
    """The days for presentation where the credit names none; how many days before the last one somebody is called."""

    presentation_days: int = Field(default=PRESENTATION_DAYS, ge=1, le=PRESENTATION_DAYS)
    warn_days: tuple[Annotated[int, Field(ge=0, le=60)], ...] = Field(default=(7, 3, 1), max_length=10)


class FileRules(_Part):
    """Which contents are archived, and how large they may be."""

    kinds: frozenset[FileKind] = Field(min_length=1)
    largest_mb: int = Field(ge=1, le=2000)
    archive_entries: int = Field(ge=1, le=100_000)
    archive_ratio: int = Field(ge=1, le=10_000)
    archive_unpacked_mb: int = Field(ge=1, le=10_000)

    @property
    def largest_bytes(self) -> int:
        """The hard limit of one file."""
        return self.largest_mb * 1024 * 1024

    @property
    def archive(self) -> ArchiveLimits:
        """The limits `filetypes.look` wants."""
        return ArchiveLimits(self.archive_entries, self.archive_ratio, self.archive_unpacked_mb * 1024 * 1024)


class DemandRow(_Part):
    """One paper of the checklist and when it is wanted."""

    kind: DocumentKind
    role: Role
    before: Milestone
    incoterms: frozenset[Incoterm] = frozenset()
    destinations: frozenset[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = frozenset()
    payments: frozenset[Annotated[str, Field(pattern=r"^[a-z]{2,12}$")]] = frozenset()
    modes: frozenset[Annotated[str, Field(pattern=r"^(sea|air|rail|road)$")]] = frozenset()


class DocumentRules(_Part):
    """The checklist, in the order it is shown."""

    checklist: tuple[DemandRow, ...] = Field(min_length=1)


class ShippingRules(_Part):
    """All of `bot/rules/shipping.toml`, checked."""

    cutoffs: CutOffRules
    delay: DelayRules
    credit: CreditRules = CreditRules()
    files: FileRules
    documents: DocumentRules

    @property
    def demands(self) -> tuple[Demand, ...]:
        """The checklist as `documents.checklist` wants it."""
        return tuple(
            Demand(
                row.kind,
                row.role.value,
                row.before.value,
                frozenset(term.value for term in row.incoterms),
                row.destinations,
                row.payments,
                row.modes,
            )
            for row in self.documents.checklist
        )


def load_shipping_rules(tables: Mapping[str, object]) -> ShippingRules:
    """Check the tables of the rules file. Raises TableError: a line a fault, with the place and what stood there."""
    try:
        return ShippingRules.model_validate(tables)
    except ValidationError as error:
        raise TableError.of("shipping", error) from error

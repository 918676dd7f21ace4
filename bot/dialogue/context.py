"""What must be known to read somebody's line: the hour, the names of the desk, who is who, and the firm's own words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct, field

from bot.domain.orders import Stage
from bot.domain.people import Language
from bot.domain.refs import Kind, Ref
from bot.domain.spans import WorkingDays
from bot.domain.working_time import working_days


class Names(Protocol):
    """What things are called (see `bot.ports.books.Names`)."""

    def exact(self, keys: Sequence[str], kinds: Sequence[Kind]) -> dict[str, list[Ref]]:
        """Things known by exactly these keys."""

    def shortened(self, key: str, kinds: Sequence[Kind]) -> list[Ref]:
        """Things whose name begins with this whole word or words, or two Chinese characters or more."""

    def nearest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        """Names most like the text, best first."""


class People(Protocol):
    """Who is meant by a mention or a name."""

    def by_account(self, account: str) -> Ref | None:
        """The person behind an account of the platform that is spoken on."""

    def by_name(self, name: str) -> Sequence[Ref]:
        """People of this name."""


class OwnField(Protocol):
    """A field of the firm's own, as its rules give it."""

    @property
    def key(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def is_required(self) -> bool: ...


class KindWords(Protocol):
    """A kind of approval, as the firm's rules give it."""

    @property
    def names(self) -> Mapping[str, str]: ...
    @property
    def words(self) -> tuple[str, ...]: ...


class ApprovalWords(Protocol):
    """The kinds of approval."""

    @property
    def kinds(self) -> Mapping[str, KindWords]: ...


class RuleWords(Protocol):
    """The part of the firm's rules that gives people words to type."""

    @property
    def stages(self) -> tuple[Stage, ...]: ...
    @property
    def stage_words(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def approvals(self) -> ApprovalWords: ...
    def extras(self, kind: Kind) -> Sequence[OwnField]:
        """The firm's own fields of one kind of record."""


def _sees_all(_: Ref) -> bool:
    return True


class Context(Struct, frozen=True):
    """The ground a line is read on. Reading changes nothing."""

    names: Names
    people: People
    now: datetime
    """Aware, in the speaker's zone."""
    rules: RuleWords
    language: Language = Language.ZH_CN
    country: str | None = None
    """Whose working days count."""
    bound_customer: Ref | None = None
    """What the room is about, so that it need not be named."""
    bound_order: Ref | None = None
    mentions: Mapping[str, str] = field(default_factory=dict)
    """Mentions as they stand in the text, and the account each stands for."""
    prefix: str = ""
    """What this house puts before its slash commands (`tt-`)."""
    can_see: Callable[[Ref], bool] = _sees_all

    @property
    def is_working_day(self) -> WorkingDays:
        """Whether the speaker works on a day."""
        return working_days(self.country)

    def bound(self, kinds: Sequence[Kind]) -> Ref | None:
        """What the room is about, where it is of one of these kinds."""
        return next((ref for ref in (self.bound_order, self.bound_customer) if ref and ref.kind in kinds), None)

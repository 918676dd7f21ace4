"""The desk's time limits as the firm writes them down in `limits.toml`, checked before anything rests on them."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from bot.domain.escalation import Act, After, Counting, Limit, Wait
from bot.domain.phrases import Phrase, phrase
from bot.domain.rule_files import Exact, Ruled, RulesError, WaitText, mistake, mistakes_of

LIMITS = (
    "inquiry_claim",
    "inquiry_answer",
    "quote_answer",
    "question",
    "follow_up",
    "notice",
    "call_summary",
    "minutes",
)
"""Every time limit that may stand in `[limits]`; that of approvals stands with their rules."""
FOR_APPROVALS = frozenset((Act.DEPUTY, Act.EXPIRE))
"""What can happen to a request for approval only."""
Whom = Literal[
    "owner", "superior", "approvers", "requester", "routed", "pool",
    "sales", "merchandiser", "logistics", "finance", "manager", "admin",
]  # fmt: skip


class AfterRule(Ruled):
    """`[[limits.NAME.then]]`: what is done at the limit or `wait` after it; at most five times."""

    do: Act
    to: tuple[Whom, ...] = ()
    wait: WaitText = Wait()
    every: WaitText | None = None
    times: int = Field(default=1, ge=1, le=5)

    @model_validator(mode="after")
    def _repeats_with_a_gap(self) -> "AfterRule":
        if self.times > 1 and (self.every is None or self.every == Wait()):
            raise ValueError("repeat_without_gap")
        return self

    def step(self) -> After:
        """The same for the engine."""
        return After(self.do, self.to, self.wait, self.every, self.times)


class LimitRule(Ruled):
    """`[limits.NAME]`: a length, which hours count, and whom to warn at which shares of it."""

    after: WaitText
    counting: Counting = Counting.ELAPSED
    warn: tuple[Exact, ...] = ()
    warn_to: tuple[Whom, ...] = ("owner",)
    then: tuple[AfterRule, ...] = ()

    @model_validator(mode="after")
    def _warns_before(self) -> "LimitRule":
        if any(not 0 < share < 1 for share in self.warn):
            raise ValueError("warning_outside_limit")
        if self.counting is Counting.ELAPSED and self._names_working_days():
            raise ValueError("working_days_need_working")
        return self

    def limit(self, name: str) -> Limit:
        """The limit as it is copied onto what it governs."""
        return Limit(name, self.after, self.counting, self.warn, self.warn_to, tuple(rule.step() for rule in self.then))

    def _names_working_days(self) -> bool:
        waits = [self.after, *(w for rule in self.then for w in (rule.wait, rule.every or Wait()))]
        return any(wait.working_days for wait in waits)


def load_limits(tables: Mapping[str, Any], file: str = "limits.toml", source: str = "") -> dict[str, Limit]:
    """The limits of `[limits.…]` by name; raises RulesError naming every mistake."""
    try:
        rules = TypeAdapter(dict[str, LimitRule]).validate_python(tables.get("limits", {}))
    except ValidationError as error:
        raise mistakes_of(error, file, source, tables, "limits") from error
    if wrong := [mistake(file, source, tables, ("limits", *path), why) for path, why in _unfitting(rules)]:
        raise RulesError(wrong)
    return {name: rule.limit(name) for name, rule in rules.items()}


def _unfitting(rules: Mapping[str, LimitRule]) -> Iterator[tuple[tuple[str | int, ...], Phrase]]:
    """A limit that nothing is held to, and what can only be done about a request for approval."""
    acts = ", ".join(act for act in Act if act not in FOR_APPROVALS)
    for name, rule in rules.items():
        if name not in LIMITS:
            yield (name,), phrase("rules-unknown-word", name="limits", given=name, allowed=", ".join(LIMITS))
        for number, after in enumerate(rule.then):
            if after.do in FOR_APPROVALS:
                reason = phrase("rules-unknown-word", name="do", given=after.do.value, allowed=acts)
                yield (name, "then", number, "do"), reason

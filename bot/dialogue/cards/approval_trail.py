"""What the trail says of a request for a written yes: who spoke, who was brought in, and what is asked for now."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bot.dialogue.cards.changes import ERASED, NameOf
from bot.domain.approvals import OPEN, ApprovalState, Decision, Deputy, Question, Step
from bot.domain.phrases import Phrase, Value, choice_phrase, named_choice, phrase, words
from bot.domain.rule_words import SHIPPED_KINDS
from bot.domain.trail import TrailEntry

SAID = frozenset(
    (
        *("kind", "percent", "rule", "round", "details", "decisions", "questions", "steps"),
        *("nudged_at", "decided_by", "decided_at", "spent_by", "spent_at", "spent_on"),
    )
)
"""Fields that are said here, or by the entry's own author and moment; all others as those of any record."""
ENDS = frozenset(ApprovalState) - OPEN - {ApprovalState.SPENT}
"""Ends that are said by themselves; of its use, it is said for what."""
People = Mapping[int, str]


def begun_said(after: Mapping[str, Any], people: People) -> tuple[Phrase, ...]:
    """What was asked for, beside the fields that every record has, and of whom."""
    said = [_field("kind", kind_word(str(after.get("kind", ""))))]
    if (percent := after.get("percent")) is not None:
        said.append(_field("percent", _percent(percent)))
    said += [phrase("content", field=_label(name), value=text) for name, text in after.get("details") or ()]
    return (*said, *_asks(after.get("steps") or (), people))


def moved_said(
    before: Mapping[str, Any], after: Mapping[str, Any], people: People, name_of: NameOf
) -> tuple[Phrase, ...]:
    """What has become of it. Empty where all that was said has been erased."""
    said: list[Phrase] = [*_words(before, after, people), *_questions(before, after)]
    if after.get("nudged_at") is not None:
        said.append(phrase("approval-trail-nudged"))
    if (spent_on := after.get("spent_on")) is not None:
        order = name_of("order_id", int(str(spent_on).partition(":")[2]))
        said.append(phrase("approval-trail-spent", order=order or str(spent_on)))
    if "percent" in after:
        sides = {
            side: _percent(value) for side, value in (("before", before.get("percent")), ("after", after["percent"]))
        }
        said.append(phrase("change", field=phrase("kept-percent"), **sides))
    if "round" in after:
        return (*said, phrase("approval-trail-anew"), *_asks(after.get("steps") or (), people))
    return (*said, *_steps(before.get("steps") or (), after.get("steps") or (), people))


def told(entry: TrailEntry, people: People, name_of: NameOf) -> Phrase | None:
    """One line of the story: what was done, in the order in which it was done; None for what only the trail tells."""
    if entry.type == "approval.created":
        what: tuple[Phrase, ...] = (phrase("approval-trail-asked"), *_asks(entry.after.get("steps") or (), people))
    elif entry.type == "approval.changed":
        what = moved_said(entry.before, entry.after, people, name_of)
        if (state := entry.after.get("state")) in ENDS:
            what += (phrase("approval-trail-now", state=choice_phrase(state)),)
        what = what or (ERASED,)
    elif entry.type == "approval.reminded":
        what = (limit_reached_said(entry.after),)
    else:
        return None
    who: Value = phrase("trail-clock") if entry.actor_id is None else _name(entry.actor_id, people)
    return phrase("approval-story-line", at=entry.at, who=who, what=what)


def kind_word(kind: str) -> Phrase:
    """A kind of request by its shipped name; the firm's own kinds by their own word."""
    return named_choice("approval-kind", kind) if kind in SHIPPED_KINDS else words(kind)


def _field(name: str, value: Value) -> Phrase:
    return phrase("content", field=Phrase(f"kept-{name}"), value=value)


def _label(name: str) -> Phrase:
    return phrase("field-margin") if name == "margin" else words(name)


def _percent(value: Decimal | None) -> Value:
    return phrase("nothing") if value is None else phrase("approval-figure-percent", percent=value)


def _asks(steps: tuple[Step, ...], people: People) -> Iterator[Phrase]:
    for number, step in enumerate(steps, start=1):
        yield phrase("approval-trail-asks", step=number, people=_names(step.approvers, people))
        yield from (_deputy(deputy, people) for deputy in step.deputies)


def _steps(before: tuple[Step, ...], after: tuple[Step, ...], people: People) -> Iterator[Phrase]:
    """Seats that changed hands, people who were added, deputies who were appointed, and whose turn it is now."""
    for number, (was, now) in enumerate(zip(before, after, strict=False), start=1):
        if come := tuple(person for person in now.approvers if person not in was.approvers):
            yield phrase("approval-trail-handed", come=_names(come, people))
        yield from (_deputy(deputy, people) for deputy in now.deputies if deputy not in was.deputies)
        if was.opened_at is None and now.opened_at is not None:
            yield phrase("approval-trail-opened", step=number, people=_names(now.approvers, people))
    for added in after[len(before) :]:
        yield phrase("approval-trail-added", people=_names(added.approvers, people))


def _deputy(deputy: Deputy, people: People) -> Phrase:
    gaps: dict[str, Value] = {"deputy": _name(deputy.person, people), "seat": _name(deputy.instead_of, people)}
    if deputy.until is None:
        return phrase("approval-trail-deputy", **gaps)
    return phrase("approval-trail-deputy-until", **gaps, since=deputy.since, until=deputy.until)


def _words(before: Mapping[str, Any], after: Mapping[str, Any], people: People) -> Iterator[Phrase]:
    spoken: tuple[Decision, ...] = after.get("decisions") or ()
    for word in spoken[len(before.get("decisions") or ()) :]:
        said = choice_phrase(word.outcome)
        if word.as_deputy_of is not None:
            said = phrase("approval-in-place-of", by=said, seat=_name(word.as_deputy_of, people))
        yield phrase("approval-trail-why", said=said, why=word.comment) if word.comment else said


def _questions(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Phrase]:
    earlier: tuple[Question, ...] = before.get("questions") or ()
    for question in after.get("questions") or ():
        if question in earlier:
            continue
        if question.answer is None:
            yield phrase("approval-trail-question", text=question.text)
        else:
            yield phrase("approval-trail-answer", question=question.text, answer=question.answer)


def _names(numbers: tuple[int, ...], people: People) -> tuple[str, ...]:
    return tuple(_name(number, people) for number in numbers)


def _name(number: int, people: People) -> str:
    return people.get(number, f"#{number}")


def limit_reached_said(facts: Mapping[str, Any]) -> Phrase:
    """That a time limit asked for something: of which step, and what was done."""
    act = str(facts.get("does") or "")
    done = named_choice("act-done", act) if act else phrase("act-done-something")
    return phrase("approval-trail-limit", step=int(facts.get("step", 0)) + 1, done=done)

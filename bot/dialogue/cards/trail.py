"""The trail as people read it: a line an entry, newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from bot.commands.people import ShowTrail
from bot.dialogue.cards import approval_trail
from bot.dialogue.cards.changes import ERASED, RECORDS, NameOf, changes_said, content_said
from bot.dialogue.replies import Button, Buttons, Heading, Item, Listing, Paragraph, Reply
from bot.domain.exports import Reach
from bot.domain.phrases import Phrase, Value, named_choice, phrase, words
from bot.domain.refs import Kind, Ref
from bot.domain.trail import TrailEntry

NOTES: Mapping[str, str] = {
    "refused": "trail-refused",
    "approval.nobody": "trail-approval-nobody",
    "approval.reminded": "trail-approval-limit",
    "follow_up.reason": "trail-why",
    "sessions.ended": "trail-sessions-ended",
    "exported": "trail-exported",
    "undone": "trail-undone",
    "calendar.read": "trail-calendar-read",
    "code.wrong": "trail-wrong-code",
    "privacy.erased": "trail-erased",
    "document.handed_out": "trail-handed-out",
    "document.refused": "trail-file-refused",
    "shipment.notified": "trail-notified",
    "duty.mailed": "trail-mailed",
    "duty.not_mailed": "trail-not-mailed",
}
"""Entries that are no change of a record, and how they are said; others are said by their own word."""
SAYS: Mapping[str, str] = {
    "follow_up.reason": "reason",
    "undone": "entries",
    "shipment.notified": "how",
    "duty.mailed": "to",
    "duty.not_mailed": "to",
}
"""Entries of which one fact is said, as it stands, and which."""
FAULTS = frozenset(
    (
        *("gap", "leaf", "prev", "head", "core", "columns", "words", "end", "words-missing"),
        *("record", "record-missing", "record-unknown"),
    )
)
"""What the check of the trail can find wrong, `fault-<word>` in the language files."""
NAMED_KINDS = frozenset(RECORDS) | {Kind.SHIPMENT, Kind.MILESTONE, Kind.DOCUMENT, Kind.APPROVAL}
TOLD = frozenset(
    (
        *("button-expired", "button-not-yours", "button-unknown", "form-gone", "clock-only", "code-too-many"),
        *("not-yours-to-change", "today-of-others", "absence-not-yours", "desk-off-not-yours", "claim-too-late"),
        *(f"refusal-kind-{kind}" for kind in ("own-request", "not-an-approver", "right-lost", "not-the-requester")),
        "refusal-kind-not-alone",
    )
)
"""Refusals that the trail repeats as they were told."""
TAKEN_OUT = frozenset(
    (
        *("customers", "contact_persons", "campaigns", "contacts", "follow_ups", "orders", "shipments"),
        *("milestones", "duties", "documents", "approvals", "people", "trail"),
    )
)
"""Tables of an export."""
MOST_FAULTS = 100
"""Wrong entries named in one answer; beyond that their number is said."""


class TrailView(Struct, frozen=True):
    """What a page of the trail needs: entries, what things and people are called, where the next page begins."""

    about: Ref
    entries: Sequence[TrailEntry]
    people: Mapping[int, str]
    name_of: NameOf
    labels: Mapping[str, str]
    """What each thing is called, by its key."""
    more_before: int | None = None
    command: ShowTrail | None = None


def trail_page(view: TrailView) -> Reply:
    """Twenty entries and *More*."""
    title = Heading(phrase("trail-title", about=view.about.name or view.about.code))
    if not view.entries:
        return Reply((title, Paragraph(phrase("trail-empty"))))
    listing = Listing(tuple(Item(_line(entry, view)) for entry in view.entries))
    if view.more_before is None or view.command is None:
        return Reply((title, listing))
    more = Button(phrase("button-more"), view.command.model_copy(update={"before": view.more_before}))
    return Reply((title, listing, Buttons((more,))))


def verdict_card(entries: int, head: str, faults: tuple[tuple[int, str], ...]) -> Reply:
    """*Intact* with the number of entries, or *Broken* with every wrong number and what is wrong there."""
    if not faults:
        return Reply((Paragraph(phrase("trail-intact", count=entries, head=head[:16])),))
    shown = faults[:MOST_FAULTS]
    lines = tuple(Item(fault_said(seq, fault)) for seq, fault in shown)
    rest = len(faults) - len(shown)
    numbers = tuple(f"#{seq}" for seq in dict.fromkeys(seq for seq, _ in faults))
    blocks = (Paragraph(phrase("trail-broken", count=entries, wrong=numbers)), Listing(lines))
    return Reply(blocks + ((Paragraph(phrase("trail-more-faults", count=rest)),) if rest else ()))


def fault_said(seq: int, fault: str) -> Phrase:
    """Which entry is wrong, and what is wrong there."""
    return phrase("trail-fault", seq=f"#{seq}", fault=Phrase(f"fault-{fault}") if fault in FAULTS else words(fault))


def kind_said(kind: Kind) -> Phrase:
    """What a kind of thing is called."""
    return Phrase(f"kind-{kind.value.replace('_', '-')}") if kind in NAMED_KINDS else words(kind.value)


def _line(entry: TrailEntry, view: TrailView) -> Phrase:
    who: Value = (
        phrase("trail-clock") if entry.actor_id is None else view.people.get(entry.actor_id, f"#{entry.actor_id}")
    )
    return phrase("trail-line", seq=f"#{entry.seq}", at=entry.at, who=who, what=what_said(entry, view))


def what_said(entry: TrailEntry, view: TrailView) -> Phrase:
    """What one entry says, without its number, moment and author."""
    label = view.labels.get(entry.object.key, "")
    thing = (
        phrase("trail-thing", kind=kind_said(entry.object.kind), label=label) if label else kind_said(entry.object.kind)
    )
    if entry.type.endswith(".created"):
        said = _begun(entry, view)
        return phrase("trail-created", thing=thing, what=said) if said else phrase("trail-created-bare", thing=thing)
    if entry.type.endswith(".changed"):
        changed = _changed(entry, view)
        return phrase("trail-changed", thing=thing, what=changed or (ERASED,))
    if entry.type in NOTES:
        return Phrase(NOTES[entry.type], {"thing": thing, "facts": _facts(entry)})
    return phrase("trail-noted", thing=thing, type=entry.type, facts=_facts(entry))


def _begun(entry: TrailEntry, view: TrailView) -> tuple[Phrase, ...]:
    if entry.object.kind is not Kind.APPROVAL:
        return content_said(entry.object.kind, entry.after, view.name_of)
    plain = content_said(Kind.APPROVAL, _without(entry.after), view.name_of)
    return (*approval_trail.begun_said(entry.after, view.people), *plain)


def _changed(entry: TrailEntry, view: TrailView) -> tuple[Phrase, ...]:
    if entry.object.kind is not Kind.APPROVAL:
        return changes_said(entry.before, entry.after, view.name_of)
    plain = changes_said(_without(entry.before), _without(entry.after), view.name_of)
    return (*plain, *approval_trail.moved_said(entry.before, entry.after, view.people, view.name_of))


def _without(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in approval_trail.SAID}


def _facts(entry: TrailEntry) -> Value:
    """What a note says besides: a refusal of a file by its reason, other facts as they stand."""
    match entry.type:
        case "refused":
            return _told(str(entry.after.get("reason", "")))
        case "approval.reminded":
            return approval_trail.limit_reached_said(entry.after)
        case "approval.nobody":
            return approval_trail.kind_word(str(entry.after.get("kind", "")))
        case "document.refused":
            reason = named_choice("file-refusal", str(entry.after.get("reason", "unknown")))
            note = str(entry.after.get("note") or "")
            return (note, reason) if note else reason
        case plain if plain in SAYS:
            return str(entry.after.get(SAYS[plain], ""))
        case "exported":
            return _taken_out(entry.after)
        case "document.handed_out":
            return str(entry.after.get("sha256", ""))[:12]
        case _:
            return ", ".join(f"{name}: {value}" for name, value in entry.after.items())


def _taken_out(facts: Mapping[str, Any]) -> tuple[Value, ...]:
    """How much was taken out, in words: of whom, and the rows of each table; tables without any are left out."""
    reach = (Phrase(f"export-reach-{facts['reach']}"),) if facts.get("reach") in frozenset(Reach) else ()
    tables = ((name.replace("_", "-"), count) for name, count in facts.items() if name in TAKEN_OUT and count)
    rows = (phrase("trail-exported-rows", table=Phrase(f"table-{name}"), count=count) for name, count in tables)
    return (*reach, *rows)


def _told(reason: str) -> Phrase:
    return Phrase(reason) if reason in TOLD else phrase("trail-no-right")

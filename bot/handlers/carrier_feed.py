"""A carrier's feed, from a saved file or posted by the carrier: its events become the same milestones, each once."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from bot.commands.shipments import ImportFeed
from bot.dialogue.replies import say
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.dcsa import BrokenEvent, Route, UnknownEvent, read_event
from bot.domain.naming import name_key
from bot.domain.numbers import check_container
from bot.domain.phrases import phrase
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Shipment
from bot.domain.timeline import MilestoneEvent
from bot.handlers.cargo import touched
from bot.handlers.milestones import record
from bot.ports.books import UNSAVED
from bot.ports.requests import Notice, Outcome
from bot.ports.work import Work

MOST = 5_000
"""Events of one delivery."""


class FeedCount(Struct):
    """What came of a delivery: events written, known already, of no shipment here, of no milestone, and broken ones."""

    written: int = 0
    known: int = 0
    homeless: int = 0
    unknown: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notices: tuple[Notice, ...] = ()
    changed: tuple[Ref, ...] = ()


def import_feed(command: ImportFeed, work: Work) -> Outcome:
    """A delivery of the feed: written, and counted for whoever sent it."""
    count = import_events(command.events, work)
    said = phrase(
        "feed-read",
        written=count.written,
        known=count.known,
        homeless=count.homeless,
        unknown=len(count.unknown),
        broken=len(count.broken),
    )
    return Outcome(reply=say(said), notices=count.notices, changed=count.changed, is_quiet=True)


def import_events(raws: Iterable[Mapping[str, Any]], work: Work, shipment: Shipment | None = None) -> FeedCount:
    """Write the events of a DCSA v2 feed; those told already change nothing. Never raises for what stands in them.

    Each is given to the shipment that carries its container, booking or bill of lading, or all to `shipment`.
    """
    count, ours = FeedCount(), dict[int, tuple[Shipment, list[MilestoneEvent]]]()
    for raw in list(raws)[:MOST]:
        home = shipment or _home(raw, work)
        if home is None:
            count.homeless += 1
            continue
        event = _read(raw, home, count)
        if event is None:
            continue
        if _is_known(event, home, ours.get(home.id, (home, []))[1], work):
            count.known += 1
            continue
        ours.setdefault(home.id, (home, []))[1].append(event)
        count.written += 1
    for home, events in ours.values():
        settled = record(home, tuple(events), work)
        count.notices += settled.notices
        count.changed += touched(home)
    return count


def _read(raw: Mapping[str, Any], home: Shipment, count: FeedCount) -> MilestoneEvent | None:
    ports = port_table().ports
    zone_of = lambda code: ports[code].zone if code in ports else "UTC"  # noqa: E731
    match read_event(raw, shipment_id=home.id, route=Route(home.pol, home.pod), number=UNSAVED, zone_of=zone_of):
        case MilestoneEvent() as event:
            return event
        case UnknownEvent(_, what):
            count.unknown.append(what)
        case BrokenEvent(event_id, faults):
            count.broken.append(f"{event_id}: {'; '.join(faults)}")
    return None


def _is_known(event: MilestoneEvent, home: Shipment, waiting: list[MilestoneEvent], work: Work) -> bool:
    """The same report again. A later report under the same number supersedes, and is written."""
    stored = work.books.milestones.by_source(home.id, event.source_id)
    seen = [*([stored] if stored is not None else []), *(one for one in waiting if one.source_id == event.source_id)]
    return any(_facts(one) == _facts(event) or one.reported_at > event.reported_at for one in seen)


def _facts(event: MilestoneEvent) -> tuple[object, ...]:
    return event.milestone, event.classifier, event.at, event.reported_at, event.is_retracted, event.container


def _home(raw: Mapping[str, Any], work: Work) -> Shipment | None:
    """The shipment that goes by one of the numbers an event bears."""
    numbers = [raw.get("equipmentReference"), *_references(raw)]
    for number in numbers:
        if isinstance(number, str) and number.strip():
            keys = list(dict.fromkeys((name_key(number), name_key(check_container(number).normal))))
            found = work.books.names.exact(keys, (Kind.SHIPMENT,))
            refs = {ref.id for listed in found.values() for ref in listed}
            if len(refs) == 1:
                return work.books.shipments.get(refs.pop())
    return None


def _references(raw: Mapping[str, Any]) -> list[object]:
    found: list[object] = []
    for name in ("documentReferences", "references"):
        listed = raw.get(name)
        if isinstance(listed, list):
            found += [one.get(key) for one in listed if isinstance(one, Mapping) for key in _REFERENCE_KEYS]
    return [*found, raw.get("documentID"), raw.get("transportDocumentReference"), raw.get("carrierBookingReference")]


_REFERENCE_KEYS = ("documentReferenceValue", "referenceValue")

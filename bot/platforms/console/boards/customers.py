"""All customers: found as one types, or listed by tier, temperature, owner, stage and last contact."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from msgspec import Struct

from bot.dialogue.stages import stage_in
from bot.domain.contacts import Contact
from bot.domain.customers import Customer, Temperature, Tier, TierFigures
from bot.domain.people import Person
from bot.domain.phrases import Phrase
from bot.domain.refs import Kind, Ref
from bot.domain.rhythm import temperature_of
from bot.handlers.glances import figures_tier
from bot.handlers.rhythm import warmth
from bot.handlers.sight import latest_customer, may_see, owners_seen
from bot.platforms.console.boards.codes import number_of
from bot.ports.work import Work

PAGE: Final = 40
FOUND: Final = 20
"""Rows of a search; more than one reads while typing."""
MOST_LIKE: Final = 250
FEWER: Final = 60
"""Names looked at for a search: enough that some are left of those one may see; fewer by whoever sees all."""
BATCH: Final = 200
MOST_LOOKED: Final = 2_000
"""Customers looked through for one page; a rare filter goes on by a link instead of keeping everybody waiting."""
NamedStages: TypeAlias = tuple[tuple[str, Phrase], ...]
"""The keys of the stages in force, and what they are called."""
QUIET_DAYS: Final[Mapping[str, int]] = {"week": 7, "month": 30, "quarter": 90}


class Filter(Struct, frozen=True):
    """What is asked for. `spoken`: `within-week` …, `over-week` …, or `never`; empty words do not filter."""

    text: str = ""
    tier: Tier | None = None
    temperature: Temperature | None = None
    owner: int | None = None
    stage: str = ""
    spoken: str = ""
    after: int = 0


class CustomerRow(Struct, frozen=True):
    """One line of the list."""

    customer: Customer
    owner: str | None
    tier: Tier
    temperature: Temperature
    last: Contact | None
    stage: Phrase | None
    due_at: datetime | None


class CustomerPage(Struct, frozen=True):
    """A page of the list, and where the next one begins; `is_cut`: not all were looked through for it."""

    rows: tuple[CustomerRow, ...]
    owners: tuple[Person, ...]
    stages: NamedStages
    following: int | None = None
    is_cut: bool = False


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter of an address; what is not understood does not filter."""
    tier, temperature = query.get("tier", ""), query.get("temperature", "")
    return Filter(
        text=query.get("q", "").strip()[:200],
        tier=next((one for one in Tier if one.value == tier), None),
        temperature=next((one for one in Temperature if one.value == temperature), None),
        owner=_number(query.get("owner", "")),
        stage=query.get("stage", "")[:40],
        spoken=query.get("spoken", ""),
        after=_number(query.get("after", "")) or 0,
    )


def customers_page(wanted: Filter, work: Work) -> CustomerPage:
    """The customers one may see that fit."""
    allowed, everybody = owners_seen(work), work.books.people.everybody()
    people = tuple(one for one in everybody if one.is_active and (allowed is None or one.id in allowed))
    stages = tuple((stage.key, stage_in(work.rules.stage_words, stage.key)) for stage in work.rules.stages)
    if not wanted.text:
        return _listed(wanted, allowed, work, people, stages)
    rows: list[CustomerRow] = []
    for some in _found(wanted.text, FEWER if allowed is None else MOST_LIKE, work):
        rows += _rows(some, wanted, work)
        if len(rows) >= FOUND:
            break
    return CustomerPage(tuple(rows[:FOUND]), people, stages)


def _found(text: str, most: int, work: Work) -> Iterator[list[Customer]]:
    """Customers one may see whose names are like the text, the likest first and a few at a time.

    Most searches are answered by the first few; what else is like the words is read only where those do not do.
    """
    number, seen = number_of(text, Kind.CUSTOMER), set[int]()
    refs = [Ref(Kind.CUSTOMER, number)] if number is not None else []
    refs += work.books.names.search(text, (Kind.CUSTOMER, Kind.CONTACT_PERSON), most)
    for start in range(0, len(refs), FOUND + 4):
        known = {one.id: one for one in _named(refs[start : start + FOUND + 4], work)}
        fresh = [one for one in known.values() if one.id not in seen and may_see((one.owner_id,), work)]
        seen.update(known)
        yield fresh


def _named(refs: Sequence[Ref], work: Work) -> Iterator[Customer]:
    """The customers of names, or those for whom the named person speaks; a merged one as what it became."""
    persons = work.books.contact_persons.many(ref.id for ref in refs if ref.kind is Kind.CONTACT_PERSON)
    spoken_for = {number: person.customer_id for number, person in persons.items()}
    meant = [ref.id if ref.kind is Kind.CUSTOMER else spoken_for.get(ref.id, 0) for ref in refs]
    known = work.books.customers.many(meant)
    for number in meant:
        customer = known.get(number)
        if customer is not None and customer.merged_into is not None:
            customer = latest_customer(customer.id, work)
        if customer is not None:
            yield customer


def _listed(
    wanted: Filter,
    allowed: list[int] | None,
    work: Work,
    people: tuple[Person, ...],
    stages: NamedStages,
) -> CustomerPage:
    if wanted.owner is not None:
        allowed = [wanted.owner] if allowed is None or wanted.owner in allowed else []
    rows: list[CustomerRow] = []
    after, looked = wanted.after, 0
    while looked < MOST_LOOKED:
        batch = work.books.customers.listed(allowed, after, BATCH)
        for start in range(0, len(batch), PAGE):
            some = batch[start : start + PAGE]
            rows += _rows(some, wanted, work)
            if len(rows) >= PAGE:
                return CustomerPage(tuple(rows[:PAGE]), people, stages, rows[PAGE - 1].customer.id)
            after, looked = some[-1].id, looked + len(some)
        if len(batch) < BATCH:
            return CustomerPage(tuple(rows), people, stages)
    return CustomerPage(tuple(rows), people, stages, after, is_cut=True)


def _rows(customers: Sequence[Customer], wanted: Filter, work: Work) -> list[CustomerRow]:
    """The rows of those all filters fit, in the same order. Each book is asked once for all of them; what is cheap to
    know is looked at first."""
    left = [one for one in customers if _may_fit(one, wanted)]
    last = work.books.contacts.newest_of([one.id for one in left])
    left = [one for one in left if _last_fits(last.get(one.id), wanted, work)]
    reckoned = [one.id for one in left if one.tier is None or one.temperature is None]
    figures = work.books.customers.figures_of(reckoned)
    fitting = []
    for one in left:
        own, spoken = figures.get(one.id, TierFigures()), last.get(one.id)
        temperature = warmth(one, spoken, work, own.order_count)
        tier = one.tier or figures_tier(own, work)
        if wanted.temperature in (None, temperature) and wanted.tier in (None, tier):
            fitting.append((one, tier, temperature, spoken))
    due = work.books.follow_ups.next_due([one.id for one, *_ in fitting])
    return [
        CustomerRow(
            one, work.owner_name(one.owner_id), tier, temperature, spoken, _stage(spoken, work), due.get(one.id)
        )
        for one, tier, temperature, spoken in fitting
    ]


def _stage(last: Contact | None, work: Work) -> Phrase | None:
    return stage_in(work.rules.stage_words, last.stage) if last is not None and last.stage is not None else None


def _may_fit(customer: Customer, wanted: Filter) -> bool:
    """Whether what the customer's own record says leaves it open; most of a rare filter is settled by this."""
    if wanted.owner is not None and customer.owner_id != wanted.owner:
        return False
    if wanted.tier is not None and customer.tier not in (None, wanted.tier):
        return False
    if wanted.temperature is None or customer.temperature is None:
        return True
    outs = (temperature_of(customer.temperature, has_ordered=False, is_sample_out=is_out) for is_out in (False, True))
    return wanted.temperature in outs


def _last_fits(last: Contact | None, wanted: Filter, work: Work) -> bool:
    if wanted.stage and (last is None or last.stage != wanted.stage):
        return False
    return not wanted.spoken or _spoken_fits(wanted.spoken, last.at if last is not None else None, work.clock.now())


def _spoken_fits(wanted: str, last: datetime | None, now: datetime) -> bool:
    if wanted == "never":
        return last is None
    way, _, word = wanted.partition("-")
    days = QUIET_DAYS.get(word)
    if days is None:
        return True
    is_recent = last is not None and last >= now - timedelta(days=days)
    return is_recent if way == "within" else not is_recent


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None

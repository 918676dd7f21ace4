"""Figures of the week and of the team, in words: the same as the picture that follows, for those who cannot see it."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from bot.dialogue.replies import Heading, Item, Listing, Paragraph, Reply
from bot.domain.contacts import Channel
from bot.domain.mornings import Kept
from bot.domain.people import Person
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase


class WeekView(Struct, frozen=True):
    """Somebody's days: conversations by channel and promises, a number for each day."""

    person: Person
    days: tuple[date, ...]
    contacts: Mapping[Channel, tuple[int, ...]]
    promises: tuple[Kept, ...]


class KeptView(Struct, frozen=True):
    """What became of everybody's promises between two days, both included."""

    first: date
    last: date
    people: tuple[tuple[Person, Kept], ...]


def week_title(view: WeekView) -> Phrase:
    """Whose week it is, and which days."""
    return phrase("week-title", person=view.person.name, first=view.days[0], last=view.days[-1])


def kept_title(view: KeptView) -> Phrase:
    """Of which days the promises are."""
    return phrase("kept-title", first=view.first, last=view.last)


def week_reply(view: WeekView) -> Reply:
    """A line a day, and the sums."""
    channels = {channel: sum(counts) for channel, counts in view.contacts.items()}
    contacts = phrase("week-contacts", count=sum(channels.values()), channels=_channels(channels))
    total = _sum(view.promises)
    promises = phrase("week-promises", due=total.due, kept=total.kept, missed=total.missed, waiting=total.waiting)
    days = Listing(tuple(_day(view, place) for place in range(len(view.days))))
    coming = Paragraph(phrase("picture-ordered"))
    return Reply((Heading(week_title(view)), Paragraph(contacts), Paragraph(promises), days, coming))


def kept_reply(view: KeptView) -> Reply:
    """A line a person, those who missed most first."""
    if not view.people:
        return Reply((Heading(kept_title(view)), Paragraph(phrase("kept-none"))))
    lines = tuple(Item(kept_line(person, kept)) for person, kept in view.people)
    return Reply((Heading(kept_title(view)), Listing(lines), Paragraph(phrase("picture-ordered"))))


def kept_line(person: Person, kept: Kept) -> Phrase:
    """One person's promises in figures."""
    settled = kept.kept + kept.missed
    share = 100 * kept.kept // settled if settled else 100
    return phrase(
        "kept-line", person=person.name, share=share, kept=kept.kept, missed=kept.missed, waiting=kept.waiting
    )


def _day(view: WeekView, place: int) -> Item:
    counts = {channel: numbers[place] for channel, numbers in view.contacts.items() if numbers[place]}
    kept = view.promises[place]
    day = phrase("week-day", day=view.days[place], contacts=sum(counts.values()), channels=_channels(counts))
    if not kept.due:
        return Item(day)
    return Item(phrase("week-day-promises", day=day, kept=kept.kept, missed=kept.missed, waiting=kept.waiting))


def _channels(counts: Mapping[Channel, int]) -> Value:
    named = tuple(phrase("week-channel", channel=choice_phrase(one), count=count) for one, count in counts.items())
    return named or (phrase("week-no-channel"),)


def _sum(promises: Sequence[Kept]) -> Kept:
    return Kept(
        sum(one.kept for one in promises), sum(one.missed for one in promises), sum(one.waiting for one in promises)
    )

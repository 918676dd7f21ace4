"""Figures of somebody's week and of how promises are kept: said at once in words, and drawn as a picture outside."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.today import ShowKept, ShowWeek
from bot.dialogue.cards.figures import KeptView, WeekView, kept_reply, kept_title, week_reply, week_title
from bot.domain.contacts import Channel
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.mornings import Kept, contacts_by_day, kept, kept_by_day
from bot.domain.people import Person
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.spans import local_moment
from bot.handlers.sight import may_see
from bot.ports.errands import Chart, Errand, Panel, Series
from bot.ports.requests import Outcome
from bot.ports.work import Work

WEEK, MONTH = 7, 30
"""Days, the present one among them."""
MOST_BARS = 30
"""People of one picture; the words name all of them."""
COLOURS = ("#2f6fb0", "#2a9d6f", "#c77d1e", "#7d5ba6", "#3d9bb3", "#b0577f", "#7a8b2f", "#8d6e63", "#5c6f82", "#a0522d")
KEPT, MISSED, WAITING = "#2a9d6f", "#c0392b", "#8a97a8"


def show_week(command: ShowWeek, work: Work) -> Outcome:
    """One's own last seven days, or for a manager somebody else's."""
    person = work.me if command.person_id == work.me.id else work.books.people.get(command.person_id)
    if person is None:
        raise NotFound(phrase("person-gone"))
    if person.id != work.me.id and not work.may("others.today"):
        raise NotAllowed(phrase("today-of-others"))
    view = _week(person, work)
    errand = Chart(week_title(view), _week_panels(view), "week", work.language, work.zone.key)
    work.books.errands.put(Errand(work.speaker, work.place, errand), work.clock.now())
    return Outcome(reply=week_reply(view), is_quiet=True)


def show_kept(command: ShowKept, work: Work) -> Outcome:
    """Everybody's promises of the last thirty days, as far as the asker may see them."""
    view = _kept(work)
    if view.people:
        errand = Chart(kept_title(view), (_kept_panel(view),), "kept", work.language, work.zone.key)
        work.books.errands.put(Errand(work.speaker, work.place, errand), work.clock.now())
    return Outcome(reply=kept_reply(view), is_quiet=True)


def _week(person: Person, work: Work) -> WeekView:
    zone = ZoneInfo(str(work.zone_of(person)))
    now = work.clock.now()
    days, (start, end) = _days(WEEK, now, zone), _span(WEEK, now, zone)
    contacts = work.books.contacts.of_author(person.id, start, end)
    promises = work.books.follow_ups.due_between([person.id], start, end)
    return WeekView(person, days, contacts_by_day(contacts, days, zone), kept_by_day(promises, days, now, zone))


def _kept(work: Work) -> KeptView:
    now = work.clock.now()
    start, end = _span(MONTH, now, work.zone)
    people = [p for p in work.books.people.everybody() if p.is_active and may_see((p.id,), work)]
    found: list[tuple[Person, Kept]] = []
    for person in people:
        promises = work.books.follow_ups.due_between([person.id], start, end)
        figures = kept(promises, now, ZoneInfo(str(work.zone_of(person))))
        if figures.due:
            found.append((person, figures))
    found.sort(key=lambda pair: (-pair[1].missed, -pair[1].kept, pair[0].id))
    days = _days(MONTH, now, work.zone)
    return KeptView(days[0], days[-1], tuple(found))


def _days(count: int, now: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    today = now.astimezone(zone).date()
    return tuple(today - timedelta(days=back) for back in reversed(range(count)))


def _span(count: int, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    today = now.astimezone(zone).date()
    start = local_moment(datetime.combine(today - timedelta(days=count - 1), time(0)), zone)
    return start, local_moment(datetime.combine(today + timedelta(days=1), time(0)), zone)


def _week_panels(view: WeekView) -> tuple[Panel, ...]:
    labels = tuple(
        phrase("week-label", weekday=Phrase(f"weekday-{day.isoweekday()}"), day=f"{day:%m-%d}") for day in view.days
    )
    channels = tuple(
        Series(choice_phrase(channel), COLOURS[list(Channel).index(channel)], counts)
        for channel, counts in view.contacts.items()
    )
    return (
        Panel(phrase("week-panel-contacts"), labels, channels),
        Panel(phrase("week-panel-promises"), labels, _fates(view.promises)),
    )


def _kept_panel(view: KeptView) -> Panel:
    shown = view.people[:MOST_BARS]
    names = tuple(words(person.name[:20]) for person, _ in shown)
    return Panel(phrase("kept-panel"), names, _fates(tuple(figures for _, figures in shown)), is_lying=True)


def _fates(figures: tuple[Kept, ...]) -> tuple[Series, ...]:
    return (
        Series(phrase("fate-kept"), KEPT, tuple(one.kept for one in figures)),
        Series(phrase("fate-missed"), MISSED, tuple(one.missed for one in figures)),
        Series(phrase("fate-waiting"), WAITING, tuple(one.waiting for one in figures)),
    )

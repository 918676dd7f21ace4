"""What the clock asks for: reminders, overdue alerts, the morning list, the next rhythm, and keeping house."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.commands.follow_ups import (
    EscalateFollowUp,
    KeepHouse,
    PlanRhythm,
    PostToday,
    RemindFollowUp,
)
from bot.commands.people import ReportRules
from bot.commands.today import RefreshToday, refresh_key
from bot.dialogue.cards.follow_ups import follow_up_ref
from bot.dialogue.replies import Paragraph, Reply, say
from bot.domain.customers import Customer
from bot.domain.days import works_on
from bot.domain.escalation import AroundTheClock, Counting, Due, Limit, milestones
from bot.domain.follow_ups import FollowUp, FollowUpOrigin
from bot.domain.moments import When
from bot.domain.people import Person, Role
from bot.domain.phrases import phrase
from bot.domain.routes import Topic
from bot.domain.spans import local_moment
from bot.handlers.promises import promise, stamp
from bot.handlers.today import today_reply
from bot.handlers.told import OfficeTime, Whose, calendar_of, day_of, good_moment, late, people_told
from bot.ports.requests import Notice, Outcome, Recipient, ToPerson, ToTopic
from bot.ports.work import Work


def remind_follow_up(command: RemindFollowUp, work: Work) -> Outcome:
    """Tell the owner that a promise is due, in their hours; then watch whether it is kept."""
    follow_up = work.books.follow_ups.get(command.follow_up_id)
    if follow_up is None or not follow_up.is_open or stamp(follow_up.due_at) != command.planned_for:
        return Outcome(is_quiet=True)
    owner = work.books.people.get(follow_up.owner_id)
    if owner is None:
        return Outcome(is_quiet=True)
    later = _next_good_moment(follow_up, owner, work)
    if later > work.clock.now():
        work.books.timers.set(f"follow_up:{follow_up.id}", later, command, follow_up_ref(follow_up))
        return Outcome(is_quiet=True)
    _watch(follow_up, work)
    card = Reply(late(follow_up.due_at, work), follow_up_ref(follow_up))
    key = f"remind:F{follow_up.id}:{day_of(owner, work)}"
    return Outcome(notices=(Notice(ToPerson(owner.id), card, key, is_undrawn=True),), is_quiet=True)


def foresee_follow_ups(commands: Sequence[RemindFollowUp | EscalateFollowUp], work: Work) -> None:
    """Look up together the promises that will be asked for one by one."""
    work.books.follow_ups.many([command.follow_up_id for command in commands])


def escalate_follow_up(command: EscalateFollowUp, work: Work) -> Outcome:
    """A promise is overdue: its owner, the superior and the room hear of it, as the rules say."""
    follow_up = work.books.follow_ups.get(command.follow_up_id)
    if follow_up is None or not follow_up.is_open or stamp(follow_up.due_at) != command.planned_for:
        return Outcome(is_quiet=True)
    due = next((d for d in _overdue_plan(follow_up, work) if d.attempt == command.step), None)
    owner = work.books.people.get(follow_up.owner_id)
    if due is None or owner is None:
        return Outcome(is_quiet=True)
    alert = Paragraph(phrase("follow-up-overdue", owner=owner.name, due=follow_up.due_at))
    card = Reply((alert,), follow_up_ref(follow_up))
    key = f"overdue:F{follow_up.id}:{command.planned_for}:{command.step}"
    told: list[Recipient] = [ToPerson(number) for number in people_told(due.to, Whose((owner.id,)), work)]
    if "routed" in due.to:
        told.append(ToTopic(Topic.OVERDUE))
    return Outcome(notices=tuple(Notice(to, card, key, is_undrawn=True) for to in told), is_quiet=True)


def post_today(command: PostToday, work: Work) -> Outcome:
    """Somebody's morning list, on their working days; then the next morning's timer."""
    person = work.books.people.get(command.person_id)
    if person is None or not person.is_active:
        return Outcome(is_quiet=True)
    day = date.fromisoformat(command.day)
    today = work.clock.now().astimezone(work.zone_of(person)).date()
    if day < today:
        # The desk was down: one list of now tells more than all that were missed.
        _set_digest(person, today, work)
        return Outcome(is_quiet=True)
    _set_digest(person, day + timedelta(days=1), work)
    if not works_on(person, work.rules.firm_country)(day) or _is_away(person, day):
        return Outcome(is_quiet=True)
    planned_at = local_moment(datetime.combine(day, work.rules.reminders.digest_at), work.zone_of(person))
    reply = today_reply(person, work).plus(*late(planned_at, work))
    told = Notice(ToPerson(person.id), reply, f"today:{person.id}:{day}", is_pinned=True)
    return Outcome(notices=(told,), is_quiet=True)


def plan_rhythm(command: PlanRhythm, work: Work) -> Outcome:
    """A customer has been left alone for as long as its rhythm allows: a promise is made in its owner's name."""
    customer = work.books.customers.get(command.customer_id)
    if customer is None or customer.owner_id is None or customer.merged_into is not None:
        return Outcome(is_quiet=True)
    last = work.books.contacts.last_at([customer.id]).get(customer.id, customer.created_at)
    owner = work.books.people.get(customer.owner_id)
    is_stale = last > datetime.fromisoformat(command.counted_from)
    if is_stale or owner is None or work.books.follow_ups.open_of_customer(customer.id):
        return Outcome(is_quiet=True)
    origin = FollowUpOrigin.QUOTE if _waits_for_answer(customer, work) else FollowUpOrigin.RHYTHM
    promise(customer, When(work.clock.now(), True), "", owner, work, origin=origin)
    return Outcome(is_quiet=True)


def report_rules(command: ReportRules, work: Work) -> Outcome:
    """The rules file is wrong: the admins hear what and where, and that the old rules hold."""
    reply = say(phrase("rules-not-taken", problem=command.problem))
    admins = work.books.people.with_role(Role.ADMIN)
    return Outcome(notices=tuple(Notice(ToPerson(p.id), reply, f"rules:{command.at}") for p in admins), is_quiet=True)


def keep_house(command: KeepHouse, work: Work) -> Outcome:
    """Once an hour: every active person has a timer for their morning list."""
    for person in work.books.people.everybody():
        if person.is_active:
            zone = ZoneInfo(str(work.zone_of(person)))
            now = work.clock.now().astimezone(zone)
            today = now.date() if now.time() < work.rules.reminders.digest_at else now.date() + timedelta(days=1)
            standing = work.books.timers.due_at(f"today:{person.id}")
            if standing is None or standing > now:
                # One that fell due while the bot was away is still to be posted, and is not moved to the next day.
                _set_digest(person, today, work)
            # What was due becomes overdue, and a day ends, without anybody's doing.
            work.books.timers.set(refresh_key(person.id), work.clock.now(), RefreshToday(person_id=person.id))
    work.books.timers.set("keep_house", work.clock.now() + timedelta(hours=1), KeepHouse())
    return Outcome(is_quiet=True)


def _set_digest(person: Person, day: date, work: Work) -> None:
    zone = work.zone_of(person)
    at = local_moment(datetime.combine(day, work.rules.reminders.digest_at), zone)
    work.books.timers.set(f"today:{person.id}", at, PostToday(person_id=person.id, day=day.isoformat()))


def _next_good_moment(follow_up: FollowUp, owner: Person, work: Work) -> datetime:
    """A moment named to the minute is kept; a day alone waits for the owner's working hours and quiet hours' end."""
    return work.clock.now() if follow_up.has_time else good_moment(owner, work)


def _watch(follow_up: FollowUp, work: Work) -> None:
    planned_for, ref = stamp(follow_up.due_at), follow_up_ref(follow_up)
    for due in _overdue_plan(follow_up, work):
        command = EscalateFollowUp(follow_up_id=follow_up.id, planned_for=planned_for, step=due.attempt)
        work.books.timers.set(f"overdue:{follow_up.id}:{due.attempt}", due.moment, command, ref)


def _overdue_plan(follow_up: FollowUp, work: Work) -> tuple[Due, ...]:
    limit = work.rules.limits["follow_up"]
    is_elapsed = limit.counting is Counting.ELAPSED
    return _plan(limit, follow_up.due_at, AroundTheClock() if is_elapsed else calendar_of(follow_up.owner_id, work))


@lru_cache(maxsize=256)
def _plan(limit: Limit, due_at: datetime, calendar: AroundTheClock | OfficeTime) -> tuple[Due, ...]:
    """Remembered, since most promises are due at nine: thousands have the same plan."""
    return milestones(limit, due_at, (), calendar)


def _is_away(person: Person, day: date) -> bool:
    since, until = person.absent_from, person.absent_until
    return until is not None and (since is None or since <= day) and day <= until


def _waits_for_answer(customer: Customer, work: Work) -> bool:
    last = next(iter(work.books.contacts.latest(customer.id, 1)), None)
    return last is not None and last.stage == work.rules.quote_stage

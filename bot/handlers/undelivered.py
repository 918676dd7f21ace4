"""A letter was definitely refused: who must know, once for a person or a room, and what is done about a lost room."""

from collections.abc import Sequence

from bot.commands.people import ReportUndelivered
from bot.dialogue.replies import Paragraph, Reply
from bot.domain.approvals import Approval
from bot.domain.people import PlatformName, Role
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase
from bot.domain.refs import Kind
from bot.domain.routes import Route
from bot.ports.outside import LOST, refusal_said
from bot.ports.requests import Notice, Outcome, ToPerson
from bot.ports.work import Work


def report_undelivered(command: ReportUndelivered, work: Work) -> Outcome:
    """Of a person the admins and the superior hear, of a room the admins; and who asked for what was to be shown."""
    if command.person_id is not None:
        return _of_person(command, work)
    return _of_room(command, work)


def _of_person(command: ReportUndelivered, work: Work) -> Outcome:
    whom, approval = work.owner(command.person_id), _waiting_request(command, work)
    name = whom.name if whom is not None else "?"
    said = [phrase("undelivered-person", person=name, platform=_platform(command), reason=refusal_said(command.reason))]
    if approval is not None:
        said.append(phrase("undelivered-request-person", code=f"A{approval.id}"))
    told = [person.id for person in work.books.people.with_role(Role.ADMIN)]
    told += [whom.superior_id] if whom is not None and whom.superior_id is not None else []
    notices = _notices(told, said, f"undelivered:person:{command.person_id}:{_day(work)}", command)
    if approval is not None and approval.requester_id not in told:
        key = f"undelivered:A{approval.id}:person:{command.person_id}"
        notices += _notices([approval.requester_id], said, key, command)
    return Outcome(notices=notices, is_quiet=True)


def _of_room(command: ReportUndelivered, work: Work) -> Outcome:
    """A room that is lost hears nothing more; so the admins are told once, and not of each letter to it."""
    routes = work.books.routes.in_chat(PlatformName(command.platform), command.chat)
    # What people call it, where one of its routes knows; else its number.
    room = next((route.room for route in routes if route.room), command.chat)
    lost, approval = _cut_off(routes, command, work), _waiting_request(command, work)
    if command.is_change and not lost:
        return Outcome(is_quiet=True)
    where: dict[str, Value] = {"chat": room, "platform": _platform(command)}
    gaps = where | {"reason": refusal_said(command.reason)}
    if lost:
        topics = tuple(choice_phrase(route.topic) for route in lost)
        said = [phrase("undelivered-room-lost", **gaps, topics=topics)]
    else:
        said = [phrase("undelivered-room", **gaps)]
    admins = [person.id for person in work.books.people.with_role(Role.ADMIN)]
    place = f"{command.platform}:{command.chat}"
    notices = _notices(admins, said, f"undelivered:room:{place}:{_day(work)}", command)
    if approval is not None:
        elsewhere = [*said, phrase("undelivered-request-room", code=f"A{approval.id}")]
        notices += _notices([approval.requester_id], elsewhere, f"undelivered:A{approval.id}:{place}", command)
    return Outcome(notices=notices, is_quiet=True)


def _cut_off(routes: Sequence[Route], command: ReportUndelivered, work: Work) -> list[Route]:
    """The topics that a lost room heard until now."""
    if command.reason not in LOST:
        return []
    return [work.books.routes.change(route, is_off=True) for route in routes]


def _waiting_request(command: ReportUndelivered, work: Work) -> Approval | None:
    """The open request that was to be shown."""
    is_request = command.about is not None and command.about.kind is Kind.APPROVAL
    approval = work.books.approvals.get(command.about.id) if is_request and command.about is not None else None
    return approval if approval is not None and approval.is_open else None


def _notices(people: list[int], said: list[Phrase], key: str, command: ReportUndelivered) -> tuple[Notice, ...]:
    reply = Reply(tuple(map(Paragraph, said)))
    others = dict.fromkeys(number for number in people if number != command.person_id)
    return tuple(Notice(ToPerson(number), reply, key) for number in others)


def _platform(command: ReportUndelivered) -> Phrase:
    return choice_phrase(PlatformName(command.platform))


def _day(work: Work) -> str:
    return work.clock.now().astimezone(work.rules.firm_zone).date().isoformat()

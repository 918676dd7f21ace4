"""Somebody's working place in one transaction, and the clock's own: the one place that puts a `Work` together."""

from bot.desk.house import House
from bot.desk.recognise import Known
from bot.ports.ledger import Ledger
from bot.ports.requests import CLOCK, NOWHERE, Arrival, Place, Speaker
from bot.ports.work import Clock, Work


def workplace(
    house: House,
    ledger: Ledger,
    speaker: Speaker,
    known: Known,
    place: Place,
    request_id: str = "",
    files: tuple[Arrival, ...] = (),
) -> Work:
    """For one request of one person, by the rules in force; without `request_id` for a look that changes nothing."""
    return Work(
        books=ledger,
        actor=known.person,
        clock=house.clock,
        rules=house.rules(),
        place=place,
        request_id=request_id,
        language=known.language,
        zone=known.zone,
        speaker=speaker,
        files=files,
        has_mail=house.has_mail,
        bot_link=house.bot_link(),
        desk_link=house.desk_link(),
    )


def clock_workplace(house: House, ledger: Ledger, clock: Clock, request_id: str = "clock") -> Work:
    """For what the clock asks by itself, in the firm's language and zone."""
    rules = house.rules()
    return Work(
        books=ledger,
        actor=None,
        clock=clock,
        rules=rules,
        place=NOWHERE,
        request_id=request_id,
        language=house.language,
        zone=rules.firm_zone,
        speaker=CLOCK,
        has_mail=house.has_mail,
        bot_link=house.bot_link(),
        desk_link=house.desk_link(),
    )

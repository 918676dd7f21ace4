"""Somebody's working place in one transaction, and the clock's own: the one place that puts a `Work` together."""

from msgspec.structs import replace

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
    """For what the clock asks by itself, in the firm's language and zone; `clock`: the moment in which it asks."""
    known = Known(None, None, house.language, house.rules().firm_zone)
    return replace(workplace(house, ledger, CLOCK, known, NOWHERE, request_id), clock=clock)

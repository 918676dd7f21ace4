"""Whose day it is: a person's working days and hours, and a customer's open office."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.customers import Customer
from bot.domain.people import Person
from bot.domain.places import zone_of
from bot.domain.working_time import Hours, is_working_day, working_days

OFFICE = (time(9, 0), time(18, 0))
"""When an office is taken to be open where its hours are not known."""


def works_on(person: Person | None, firm_country: str) -> Callable[[date], bool]:
    """Which days are somebody's working days: their country's, else the firm's."""
    country = (person.country if person is not None else None) or firm_country
    return working_days(country)


def office_hours(person: Person | None, zone: ZoneInfo, firm_country: str, start: time, end: time) -> Hours:
    """A person's working hours in their own zone."""
    country = (person.country if person is not None else None) or firm_country
    return Hours(zone.key, start, end, country=country)


def customer_zone(customer: Customer) -> ZoneInfo | None:
    """Where the customer's clock is: as written in its file, else from city and country; None where unknown."""
    name = customer.zone or (zone_of(customer.country, customer.city) if customer.country else None)
    return ZoneInfo(name) if name else None


def is_office_open(customer: Customer, now: datetime) -> bool | None:
    """Whether the customer's office is open now; None where its zone is unknown."""
    zone = customer_zone(customer)
    if zone is None:
        return None
    start, end = customer.hours or OFFICE
    local = now.astimezone(zone)
    return start <= local.time() < end and is_working_day(customer.country, local.date())

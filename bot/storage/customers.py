"""The customers' book: who they are, what they are worth, and who may be the same."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, select

from bot.domain.customers import Campaign, ContactPerson, Customer, Temperature, TierFigures
from bot.domain.follow_ups import FollowUpState
from bot.domain.naming import name_key, spelled_out, tight_key
from bot.domain.refs import Kind, Ref
from bot.storage.books import SqlBook
from bot.storage.columns import scaled
from bot.storage.rooms import gaps, in_rooms, named
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement, insertion
from bot.storage.tables import CAMPAIGNS, CONTACT_PERSONS, CONTACTS, CUSTOMERS, FOLLOW_UPS, ORDERS, TRACES
from bot.storage.unit import Unit

PHONE_DIGITS = 8
"""Last digits of a phone number that are compared: what stands before them is written in many ways."""
FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com "
    "gmx.de gmx.net gmx.com web.de t-online.de mail.ru yandex.ru yandex.com proton.me protonmail.com qq.com "
    "foxmail.com 163.com 126.com yeah.net sina.com sohu.com aliyun.com 139.com naver.com daum.net orange.fr "
    "free.fr libero.it".split()
)
"""Domains at which everybody may have a mailbox: sharing one says nothing."""

MOST_HOLDERS = 200
"""Customers looked at for one trace; what so many have in common tells none of them from another."""

_MOST_ALIKE = 5
_TRACE = insertion(TRACES, passes_over=True)
_HOLDERS = Statement(
    select(TRACES.c.customer_id)
    .where(TRACES.c.trace == bindparam("trace"))
    .distinct()
    .order_by(TRACES.c.customer_id)
    .limit(MOST_HOLDERS)
)
_FORGET = Statement(delete(TRACES).where(TRACES.c.holder == bindparam("of")))
_C, _O = CUSTOMERS.c, ORDERS.c
_STANDING = (_C.merged_into.is_(None), _C.is_retired.is_(False))
"""Neither merged into another nor taken back."""
_FIGURES = Statement(
    select(
        _O.amount_currency, func.count(), func.sum(_O.amount_amount), func.min(_O.created_at), func.max(_O.created_at)
    )
    .where(_O.customer_id == bindparam("customer"), _O.is_cancelled.is_(False))
    .group_by(_O.amount_currency),
    is_kept=True,
)


@cache
def _figures_of(room: int) -> Statement:
    of_each = select(
        _O.customer_id,
        _O.amount_currency,
        func.count(),
        func.sum(_O.amount_amount),
        func.min(_O.created_at),
        func.max(_O.created_at),
    )
    of_each = of_each.where(_O.customer_id.in_(gaps(room)), _O.is_cancelled.is_(False))
    return Statement(of_each.group_by(_O.customer_id, _O.amount_currency))


_SPOKEN = (
    select(func.max(CONTACTS.c.at))
    .where(CONTACTS.c.customer_id == _C.id, CONTACTS.c.is_retracted.is_(False))
    .correlate(CUSTOMERS)
    .scalar_subquery()
)
_PROMISED = exists().where(FOLLOW_UPS.c.customer_id == _C.id, FOLLOW_UPS.c.state == FollowUpState.OPEN.value)
_LEFT_ALONE = Statement(
    SHAPES[Kind.CUSTOMER]
    .all.where(
        _C.owner_id == bindparam("owner"),
        _C.temperature == Temperature.HOT.value,
        *_STANDING,
        func.coalesce(_SPOKEN, _C.created_at) <= bindparam("since", type_=_C.created_at.type),
        ~_PROMISED,
    )
    .order_by(func.coalesce(_SPOKEN, _C.created_at), _C.id)
    .limit(bindparam("most")),
    (CUSTOMERS, CONTACTS, FOLLOW_UPS),
)
_PERSONS_OF = Statement(
    SHAPES[Kind.CONTACT_PERSON]
    .all.where(CONTACT_PERSONS.c.customer_id == bindparam("customer"))
    .order_by(CONTACT_PERSONS.c.id)
)
_CAMPAIGNS_OF = Statement(
    SHAPES[Kind.CAMPAIGN].all.where(CAMPAIGNS.c.customer_id == bindparam("customer")).order_by(CAMPAIGNS.c.id.desc())
)


def traces_of_mail(email: str) -> list[str]:
    """What a mail address can be found by: itself, and its domain where it is a firm's own."""
    local, _, domain = email.strip().casefold().rpartition("@")
    if not local or "." not in domain:
        return []
    return [f"mail:{local}@{domain}"] + ([f"domain:{domain}"] if domain not in FREE_MAIL else [])


def traces_of_phone(phone: str) -> list[str]:
    """The last digits of a phone number; none where it is too short to tell anybody apart."""
    digits = re.sub(r"\D", "", phone)
    return [f"phone:{digits[-PHONE_DIGITS:]}"] if len(digits) >= PHONE_DIGITS else []


def traces_of_site(website: str) -> list[str]:
    """The domain of a web address, without `www.`."""
    host = (
        re.sub(r"^[a-z]+://", "", website.strip().casefold()).partition("/")[0].partition(":")[0].removeprefix("www.")
    )
    return [f"domain:{host}"] if "." in host and host not in FREE_MAIL else []


def keep_traces(unit: Unit, holder: Ref, customer_id: int, traces: Iterable[str], *, is_new: bool) -> None:
    """From now on a customer can be found by these traces of a thing, and by no earlier ones of it."""
    if not is_new:
        unit.queue(_FORGET, {"of": holder.key})
    for trace in dict.fromkeys(traces):
        unit.queue(_TRACE, {"trace": trace, "customer_id": customer_id, "holder": holder.key}, topic=trace)


class SqlCustomers(SqlBook[Customer]):
    """Customers."""

    def listed(self, owners: Sequence[int] | None, after: int, limit: int) -> list[Customer]:
        """Customers of these owners, by number after `after`; those merged or taken back left out."""
        wanted = self._shape.all.where(_C.id > after, *_STANDING).order_by(_C.id).limit(limit)
        return self.chosen(wanted if owners is None else wanted.where(_C.owner_id.in_(owners)))

    def left_alone(self, owner_id: int, since: datetime, limit: int) -> list[Customer]:
        """Hot ones of an owner nobody spoke to since the moment and nobody promised to; the longest alone first."""
        return self.found(_LEFT_ALONE, owner=owner_id, since=since, most=limit)

    def figures(self, customer_id: int) -> TierFigures:
        """What the tier is reckoned from: its orders, cancelled ones left out."""
        return _figures_in(self._unit.rows(_FIGURES, {"customer": customer_id}, topic=customer_id))

    def figures_of(self, customer_ids: Sequence[int]) -> dict[int, TierFigures]:
        """The same of many; who never ordered is not among them."""
        rows = [row for some in in_rooms(customer_ids) for row in self._unit.rows(_figures_of(len(some)), named(some))]
        of_each: dict[int, list[tuple[Any, ...]]] = {}
        for row in rows:
            of_each.setdefault(int(row[0]), []).append(row[1:])
        return {number: _figures_in(own) for number, own in of_each.items()}

    def alike(self, name: str, emails: Sequence[str], phones: Sequence[str], website: str | None) -> list[Ref]:
        """Customers that are perhaps the same. At most five, those with most in common first."""
        traces = _traces_of_names([name])
        traces += [trace for email in emails for trace in traces_of_mail(email)]
        traces += [trace for phone in phones for trace in traces_of_phone(phone)]
        traces += traces_of_site(website) if website else []
        shared: Counter[int] = Counter()
        for trace in dict.fromkeys(traces):
            # A question for each: what was just written need be sent first only where it is the very same trace.
            shared.update(row[0] for row in self._unit.rows(_HOLDERS, {"trace": trace}, topic=trace))
        known = self.many(shared)
        standing = [one for one in known.values() if one.merged_into is None and not one.is_retired]
        best = sorted(standing, key=lambda one: (-shared[one.id], one.id))[:_MOST_ALIKE]
        return [Ref(Kind.CUSTOMER, one.id, one.name) for one in best]

    def quiet_since(self, moment: datetime, limit: int) -> list[Customer]:
        """Customers with an owner, not spoken to since the moment, who have no open follow-up."""
        spoken = exists().where(
            CONTACTS.c.customer_id == _C.id, CONTACTS.c.at >= moment, CONTACTS.c.is_retracted.is_(False)
        )
        wanted = self._shape.all.where(_C.owner_id.is_not(None), *_STANDING, _C.created_at < moment)
        return self.chosen(wanted.where(~spoken, ~_PROMISED).order_by(_C.id).limit(limit))

    def _written(self, before: Customer | None, after: Customer) -> None:
        kept = (after.name, after.short_name, after.aliases, after.website)
        if before is not None and kept == (before.name, before.short_name, before.aliases, before.website):
            return
        called = [after.name, *([after.short_name] if after.short_name else []), *after.aliases]
        traces = _traces_of_names(called)
        traces += traces_of_site(after.website) if after.website else []
        keep_traces(self._unit, Ref(Kind.CUSTOMER, after.id), after.id, traces, is_new=before is None)


def _figures_in(rows: Sequence[tuple[Any, ...]]) -> TierFigures:
    """From a row for each currency: which, how many orders, their sum, the first and the last."""
    if not rows:
        return TierFigures()
    totals: dict[str, Decimal] = {row[0]: scaled(int(row[2])) for row in rows if row[0] is not None}
    return TierFigures(sum(row[1] for row in rows), totals, min(row[3] for row in rows), max(row[4] for row in rows))


def _traces_of_names(names: Sequence[str]) -> list[str]:
    keys = (tight_key(form) for name in names for form in (name, spelled_out(name)))
    return [f"name:{key}" for key in dict.fromkeys(keys) if key]


class SqlContactPersons(SqlBook[ContactPerson]):
    """People at customers."""

    def of_customer(self, customer_id: int) -> list[ContactPerson]:
        """Everybody known there who has not left."""
        return [person for person in self._all_of(customer_id) if not person.is_gone]

    def named(self, customer_id: int, name: str) -> ContactPerson | None:
        """The one of this name, whatever its case; one who has left only where no other has it."""
        same = [person for person in self._all_of(customer_id) if name_key(person.name) == name_key(name)]
        return min(same, key=lambda person: person.is_gone, default=None)

    def _all_of(self, customer_id: int) -> list[ContactPerson]:
        return self.found(_PERSONS_OF, topic=customer_id, customer=customer_id)

    def _written(self, before: ContactPerson | None, after: ContactPerson) -> None:
        traces = [trace for email in (after.email,) if email for trace in traces_of_mail(email)]
        traces += [trace for phone in (after.phone, after.whatsapp) if phone for trace in traces_of_phone(phone)]
        if before is not None or traces:
            holder = Ref(Kind.CONTACT_PERSON, after.id)
            keep_traces(self._unit, holder, after.customer_id, traces, is_new=before is None)


class SqlCampaigns(SqlBook[Campaign]):
    """Fairs and campaigns."""

    def of_customer(self, customer_id: int) -> list[Campaign]:
        """All of one customer, newest first."""
        return self.found(_CAMPAIGNS_OF, topic=customer_id, customer=customer_id)

"""The book of conversations."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, func, or_, select

from bot.domain.contacts import Contact
from bot.domain.refs import Kind
from bot.storage.books import SqlBook
from bot.storage.rooms import gaps, in_rooms, named
from bot.storage.shapes import SHAPES
from bot.storage.statements import Statement
from bot.storage.tables import CONTACTS, CUSTOMERS

_C = CONTACTS.c
_OF = SHAPES[Kind.CONTACT].all.where(_C.customer_id == bindparam("customer"), _C.is_retracted.is_(False))
_NEWEST = Statement(_OF.order_by(_C.at.desc(), _C.id.desc()).limit(bindparam("most")), is_kept=True)
_OF_AUTHOR = Statement(
    SHAPES[Kind.CONTACT]
    .all.where(_C.at >= bindparam("since"), _C.at < bindparam("until"))
    .where(_C.author_id == bindparam("author"), _C.is_retracted.is_(False))
    .order_by(_C.at, _C.id)
)
_PLACE_OF = Statement(select(_C.at).where(_C.id == bindparam("number")))
_OLDER = Statement(
    _OF.where(or_(_C.at < bindparam("at"), (_C.at == bindparam("at")) & (_C.id < bindparam("number"))))
    .order_by(_C.at.desc(), _C.id.desc())
    .limit(bindparam("most"))
)
_LAST_AT = Statement(select(func.max(_C.at)).where(_C.customer_id == bindparam("customer"), _C.is_retracted.is_(False)))


@cache
def _newest_of(room: int) -> Statement:
    """One look into the index for each customer, however often it was spoken to."""
    one = CONTACTS.alias()
    newest = select(one.c.id).where(one.c.customer_id == CUSTOMERS.c.id, one.c.is_retracted.is_(False))
    newest = newest.order_by(one.c.at.desc(), one.c.id.desc()).limit(1).correlate(CUSTOMERS)
    of_each = SHAPES[Kind.CONTACT].all.where(_C.id == newest.scalar_subquery(), CUSTOMERS.c.id.in_(gaps(room)))
    return Statement(of_each, (CONTACTS, CUSTOMERS))


class SqlContacts(SqlBook[Contact]):
    """Logged conversations."""

    def latest(self, customer_id: int, limit: int, before: int | None = None) -> list[Contact]:
        """Newest first by moment, after the contact of number `before`; retracted ones left out."""
        if before is None:
            return self.found(_NEWEST, topic=customer_id, customer=customer_id, most=limit)
        stood = self._unit.rows(_PLACE_OF, {"number": before}, topic=customer_id)
        if not stood:
            return []
        return self.found(_OLDER, topic=customer_id, customer=customer_id, most=limit, at=stood[0][0], number=before)

    def of_author(self, author_id: int, since: datetime, until: datetime) -> list[Contact]:
        """What one person logged of conversations between the moments, oldest first; retracted ones left out."""
        return self.found(_OF_AUTHOR, author=author_id, since=since, until=until)

    def last_at(self, customer_ids: Sequence[int]) -> dict[int, datetime]:
        """When each was last spoken to; who never was is not among them."""
        if len(customer_ids) == 1:
            (only,) = customer_ids
            moment = self._unit.rows(_LAST_AT, {"customer": only}, topic=only)[0][0]
            return {only: moment} if moment is not None else {}
        wanted = select(_C.customer_id, func.max(_C.at)).where(
            _C.customer_id.in_(customer_ids), _C.is_retracted.is_(False)
        )
        return {int(number): at for number, at in self._unit.select(wanted.group_by(_C.customer_id))}

    def newest_of(self, customer_ids: Sequence[int]) -> dict[int, Contact]:
        """The latest of each, retracted ones left out; who never was spoken to is not among them."""
        asked = (self.found(_newest_of(len(some)), **named(some)) for some in in_rooms(customer_ids))
        return {contact.customer_id: contact for found in asked for contact in found}

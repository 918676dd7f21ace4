"""Codes in addresses and typed words: `C12`, `S7`, `A5`, an order's own number."""

from bot.domain.refs import PREFIXES, Kind, Ref
from bot.ports.work import Work

PAGES = frozenset((Kind.SHIPMENT, Kind.ORDER, Kind.APPROVAL, Kind.FOLLOW_UP))
"""Kinds beside customers that have a page of their own."""
KINDS = {prefix: kind for kind, prefix in PREFIXES.items() if kind is not Kind.PERSON}


def number_of(text: str, kind: Kind) -> int | None:
    """The number of a code of this kind; None for any other text."""
    ref = coded(text)
    return ref.id if ref is not None and ref.kind is kind else None


def coded(text: str) -> Ref | None:
    """The thing a code names, whether or not there is one; None for what is no code."""
    prefix, digits = text[:1].upper(), text[1:]
    if prefix not in KINDS or not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        return None
    return Ref(KINDS[prefix], int(digits), f"{prefix}{int(digits)}")


def meant(text: str, work: Work) -> Ref | None:
    """The thing typed words most likely mean: a code, an order's number, else the nearest customer's name."""
    if (ref := coded(text.strip())) is not None:
        return ref
    if (order := work.books.orders.by_number(text.strip())) is not None:
        return Ref(Kind.ORDER, order.id, order.number)
    return next(iter(work.books.names.search(text, (Kind.CUSTOMER, Kind.SHIPMENT), 1)), None)


def address_of(ref: Ref) -> str:
    """Where a thing's page is."""
    return f"/customer/{ref.id}" if ref.kind is Kind.CUSTOMER else f"/thing/{ref.kind.value}/{ref.id}"

"""The numbers of a shipment as somebody typed them: in their normal form, and what is odd about each."""

from difflib import get_close_matches

from msgspec import Struct, field

from bot.commands.shipments import ShipmentTerms
from bot.dialogue.shipping_vocabulary import port_table
from bot.domain.errors import DomainError
from bot.domain.numbers import CHECKS, NumberCheck, NumberKind
from bot.domain.phrases import Name, Phrase, named_choice, phrase
from bot.domain.places import country_code
from bot.domain.shipments import Transport

SINGLE = {
    "booking": NumberKind.BOOKING,
    "bl": NumberKind.BL,
    "hbl": NumberKind.BL,
    "awb": NumberKind.AWB,
    "imo": NumberKind.IMO,
}
ALIKE = 0.75
"""How much of an unknown code must be alike for a known one to be named beside it: one letter may differ."""
MOST_CONTAINERS = 100
"""Boxes of one shipment."""


class Doubt(Struct, frozen=True):
    """A number whose check failed: as `Shipment.doubtful` keeps it, the number that would fit, and the warning."""

    key: str
    instead: str
    said: Phrase


class Numbers(Struct):
    """What a command says of a shipment's numbers: fields to write, doubts to ask about, remarks to make."""

    fields: dict[str, object] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    remarks: list[Phrase] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    """Kinds of numbers that were typed anew."""


def numbers_of(command: ShipmentTerms) -> Numbers:
    """Check every number a command names. Nothing is refused but more boxes than one shipment can have."""
    found = Numbers()
    if command.container is not None:
        if len(command.container) > MOST_CONTAINERS:
            raise DomainError(phrase("containers-too-many", limit=MOST_CONTAINERS), field="container")
        boxes = [_checked(found, "container", NumberKind.CONTAINER, typed) for typed in command.container]
        found.fields["containers"] = tuple(dict.fromkeys(boxes))
    if command.seal is not None:
        found.fields["seals"] = tuple(_checked(found, "seal", NumberKind.SEAL, typed) for typed in command.seal)
    for name, kind in SINGLE.items():
        if (typed := getattr(command, name)) is not None:
            found.fields[name] = _checked(found, name, kind, typed)
    _take_way(found, command)
    if found.doubts:
        found.fields["doubtful"] = tuple(doubt.key for doubt in found.doubts)
    return found


def _take_way(found: Numbers, command: ShipmentTerms) -> None:
    if command.awb is not None:
        found.fields["mode"] = Transport.AIR
    if command.carrier is not None:
        found.fields["carrier"] = _carrier(found, command.carrier)
    for name in ("pol", "pod"):
        if (typed := getattr(command, name)) is not None:
            found.fields[name] = _port(found, name, typed)


def _checked(found: Numbers, name: str, kind: NumberKind, typed: str) -> str:
    check = CHECKS[kind](typed)
    found.looked_at.add(name)
    number = check.normal or typed.strip()
    if check.is_valid:
        if check.problem is not None:
            found.remarks.append(_said(name, number, check))
        return number
    found.doubts.append(Doubt(f"{name}:{number}", check.suggestion or "", _said(name, number, check)))
    return number


def _said(name: str, number: str, check: NumberCheck) -> Phrase:
    problem = check.problem.value if check.problem is not None else "form"
    what = named_choice("number-kind", name)
    if check.expected is not None and check.suggestion is not None:
        return phrase("number-digit", what=what, number=number, digit=check.expected, instead=check.suggestion)
    return phrase("number-odd", what=what, number=number, why=named_choice("number-problem", problem))


def _carrier(found: Numbers, typed: str) -> str:
    """A carrier by its code or one of its names; a code that is not in the table is said to be unknown, and kept."""
    table = port_table()
    known = table.carrier(typed)
    if known is not None:
        return known.code
    check = CHECKS[NumberKind.CARRIER](typed)
    if not check.is_valid or typed.strip() != check.normal:
        return typed.strip()
    near = (table.carriers[code] for code in get_close_matches(check.normal, table.carriers, 1, ALIKE))
    found.remarks.append(_unknown_code("carrier", check.normal, [(one.code, one.name, one.name_zh) for one in near]))
    return check.normal


def _unknown_code(what: str, code: str, near: list[tuple[str, str, str]]) -> Phrase:
    if not near:
        return Phrase(f"{what}-unnamed", {"code": code})
    meant = phrase("coded", code=near[0][0], name=Name(near[0][1], near[0][2]))
    return Phrase(f"{what}-unnamed-near", {"code": code, "near": meant})


def _port(found: Numbers, name: str, typed: str) -> str:
    """A port by its code or one of its names; a code of the right form that is not in the table is still a code."""
    found.looked_at.add(name)
    candidates = port_table().candidates(typed)
    if len(candidates) == 1:
        return candidates[0].code
    check = CHECKS[NumberKind.LOCODE](typed)
    if check.is_valid and not candidates and country_code(check.normal[:2]) is not None:
        ports = port_table().ports
        near = (ports[code] for code in get_close_matches(check.normal, ports, 1, ALIKE))
        found.remarks.append(_unknown_code("port", check.normal, [(one.code, one.name, one.name_zh) for one in near]))
        return check.normal
    names = tuple(phrase("coded", code=port.code, name=Name(port.name, port.name_zh)) for port in candidates)
    said = phrase("port-several", typed=typed, names=names) if names else phrase("port-unknown", typed=typed)
    found.doubts.append(Doubt(f"{name}:{typed.strip()}", candidates[0].code if candidates else "", said))
    return typed.strip()

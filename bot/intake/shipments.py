"""From one row of a shipment ledger to what the desk is asked: the shipment, what has happened, what is expected."""

import re
from collections.abc import Mapping

from bot.commands.shipments import ChangeShipment, CreateShipment, EstimateMilestone, ReachMilestone
from bot.domain.errors import DomainError
from bot.domain.milestones import Milestone
from bot.domain.naming import name_key
from bot.domain.numbers import check_container
from bot.domain.phrases import choice_phrase, named_choice, phrase
from bot.domain.shipments import Shipment
from bot.intake.counter import Counter
from bot.ports.ledger import Ledger

FACTS = ("booked", "stuffed", "loaded", "departed", "arrived", "customs_started", "customs_cleared", "delivered")
"""Columns that tell a step as a fact, in the order of the way."""
EXPECTED: Mapping[str, str] = {
    "etd": "est_departed",
    "eta": "est_arrived",
    "si": "pln_documents_cut_off",
    "vgm": "pln_vgm_cut_off",
    "port": "pln_port_cut_off",
    "customs": "pln_cut_off",
}
"""Columns that tell a step as expected or planned."""
NUMBERS = ("bl", "hbl", "awb", "booking")
"""Any of these, or a container, tells which shipment of its order a row means."""


def take_shipment(values: Mapping[str, str], order: str, counter: Counter, ledger: Ledger) -> tuple[str, bool]:
    """Write what a row says of one shipment of an order; gives its code and whether it is new.

    The same row again changes nothing. What has happened comes before what was expected, so that a ledger of old
    shipments opens no duty to tell of their delays: it is taken over as known to the customer. A fact in the future
    is refused.
    """
    terms = {name: text for name, text in values.items() if name not in FACTS and name not in EXPECTED}
    standing = _known(terms, order, ledger)
    if standing is None:
        counter.do("shipment", counter.read(CreateShipment, {**terms, "order": order}))
        known = _of(order, ledger)[0]
    else:
        known = standing
    if standing is not None and terms:
        if "container" in terms:
            terms["container"] = ", ".join(dict.fromkeys((*known.containers, *_boxes(terms["container"]))))
        counter.do("shipment", counter.read(ChangeShipment, {**terms, "shipment": known.code}))
    for step in FACTS:
        if step in values:
            _reach(known, step, values[step], counter)
    for name, expected in EXPECTED.items():
        if name in values:
            given = {"shipment": known.code, "expected": expected, "at": values[name]}
            command = counter.read(EstimateMilestone, given)
            counter.do("milestone", command.model_copy(update={"is_kept": True}))
    return known.code, standing is None


def _reach(shipment: Shipment, step: str, text: str, counter: Counter) -> None:
    command = counter.read(ReachMilestone, {"shipment": shipment.code, "milestone": step, "at": text})
    if isinstance(command, ReachMilestone) and command.at is not None and command.at.at > counter.now:
        reason = named_choice("milestone-problem", "fact_in_future")
        raise DomainError(phrase("import-cell", field=choice_phrase(Milestone(step)), reason=reason))
    counter.do("milestone", command.model_copy(update={"is_kept": True}))


def _known(terms: Mapping[str, str], order: str, ledger: Ledger) -> Shipment | None:
    """The shipment of the order that bears one of the row's numbers; where the row has none, the order's only one."""
    shipments = _of(order, ledger)
    wanted = {name_key(terms[name]) for name in NUMBERS if name in terms}
    boxes = {check_container(box).normal or box for box in _boxes(terms.get("container", ""))}
    if not wanted and not boxes:
        return shipments[0] if len(shipments) == 1 else None
    for shipment in shipments:
        numbers = {name_key(getattr(shipment, name)) for name in NUMBERS if getattr(shipment, name)}
        if numbers & wanted or boxes & set(shipment.containers):
            return shipment
    return None


def _of(order: str, ledger: Ledger) -> list[Shipment]:
    """An order's shipments, newest first."""
    found = ledger.orders.by_number(order)
    return ledger.shipments.of_order(found.id) if found is not None else []


def _boxes(text: str) -> list[str]:
    return [box.strip() for box in re.split(r"[,;、，\n]", text) if box.strip()]

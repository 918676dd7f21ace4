"""The numbers of shipping papers: does a container, vessel, air waybill or port code check out, and what would fit.

A wrong number is never refused and never lost: the check gives back what was typed, its normal form, and the digit
that would fit, so that a person can keep it by a press.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct


class NumberProblem(StrEnum):
    """What is odd about a number. With `is_valid` it is only a remark; without, the asker is asked."""

    FORM = "form"
    TOO_LONG = "too_long"
    NO_CHECK_DIGIT = "no_check_digit"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    CATEGORY = "category"
    REMAINDER_TEN = "remainder_ten"
    UNCHECKED = "unchecked"


class NumberCheck(Struct, frozen=True):
    """One number looked at. `expected` is the check digit that would fit, or None where there is no such digit."""

    typed: str
    normal: str
    is_valid: bool
    expected: str | None = None
    problem: NumberProblem | None = None

    @property
    def suggestion(self) -> str | None:
        """The whole number with the digit that fits, where another one was typed or none."""
        match self.problem:
            case NumberProblem.WRONG_CHECK_DIGIT:
                return f"{self.normal[:-1]}{self.expected}"
            case NumberProblem.NO_CHECK_DIGIT:
                return f"{self.normal}{self.expected}"
            case _:
                return None


_LETTER_VALUES = dict(zip(string.ascii_uppercase, (n for n in range(10, 39) if n % 11), strict=True))
"""ISO 6346: A is 10, and the multiples of 11 are left out, so that Z is 38."""


def container_digit(prefix: str) -> int:
    """The ISO 6346 check digit of the first ten places (owner, category, serial); a remainder of ten counts as 0."""
    return _container_remainder(prefix) % 10


def _container_remainder(prefix: str) -> int:
    values = (_LETTER_VALUES.get(sign) or int(sign) for sign in prefix)
    return sum(value << place for place, value in enumerate(values)) % 11


def check_container(text: str) -> NumberCheck:
    """A container number, ISO 6346, typed with or without spaces and hyphens.

    A remainder of ten is valid with a remark: such serials should not be issued, and some are.
    """
    normal = _squeezed(text)
    if not re.fullmatch(r"[A-Z]{4}[0-9]{6,7}", normal):
        return NumberCheck(text, normal, False, problem=NumberProblem.FORM)
    remainder = _container_remainder(normal[:10])
    digit = str(remainder % 10)
    if len(normal) == 10:
        return NumberCheck(text, normal, False, digit, NumberProblem.NO_CHECK_DIGIT)
    if normal[10] != digit:
        return NumberCheck(text, normal, False, digit, NumberProblem.WRONG_CHECK_DIGIT)
    if normal[3] not in "UJZ":
        return NumberCheck(text, normal, False, digit, NumberProblem.CATEGORY)
    remark = NumberProblem.REMAINDER_TEN if remainder == 10 else None
    return NumberCheck(text, normal, True, digit, remark)


def check_imo(text: str) -> NumberCheck:
    """A vessel's IMO number: seven digits, the last from the six before. Eight (allowed by DCSA) go unchecked."""
    normal = _squeezed(text).removeprefix("IMO")
    if re.fullmatch(r"[0-9]{8}", normal):
        return NumberCheck(text, normal, True, problem=NumberProblem.UNCHECKED)
    if not re.fullmatch(r"[0-9]{6,7}", normal):
        return NumberCheck(text, normal, False, problem=NumberProblem.FORM)
    digit = str(sum(int(sign) * weight for sign, weight in zip(normal[:6], range(7, 1, -1), strict=True)) % 10)
    return _with_digit(text, normal, digit, length=7)


def check_awb(text: str) -> NumberCheck:
    """An air waybill number: airline prefix of three digits, serial of seven, and the serial modulo seven."""
    digits = _squeezed(text)
    if not re.fullmatch(r"[0-9]{10,11}", digits):
        return NumberCheck(text, digits, False, problem=NumberProblem.FORM)
    digit = str(int(digits[3:10]) % 7)
    return _with_digit(text, f"{digits[:3]}-{digits[3:]}", digit, length=12)


def check_locode(text: str) -> NumberCheck:
    """The form of a UN/LOCODE, `CNSZX` or `CN SZX`. Whether such a place exists is `ports.PortTable`'s to say."""
    normal = _squeezed(text)
    is_valid = bool(re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", normal))
    return NumberCheck(text, normal, is_valid, problem=None if is_valid else NumberProblem.FORM)


def check_bl(text: str) -> NumberCheck:
    """A bill of lading's number: up to 20 signs (eBL 3.0.3); it has no check digit."""
    return _lengthy(text, 20)


def check_booking(text: str) -> NumberCheck:
    """A carrier's booking reference: up to 35 signs (BKG 2.0.4)."""
    return _lengthy(text, 35)


def check_seal(text: str) -> NumberCheck:
    """A seal's number: up to 15 signs."""
    return _lengthy(text, 15)


def check_hs(text: str) -> NumberCheck:
    """A customs tariff (HS) number: six to ten digits, dots and spaces left out."""
    normal = _squeezed(text)
    is_valid = bool(re.fullmatch(r"[0-9]{6,10}", normal))
    return NumberCheck(text, normal, is_valid, problem=None if is_valid else NumberProblem.FORM)


def check_carrier(text: str) -> NumberCheck:
    """The form of a carrier's code (SCAC or SMDG): two to four letters."""
    normal = _squeezed(text)
    is_valid = bool(re.fullmatch(r"[A-Z]{2,4}", normal))
    return NumberCheck(text, normal, is_valid, problem=None if is_valid else NumberProblem.FORM)


class NumberKind(StrEnum):
    """The references of a shipment that can be checked."""

    CONTAINER = "container"
    IMO = "imo"
    AWB = "awb"
    LOCODE = "locode"
    BL = "bl"
    BOOKING = "booking"
    SEAL = "seal"
    HS = "hs"
    CARRIER = "carrier"


CHECKS: Mapping[NumberKind, Callable[[str], NumberCheck]] = {
    NumberKind.CONTAINER: check_container,
    NumberKind.IMO: check_imo,
    NumberKind.AWB: check_awb,
    NumberKind.LOCODE: check_locode,
    NumberKind.BL: check_bl,
    NumberKind.BOOKING: check_booking,
    NumberKind.SEAL: check_seal,
    NumberKind.HS: check_hs,
    NumberKind.CARRIER: check_carrier,
}


def _with_digit(text: str, normal: str, digit: str, *, length: int) -> NumberCheck:
    if len(normal) < length:
        return NumberCheck(text, normal, False, digit, NumberProblem.NO_CHECK_DIGIT)
    if normal[-1] != digit:
        return NumberCheck(text, normal, False, digit, NumberProblem.WRONG_CHECK_DIGIT)
    return NumberCheck(text, normal, True, digit)


def _lengthy(text: str, longest: int) -> NumberCheck:
    normal = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if len(normal) > longest:
        return NumberCheck(text, normal, False, problem=NumberProblem.TOO_LONG)
    is_valid = bool(re.fullmatch(r"[A-Z0-9][A-Z0-9/._-]*", normal))
    return NumberCheck(text, normal, is_valid, problem=None if is_valid else NumberProblem.FORM)


def _squeezed(text: str) -> str:
    """Capital letters without spaces, hyphens, dots, slashes and boxes; every other sign is left to be seen."""
    return re.sub(r"[\s\-–.,/\[\]()]", "", unicodedata.normalize("NFKC", text)).upper()

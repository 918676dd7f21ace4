"""Numbers of shipping papers: known ones, and every single slip of the finger."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers import (
    CHECKS,
    NumberKind,
    NumberProblem,
    check_awb,
    check_bl,
    check_container,
    check_hs,
    check_imo,
    check_locode,
    check_seal,
    container_digit,
)

PREFIXES = st.builds(
    lambda owner, category, serial: f"{owner}{category}{serial:06d}",
    st.text(string.ascii_uppercase, min_size=3, max_size=3),
    st.sampled_from("UJZ"),
    st.integers(0, 999_999),
)


@pytest.mark.parametrize(
    "number", ["CSQU3054383", "CBHU3202732", "KOCU4959010", "MRKU9465770", "csqu 305438-3", "\uff23SQU\uff13054383"]
)
def test_known_containers_check_out(number: str) -> None:
    assert check_container(number).is_valid
    assert check_container(number).typed == number


def test_wrong_digit_names_the_one_that_fits() -> None:
    check = check_container("MSCU1234567")
    assert (check.is_valid, check.expected, check.suggestion) == (False, "6", "MSCU1234566")
    assert check.problem is NumberProblem.WRONG_CHECK_DIGIT
    assert check_container("CSQU3054384").suggestion == "CSQU3054383"


def test_missing_digit_is_filled_in() -> None:
    check = check_container("CSQU305438")
    assert (check.problem, check.suggestion) == (NumberProblem.NO_CHECK_DIGIT, "CSQU3054383")


def test_remainder_ten_is_kept_with_a_remark() -> None:
    check = check_container("CSQU3054300")
    assert check.is_valid
    assert check.problem is NumberProblem.REMAINDER_TEN


def test_own_box_of_another_category_is_asked_about() -> None:
    number = "ABCX123456"
    assert check_container(f"{number}{container_digit(number)}").problem is NumberProblem.CATEGORY


@given(PREFIXES)
def test_any_prefix_with_its_digit_is_valid_and_with_no_other(prefix: str) -> None:
    valid = [digit for digit in string.digits if check_container(f"{prefix}{digit}").is_valid]
    assert valid == [str(container_digit(prefix))]


@given(PREFIXES, st.integers(4, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_but_for_the_class_of_ten(prefix: str, place: int, shift: int) -> None:
    whole = f"{prefix}{container_digit(prefix)}"
    other = str((int(whole[place]) + shift) % 10)
    check = check_container(f"{whole[:place]}{other}{whole[place + 1 :]}")
    if check.is_valid:
        remarks = {check.problem, check_container(whole).problem}
        assert NumberProblem.REMAINDER_TEN in remarks


@given(st.text(max_size=40), st.sampled_from(NumberKind))
def test_nothing_typed_is_lost_or_raises(text: str, kind: NumberKind) -> None:
    check = CHECKS[kind](text)
    assert check.typed == text
    assert check.is_valid or check.problem is not None


def test_every_kind_has_its_check() -> None:
    assert set(CHECKS) == set(NumberKind)


@pytest.mark.parametrize(
    ("number", "is_valid"),
    [("9074729", True), ("IMO 9074729", True), ("9074728", False), ("907472", False), ("ship", False)],
)
def test_imo(number: str, is_valid: bool) -> None:
    assert check_imo(number).is_valid is is_valid


def test_eight_digits_of_an_imo_go_unchecked() -> None:
    assert check_imo("90747290").problem is NumberProblem.UNCHECKED


def test_awb() -> None:
    assert check_awb("020-12345675").is_valid
    assert check_awb("02012345675").normal == "020-12345675"
    assert check_awb("020-12345674").suggestion == "020-12345675"
    assert check_awb("020-1234567").suggestion == "020-12345675"


@pytest.mark.parametrize(("code", "is_valid"), [("CNSZX", True), ("cn szx", True), ("CNS1X", False), ("CNSZ", False)])
def test_locode(code: str, is_valid: bool) -> None:
    assert check_locode(code).is_valid is is_valid


def test_lengths() -> None:
    assert check_bl("MAEU" + "1" * 16).is_valid
    assert check_bl("MAEU" + "1" * 17).problem is NumberProblem.TOO_LONG
    assert check_seal("CN1234567").is_valid
    assert not check_seal("1" * 16).is_valid
    assert check_hs("9405.42.00").normal == "94054200"
    assert not check_hs("94054").is_valid

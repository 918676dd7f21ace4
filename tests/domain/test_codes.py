"""One-time codes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import LONGEST_CODE, code_hash, fingerprint, new_code


def test_codes_fit_a_link_and_never_repeat() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", code) and len(code) <= LONGEST_CODE for code in codes)
    assert all(len(code.replace("-", "")) * 5 >= 128 for code in codes)


@given(st.integers(0, 31), st.booleans())
def test_a_code_typed_by_hand_is_the_same(gap: int, is_lower: bool) -> None:
    code = new_code()
    typed = f" {code[:gap]} {code[gap:]}\n".replace("-", " ").replace("O", "0").replace("I", "1").replace("B", "8")
    assert code_hash(typed.lower() if is_lower else typed) == code_hash(code)


@given(st.text())
def test_any_text_has_a_hash_and_none_is_a_codes(text: str) -> None:
    assert code_hash(text) != code_hash(new_code())


@given(st.text(max_size=40))
def test_a_fingerprint_is_a_number_of_the_books(account: str) -> None:
    assert 0 <= fingerprint("telegram", account) < 2**31

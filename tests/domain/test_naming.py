"""Names are one however they are typed: without the accents of a foreign keyboard, or with umlauts as two letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.naming import folded, name_key, short_key, spelled_out, tight_key


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Łódź Light Sp. z o.o.", "lodz light sp z o o"),
        ("\uff21\uff22\uff23  GmbH.", "abc gmbh"),
        ("Şişecam", "sisecam"),
        ("Çelik İhracat", "celik ihracat"),
        ("São Paulo Têxtil", "sao paulo textil"),
        ("Ørsted & Æbeltoft", "orsted aebeltoft"),
        ("Straße Œuvre", "strasse oeuvre"),
        ("Cái Mép", "cai mep"),
        ("Đại Việt", "dai viet"),
        ("Île-de-France", "ile de france"),
        ("e\u0301toile", "etoile"),
    ],
)
def test_latin_accents_do_not_count(name: str, typed: str) -> None:
    assert name_key(name) == typed == name_key(typed)


@pytest.mark.parametrize("name", ["蓝天贸易", "ガラス工業", "йод", "ΆΛΦΑ", "한국무역", "دبي", "ไทย"])
def test_other_scripts_keep_their_marks(name: str) -> None:
    assert folded(name) == name


def test_umlauts_are_typed_in_two_ways() -> None:
    assert spelled_out("Müller Øst") == "Mueller Oest"
    assert name_key(spelled_out("Mu\u0308ller")) == "mueller"
    assert short_key("Müller GmbH") == "muller" and tight_key("Mü ller GmbH") == "muller"


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key and len(key) <= 120
    assert not any(0xC0 <= ord(sign) < 0x180 and sign not in "×÷ĸŉ" for sign in key)

"""Countries and cities as people name them."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cities import PRIMARY_ZONES, TRADE_CITIES
from bot.domain.places import country_code, country_name, zone_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (name, code)
        for code, names in {
            "DE": "DE de 德国 德國 Germany Deutschland DEU Allemagne",
            "US": "US USA America 美国 美國 us",
            "GB": "UK England 英国 GB Great_Britain",
            "AE": "阿联酋 UAE 阿拉伯联合酋长国",
            "IN": "India 印度 IN",
            "VN": "Vietnam 越南",
            "TR": "Turkey Türkiye 土耳其",
            "CI": "Côte_d’Ivoire Côte_d'Ivoire Ivory_Coast",
            "KR": "Korea 韩国 South_Korea",
            "CN": "中国 China CN",
            "RU": "Россия 俄罗斯",
            "BR": "Brasil 巴西",
            "SA": "沙特 沙特阿拉伯 KSA",
        }.items()
        for name in names.replace("_", "~").split()
    ],
)
def test_a_country_in_any_tongue(text: str, code: str) -> None:
    assert country_code(f" {text.replace('~', ' ')} ") == code


@pytest.mark.parametrize("text", ["", "EU", "Europe", "Atlantis", "Berlin", "ZZ", "001", "x" * 40_000])
def test_what_is_no_country(text: str) -> None:
    assert country_code(text) is None


@pytest.mark.parametrize(
    ("country", "city", "zone"),
    [
        ("DE", "Berlin", "Europe/Berlin"),
        ("DE", "汉堡", "Europe/Berlin"),
        ("德国", "慕尼黑", "Europe/Berlin"),
        ("DE", None, "Europe/Berlin"),
        ("IN", "孟买", "Asia/Kolkata"),
        ("IN", "Mumbai", "Asia/Kolkata"),
        ("US", "LA", "America/Los_Angeles"),
        ("US", "Houston", "America/Chicago"),
        ("US", "纽约", "America/New_York"),
        ("BR", "São Paulo", "America/Sao_Paulo"),
        ("CN", "Ningbo", "Asia/Shanghai"),
        ("CN", "某镇", "Asia/Shanghai"),
        ("AE", "迪拜", "Asia/Dubai"),
        ("AU", "悉尼", "Australia/Sydney"),
        (None, "Hamburg", "Europe/Berlin"),
        (None, "深圳", "Asia/Shanghai"),
        ("FR", None, "Europe/Paris"),
    ],
)
def test_the_time_a_place_keeps(country: str | None, city: str | None, zone: str) -> None:
    assert zone_of(country, city) == zone


@pytest.mark.parametrize(
    ("country", "city"),
    [
        ("US", None),
        ("US", "Nowhere"),
        ("BR", None),
        ("RU", ""),
        ("ID", None),
        (None, None),
        (None, "Nowhere"),
        ("ZZ", "x"),
    ],
)
def test_several_times_are_asked_about(country: str | None, city: str | None) -> None:
    assert zone_of(country, city) is None


def test_every_listed_city_is_found_in_its_zone() -> None:
    assert len(TRADE_CITIES) > 50
    for country, zone, names in TRADE_CITIES:
        assert ZoneInfo(zone)
        for name in names.split():
            assert zone_of(country, name.replace("_", " ")) == zone, name
    assert all(ZoneInfo(zone) for zone in PRIMARY_ZONES.values())


def test_a_country_is_named_in_the_readers_language() -> None:
    assert country_name("DE", "zh-CN") == "德国"
    assert country_name("de", "zh-TW") == "德國"
    assert country_name("DE", "en") == "Germany"
    assert country_name("QQ", "en") == "QQ"


@given(st.text(), st.text())
def test_no_words_break_it(country: str, city: str) -> None:
    code = country_code(country)
    assert code is None or len(code) == 2
    zone = zone_of(code, city)
    assert zone is None or ZoneInfo(zone)

"""Countries and cities as people name them, in Chinese, English and their own tongues, and the time they keep."""

import json
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.cities import PRIMARY_ZONES, TRADE_CITIES

GAZETTEER = Path(__file__).with_name("gazetteer.json")
"""What CLDR says, written out by `make docs` (`bot/terminal/gazetteer.py`): asking it takes twenty megabytes."""
ALIASES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "britain": "GB",
    "英格兰": "GB",
    "usa": "US", "america": "US", "the united states": "US", "united states of america": "US", "u.s.": "US",
    "u.s.a.": "US",
    "states": "US", "美利坚": "US", "阿联酋": "AE", "阿聯酋": "AE", "uae": "AE", "emirates": "AE", "迪拜": "AE",
    "korea": "KR", "韩": "KR", "南韩": "KR", "holland": "NL", "russia": "RU", "俄国": "RU", "沙特": "SA", "ksa": "SA",
    "czech republic": "CZ", "turkey": "TR", "ivory coast": "CI", "prc": "CN", "mainland china": "CN", "中国大陆": "CN",
    "hong kong": "HK", "hongkong": "HK", "香港": "HK", "macau": "MO", "macao": "MO", "澳门": "MO", "taiwan": "TW",
    "台湾": "TW", "臺灣": "TW", "波黑": "BA", "新西兰": "NZ", "孟加拉": "BD", "burma": "MM", "刚果金": "CD",
    "drc": "CD",
    "swiss": "CH", "vietnam": "VN", "viet nam": "VN", "brasil": "BR", "dubai": "AE",
}  # fmt: skip


def country_code(text: str) -> str | None:
    """The ISO 3166 code of a country named in Chinese, English, its code or another tongue: 德国, Deutschland, DE.

    Source: CLDR's names, and the aliases of daily speech. None for a region (EU), a city or an unknown word.
    """
    return _countries().get(plain_place(text)) if len(text) <= 80 else None


def without_port(key: str) -> str:
    """A port's name in small letters, without the word that says it is one: `portofhamburg`, `hamburgport`, 汉堡港."""
    return key.removeprefix("portof").removesuffix("port").removesuffix("港")


def country_name(code: str, language: str = "en") -> str:
    """The country's name in `zh-CN`, `zh-TW` or `en`; the code itself where there is none."""
    tags = {"zh": "zh", "zh-cn": "zh", "zh-tw": "zh_Hant", "zh-hk": "zh_Hant"}
    return str(_gazetteer()["names"][tags.get(language.lower(), "en")].get(code.upper(), code))


def zone_of(country: str | None, city: str | None = None) -> str | None:
    """The IANA zone of a city, or of a country that keeps one time; None where it cannot be told, so that one asks.

    `country` is a code or a name. A city's name alone is enough where only one country has it. A country of several
    times (US, BR, RU) without a known city is None.
    """
    code = country_code(country) if country else None
    if country and code is None:
        return None
    if city and len(city) <= 80:
        found = {where: zone for where, zone in _cities().get(plain_place(city), ()) if code in (None, where)}
        if len(set(found.values())) == 1:
            return next(iter(found.values()))
    return _single_zone(code) if code else None


def plain_place(text: str) -> str:
    """Lower case, without accents, stops at the ends and doubled blanks, so that São Paulo is sao paulo."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare).replace("’", "'").strip(" .,").split())


@cache
def _gazetteer() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GAZETTEER.read_text(encoding="utf-8"))
    return found


@cache
def _countries() -> dict[str, str]:
    aliases = {plain_place(name): code for name, code in ALIASES.items()}
    return {**_gazetteer()["countries"], **aliases}


@cache
def _cities() -> dict[str, tuple[tuple[str, str], ...]]:
    """Each city's plain name and the (country, zone) pairs it may be."""
    index: dict[str, dict[str, str]] = {}
    for country, zone, names in TRADE_CITIES:
        for name in names.split():
            index.setdefault(plain_place(name.replace("_", " ")), {})[country] = zone
    for name, pairs in _gazetteer()["cities"].items():
        for country, zone in pairs:
            index.setdefault(name, {}).setdefault(country, zone)
    return {name: tuple(pairs.items()) for name, pairs in index.items()}


@cache
def _single_zone(country: str) -> str | None:
    """The country's only zone, or one of those that keep the same time all year."""
    if country in PRIMARY_ZONES:
        return PRIMARY_ZONES[country]
    zones = _gazetteer()["zones"].get(country, ())
    times: dict[tuple[object, ...], str] = {}
    for zone in zones:
        try:
            times.setdefault(_year_of(ZoneInfo(zone)), zone)
        except ZoneInfoNotFoundError:
            continue
    return next(iter(times.values())) if len(times) == 1 else None


def _year_of(zone: ZoneInfo) -> tuple[object, ...]:
    # A sample year is enough: zones of one country that differ do so every year.
    return tuple(datetime(2026, month, 1, tzinfo=UTC).astimezone(zone).utcoffset() for month in range(1, 13))

"""What CLDR says of countries, their names in many tongues, their zones and the cities these are named after.

`make docs` writes it to `bot/domain/gazetteer.json`, from which `bot/domain/places.py` reads.
"""

import json
from collections.abc import Iterator

from babel import Locale
from babel.core import get_global

from bot.domain.places import plain_place

LANGUAGES = ("en", "zh", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru")
SHOWN = ("en", "zh", "zh_Hant")
CITY_LANGUAGES = ("en", "zh", "zh_Hant", "de")
NOT_COUNTRIES = frozenset(("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"))


def gazetteer() -> str:
    """The text of the file."""
    locales = {tag: Locale.parse(tag) for tag in LANGUAGES}
    names = {tag: {str(c): str(n) for c, n in locale.territories.items()} for tag, locale in locales.items()}
    codes = {code for code in names["en"] if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES}
    zones: dict[str, list[str]] = {}
    for zone, country in sorted(get_global("zone_territories").items()):
        zones.setdefault(country, []).append(zone)
    found = {
        "names": {tag: {code: name for code, name in names[tag].items() if code.isalpha()} for tag in SHOWN},
        "countries": _countries(names, codes),
        "cities": _cities(locales, zones),
        "zones": zones,
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True, indent=0, separators=(",", ":")) + "\n"


def _countries(names: dict[str, dict[str, str]], codes: set[str]) -> dict[str, str]:
    index = {code.lower(): code for code in codes}
    for alias, current in get_global("territory_aliases").items():
        if alias.isalpha() and len(alias) == 3 and len(current) == 1 and current[0] in codes:
            index.setdefault(alias.lower(), current[0])
    for tag in LANGUAGES:
        for code, name in names[tag].items():
            if code in codes:
                index.setdefault(plain_place(name), code)
    return index


def _cities(locales: dict[str, Locale], zones: dict[str, list[str]]) -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for country, held in zones.items():
        for zone in held:
            for name in sorted(set(_exemplars(locales, zone))):
                pairs = index.setdefault(plain_place(name), [])
                if country not in dict(pairs):
                    pairs.append((country, zone))
    return index


def _exemplars(locales: dict[str, Locale], zone: str) -> Iterator[str]:
    yield zone.rpartition("/")[2].replace("_", " ")
    for tag in CITY_LANGUAGES:
        if name := locales[tag].time_zones.get(zone, {}).get("city"):
            yield str(name)

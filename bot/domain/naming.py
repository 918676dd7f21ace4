"""What counts as the same name: case, width, Latin accents, marks and the legal suffix do not matter."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

MARKS = re.compile(r"[\s\.,;:!?'\"“”‘’「」（）()\[\]{}<>/\\|&+*_~`#@\-–—·，。；：！？、]+")
LEGAL = (
    "international co ltd|co ltd|company limited|limited|ltd|gmbh co kg|gmbh|ag|kg|inc|incorporated|corp|corporation|llc|llp|plc|"
    "sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|sp z o o|s r o|pte ltd|pty ltd|pvt ltd|sdn bhd|jsc|ooo|fze|fzco|est|"
    "有限责任公司|股份有限公司|有限公司|公司|集团|株式会社"
)
SUFFIX = re.compile(rf"(?:^|(?<=[^a-z])|\s)(?:{LEGAL})$")
OWN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "\u0131": "i",
    }
)
"""Letters that are no letter with an accent, and how they are typed where a keyboard lacks them."""
SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
"""The other way of typing some of them: Müller is Muller and Mueller."""
LONGEST = 120
"""Characters of a name that are compared."""


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which names are compared: `ＡＢＣ  GmbH.` and `abc gmbh` are one, and so are `Łódź` and `lodz`."""
    plain = unicodedata.normalize("NFKC", name[: LONGEST * 2]).casefold()
    return MARKS.sub(" ", folded(plain)).strip()[:LONGEST].strip()


def folded(key: str) -> str:
    """Latin letters without what stands on, under and through them; every other script as it is."""
    return key if key.isascii() else key.translate(_bare_letters())


def spelled_out(name: str) -> str:
    """The name with umlauts as two letters: `Müller` -> `Mueller`; most names stay as they are."""
    return name if name.isascii() else unicodedata.normalize("NFC", name).translate(SPELLED_OUT)


@cache
def _bare_letters() -> Mapping[int, str]:
    bare = dict.fromkeys(range(0x300, 0x370), "")
    for place in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        parts = unicodedata.normalize("NFD", chr(place).casefold())
        letters = "".join(part for part in parts if not unicodedata.combining(part)).translate(OWN_LETTERS)
        if letters.isascii() and letters:
            bare[place] = letters
    return bare


def short_key(name: str) -> str:
    """The key without the legal suffix: `ABC International Ltd.` -> `abc international`; all suffix: the whole key."""
    key = name_key(name)
    while (shorter := SUFFIX.sub("", key).strip()) != key:
        if not shorter:
            return key
        key = shorter
    return key


def tight_key(name: str) -> str:
    """The key without spaces, for duplicates: `A B C` and `ABC` are perhaps one."""
    return short_key(name).replace(" ", "")

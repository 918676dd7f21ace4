"""What counts as the same name: case, width, accents' form, marks and the legal suffix do not matter."""

import re
import unicodedata
from functools import lru_cache

MARKS = re.compile(r"[\s\.,;:!?'\"“”‘’「」（）()\[\]{}<>/\\|&+*_~`#@\-–—·，。；：！？、]+")
LEGAL = (
    "international co ltd|co ltd|company limited|limited|ltd|gmbh co kg|gmbh|ag|kg|inc|incorporated|corp|corporation|llc|llp|plc|"
    "sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|sp z o o|s r o|pte ltd|pty ltd|pvt ltd|sdn bhd|jsc|ooo|fze|fzco|est|"
    "有限责任公司|股份有限公司|有限公司|公司|集团|株式会社"
)
SUFFIX = re.compile(rf"(?:^|(?<=[^a-z])|\s)(?:{LEGAL})$")
LONGEST = 120
"""Characters of a name that are compared."""


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which names are compared: `ＡＢＣ  GmbH.` and `abc gmbh` are one."""
    plain = unicodedata.normalize("NFKC", name[: LONGEST * 2]).casefold()
    return MARKS.sub(" ", plain).strip()[:LONGEST]


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

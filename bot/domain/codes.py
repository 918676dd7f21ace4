"""One-time codes by which somebody comes in: how they look, how they are read again, and how long they are good for."""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

_BYTES = 16
_GROUP = 5
_SPELLED = str.maketrans("018", "OIB")
LONGEST_CODE = 64
"""What Telegram carries after `?start=`."""
TRIES_AN_HOUR = 5
"""Wrong codes of one account before it has to wait."""


class Purpose(StrEnum):
    """What a code is for."""

    CLAIM = "claim"
    INVITE = "invite"
    LINK = "link"


VALID_FOR = {
    Purpose.CLAIM: timedelta(hours=1),
    Purpose.INVITE: timedelta(hours=24),
    Purpose.LINK: timedelta(minutes=10),
}


def new_code() -> str:
    """128 random bits in groups that can be read aloud: `MFRGG-ZDFMZ-…`; fit for a link as they stand."""
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


STRUCK = "••••••"


def struck(text: str, codes: Iterable[str]) -> str:
    """The text without the codes: what is kept of an answer must not open a door."""
    for code in codes:
        text = text.replace(code, STRUCK)
    return text


def code_hash(code: str) -> str:
    """What is kept of a code: its SHA-256, after case, blanks and groups are made alike and 0, 1, 8 read as O, I, B."""
    bare = "".join(sign for sign in code[: 2 * LONGEST_CODE].upper() if sign.isalnum()).translate(_SPELLED)
    return hashlib.sha256(bare.encode()).hexdigest()


def fingerprint(platform: str, account: str) -> int:
    """A number for an account that nobody knows yet, so that its wrong tries can be counted."""
    return int.from_bytes(hashlib.sha256(f"{platform}:{account}".encode()).digest()[:4]) >> 1

"""How an entry of the trail is sealed: exact bytes, their hash, the chain of hashes, and one root for a day's seal.

Canonical bytes are RFC 8785 without floats and without Unicode normalisation. Each use of SHA-256 has its own first
byte, so that a hash of one kind can never pass for another. The stored text is what is hashed, never one made anew.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

GREATEST = 2**53
"""Whole numbers of this size and more are not the same everywhere."""


def canonical(value: Any) -> str:
    """The one text of a JSON value. Raises ValueError for floats, huge numbers, lone surrogates and foreign types."""
    try:
        return to_json(ordered(value)).decode()
    except PydanticSerializationError as error:
        raise ValueError(str(error)) from None


def ordered(value: Any) -> Any:
    """The same value with its keys in order, checked to be fit for the trail."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if abs(value) >= GREATEST:
            raise ValueError(f"number too large for the trail: {value}")
        return value
    if kind is dict:
        return {key: ordered(value[key]) for key in sorted(value, key=_utf16 if any(map(_is_far, value)) else None)}
    if kind is list or kind is tuple:
        return [ordered(inner) for inner in value]
    raise ValueError(f"not for the trail: {kind.__name__}")


def leaf_hash(core: str) -> bytes:
    """Hash of an entry's stored text."""
    return sha256(b"\x00" + core.encode()).digest()


def head_hash(prev: bytes, leaf: bytes) -> bytes:
    """The chain's head after an entry."""
    return sha256(b"\x10" + prev + leaf).digest()


def commitment(salt: bytes, seq: int, private: str) -> bytes:
    """What stands in the entry for its personal words; without the salt nobody can test a guess against it."""
    return sha256(b"\x20" + salt + seq.to_bytes(8, "big") + private.encode()).digest()


def genesis(origin: str) -> bytes:
    """What the first entry follows: the desk's own beginning."""
    return sha256(b"\x30" + origin.encode()).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 root over leaf hashes; of no leaves, the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        odd = [level[-1]] if len(level) % 2 else []
        level = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


def receipt_code(head: bytes) -> str:
    """First 32 bits of a head, as `7F3A-91C2`."""
    text = head[:4].hex().upper()
    return f"{text[:4]}-{text[4:]}"


def _is_far(key: Any) -> bool:
    """Whether Python would sort a key otherwise than RFC 8785, by UTF-16 units. Raises ValueError for no text."""
    if type(key) is not str:
        raise ValueError(f"not a text as key: {key!r}")
    return not key.isascii() and max(key) > "\uffff"


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")

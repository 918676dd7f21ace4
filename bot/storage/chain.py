"""How an entry of the trail is sealed: exact bytes, their hash, the chain of hashes, and one root for a day's seal.

Canonical bytes are RFC 8785 without floats and without Unicode normalisation. Each use of SHA-256 has its own first
byte, so that a hash of one kind can never pass for another. The stored text is what is hashed; it is never written anew.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

GREATEST = 2**53
"""Whole numbers of this size and more are not the same everywhere."""


def canonical(value: Any) -> str:
    """The one text of a JSON value. Raises ValueError for floats, huge numbers, lone surrogates and foreign types."""
    _check(value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if not text.isascii():
        text.encode()
        if max(text) > "\uffff":
            # Beyond the first plane Python sorts otherwise than RFC 8785, which sorts UTF-16 units.
            text = json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"))
    return text


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


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if abs(value) >= GREATEST:
            raise ValueError(f"number too large for the trail: {value}")
    elif kind is dict:
        for key, inner in value.items():
            if type(key) is not str:
                raise ValueError(f"not a text as key: {key!r}")
            _check(inner)
    elif kind is list or kind is tuple:
        for inner in value:
            _check(inner)
    else:
        raise ValueError(f"not for the trail: {kind.__name__}")


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda k: k.encode("utf-16-be"))}
    return [_sorted(inner) for inner in value] if isinstance(value, list | tuple) else value

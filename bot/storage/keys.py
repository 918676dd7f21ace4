"""The keys under which personal words are kept: one per customer or person, so that erasing one's key erases the words.

The master key lies in a file beside the database (`DATA_DIR/key`, readable by its owner only) and must be kept with
the backups, but apart from them; without it the personal words of the trail cannot be read by anybody.
"""

import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_SALT = 32


class WrongKey(Exception):
    """The master key is not the one the words were kept under."""


def open_master_key(path: Path) -> bytes:
    """The 32 bytes in the file; made at random where there is no file yet. Raises `WrongKey` for a damaged file."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WrongKey(f"{path} does not hold a key of 64 hex digits")
    return key


class Keyring:
    """Wraps the subjects' keys, and seals words under them. Keeps nothing but the master key."""

    def __init__(self, master: bytes) -> None:
        self._master = AESGCM(master)
        self.check = sha256(b"tradetrail key check" + master).digest()[:8]
        """Tells whether a database belongs to this key, without telling the key."""

    def new_key(self, subject: str) -> tuple[bytes, bytes]:
        """A fresh key for a subject, and the same wrapped for keeping."""
        key = AESGCM.generate_key(256)
        nonce = os.urandom(_NONCE)
        return key, nonce + self._master.encrypt(nonce, key, subject.encode())

    def unwrap(self, subject: str, wrapped: bytes) -> bytes:
        """The subject's key; raises `WrongKey` where the master key is another."""
        try:
            return self._master.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], subject.encode())
        except InvalidTag:
            raise WrongKey(f"the key of {subject} was wrapped under another master key") from None


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(key: bytes, seq: int, text: str) -> tuple[bytes, bytes, bytes]:
    """Salt, nonce and sealed words of one entry."""
    drawn = os.urandom(_SALT + _NONCE)
    salt, nonce = drawn[:_SALT], drawn[_SALT:]
    return salt, nonce, _cipher(key).encrypt(nonce, text.encode(), seq.to_bytes(8, "big"))


def unseal(key: bytes, seq: int, nonce: bytes, words: bytes) -> str:
    """The words of one entry; raises `WrongKey` where they or the key were changed."""
    try:
        return _cipher(key).decrypt(nonce, words, seq.to_bytes(8, "big")).decode()
    except InvalidTag:
        raise WrongKey(f"the words of entry {seq} cannot be opened") from None

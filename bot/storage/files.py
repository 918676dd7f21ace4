"""The archive of files: each under the digest of its content, twice where there is a second place, and never half."""

import asyncio
import contextlib
import errno
import os
import re
import secrets
import shutil
from collections import deque
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from bot.domain.filetypes import HEAD_BYTES, TAIL_BYTES
from bot.ports.outside import FileTooLarge, NoRoom, Taken

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
KEPT_FREE: Final = 64 * 1024 * 1024
PIECE: Final = 256 * 1024
BATCH: Final = 1024 * 1024
"""Bytes written and synced at a time: the desk's own commits never wait behind a whole file."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileVault:
    """Files under `folder/<first two digits>/<digest>`, and again under `second`, another folder, where that is set.

    A file is written beside its place under a random name, synced, and moved there in one step; the folder is synced
    too. Names that people gave are never used. Nothing is ever removed. Where less than `kept_free` bytes would be left
    on the disk, files are refused, so that what people say and the trail still have room.
    """

    def __init__(self, folder: Path, second: Path | None = None, kept_free: int = KEPT_FREE) -> None:
        self._folder, self._second, self._kept_free = folder, second, kept_free

    async def take(self, pieces: AsyncIterator[bytes], largest: int) -> Taken:
        """Write the pieces aside. Raises `FileTooLarge`, `NoRoom`; then nothing is left of them."""
        waiting = self._folder / "arriving"
        path = waiting / secrets.token_hex(16)
        digest, size, head, tail, waiting_to_go = sha256(), 0, bytearray(), deque[bytes](), bytearray()
        try:
            await asyncio.to_thread(waiting.mkdir, parents=True, exist_ok=True)
            with await asyncio.to_thread(path.open, "xb") as file:
                async for piece in pieces:
                    size += len(piece)
                    if size > largest:
                        raise FileTooLarge
                    if len(head) < HEAD_BYTES:
                        head += piece[: HEAD_BYTES - len(head)]
                    _remember_tail(tail, piece)
                    waiting_to_go += piece
                    if len(waiting_to_go) >= BATCH:
                        await asyncio.to_thread(_write, file, digest, bytes(waiting_to_go), self._kept_free)
                        waiting_to_go.clear()
                await asyncio.to_thread(_write, file, digest, bytes(waiting_to_go), self._kept_free)
        except OSError as error:
            path.unlink(missing_ok=True)
            if error.errno in _FULL:
                raise NoRoom from error
            raise
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Taken(digest.hexdigest(), size, bytes(head), b"".join(tail)[-TAIL_BYTES:], path.name)

    async def keep(self, taken: Taken) -> None:
        """Put what was taken in its place, twice; the same content again changes nothing. Raises `NoRoom`."""
        try:
            await asyncio.to_thread(self._keep, taken)
        except OSError as error:
            if error.errno in _FULL:
                raise NoRoom from error
            raise
        finally:
            await self.drop(taken)

    async def drop(self, taken: Taken) -> None:
        """Throw away what was taken."""
        await asyncio.to_thread((self._folder / "arriving" / taken.token).unlink, missing_ok=True)

    async def size(self, digest: str) -> int:
        """How many bytes. Raises `FileNotFoundError`."""
        return (await asyncio.to_thread(self._found(digest).stat)).st_size

    async def read(self, digest: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises `FileNotFoundError`."""
        with await asyncio.to_thread(self._found(digest).open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    def clear(self) -> int:
        """Throw away what was left half taken by a crash; how many. To be called before anything is taken."""
        left = list((self._folder / "arriving").glob("*")) if (self._folder / "arriving").is_dir() else []
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _keep(self, taken: Taken) -> None:
        source = self._folder / "arriving" / taken.token
        if self._second is not None:
            _copy_to(source, _place(self._second, taken.sha256))
        target = _place(self._folder, taken.sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)
            _sync_names(target)

    def _found(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise FileNotFoundError(digest)
        place = _place(self._folder, digest)
        if not place.exists() and self._second is not None:
            place = _place(self._second, digest)
        if not place.is_file():
            raise FileNotFoundError(digest)
        return place


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def _copy_to(source: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{secrets.token_hex(8)}.part")
    try:
        shutil.copyfile(source, aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(aside, target)
        _sync_names(target)
    finally:
        aside.unlink(missing_ok=True)


def _write(file: BinaryIO, digest: "object", batch: bytes, kept_free: int) -> None:
    if shutil.disk_usage(Path(file.name).parent).free < kept_free + len(batch):
        raise OSError(errno.ENOSPC, "the rest is kept free for the desk itself")
    digest.update(batch)  # type: ignore[attr-defined]
    file.write(batch)
    file.flush()
    os.fsync(file.fileno())


def _sync_names(file: Path) -> None:
    """Put on the disk that the file is called so: each folder on the way to it may be as new as itself."""
    for folder in list(file.parents)[:3]:
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    # Windows cannot open folders; there the move itself is durable.
    with contextlib.suppress(PermissionError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _remember_tail(tail: deque[bytes], piece: bytes) -> None:
    tail.append(piece[-TAIL_BYTES:])
    while len(tail) > 1 and sum(map(len, tail)) - len(tail[0]) >= TAIL_BYTES:
        tail.popleft()

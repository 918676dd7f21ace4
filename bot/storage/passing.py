"""Files that lie ready for a while and are then thrown away, unlike those of the archive, which stay."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from typing import Final

from bot.ports.outside import Archive

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
PIECE: Final = 256 * 1024


class PassingFiles:
    """Files under `folder/<number>/<digest>`: all of one number go together. Read as an archive is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def size(self, sha256: str) -> int:
        """How many bytes. Raises `FileNotFoundError`."""
        return (await asyncio.to_thread(self._found, sha256)).stat().st_size

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises `FileNotFoundError`."""
        path = await asyncio.to_thread(self._found, sha256)
        with await asyncio.to_thread(path.open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    def sweep(self, kept: Collection[int]) -> int:
        """Throw away all numbers but these; how many."""
        there = self.folder.iterdir() if self.folder.is_dir() else iter(())
        old = [path for path in there if path.is_dir() and path.name not in {str(number) for number in kept}]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

    def _found(self, sha256: str) -> Path:
        if DIGEST.fullmatch(sha256) and self.folder.is_dir():
            for place in self.folder.iterdir():
                if (path := place / sha256).is_file():
                    return path
        raise FileNotFoundError(sha256)


class Shelves:
    """Several archives read as one: a file is taken from the first that has it."""

    def __init__(self, *archives: Archive) -> None:
        self._archives = archives

    async def size(self, sha256: str) -> int:
        """How many bytes. Raises `FileNotFoundError`."""
        return await (await self._holder(sha256)).size(sha256)

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises `FileNotFoundError`."""
        holder = await self._holder(sha256)
        async for piece in holder.read(sha256):
            yield piece

    async def _holder(self, sha256: str) -> Archive:
        for archive in self._archives:
            try:
                await archive.size(sha256)
            except FileNotFoundError:
                continue
            return archive
        raise FileNotFoundError(sha256)

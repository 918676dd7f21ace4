"""Files people send through the page: taken in piece by piece, kept until the desk has archived them."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aiohttp import BodyPartReader

from bot.ports.outside import Refused
from bot.ports.requests import Arrival

NUMBER: Final = re.compile(r"[0-9a-f]{32}")
PIECE: Final = 256 * 1024
KEPT: Final = timedelta(days=2)


class TooLarge(Exception):
    """More bytes than the limit; what was read of it is thrown away."""


class Uploads:
    """A folder of files under random numbers. Their names and kinds are only what the sender claims."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit

    async def keep(self, part: BodyPartReader) -> Arrival:
        """Take one file in. Raises `TooLarge` beyond the limit, `OSError` where there is no room."""
        number = secrets.token_hex(16)
        path, size = self._folder / number, 0
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                while piece := await part.read_chunk(PIECE):
                    size += len(piece)
                    if size > self._limit:
                        raise TooLarge
                    await asyncio.to_thread(file.write, piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        name = (part.filename or "").replace("\\", "/").rpartition("/")[2] or "file"
        return Arrival(number, name, size, part.headers.get("Content-Type", ""))

    async def read(self, fetch: str) -> AsyncIterator[bytes]:
        """The content in pieces. Raises `Refused` for a number that is not there."""
        if not NUMBER.fullmatch(fetch):
            raise Refused("no_such_file")
        try:
            file = (self._folder / fetch).open("rb")
        except OSError as error:
            raise Refused("no_such_file") from error
        with file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    def drop_before(self, now: datetime) -> int:
        """Throw away what nobody fetched for two days; how many."""
        old = [
            path
            for path in (self._folder.iterdir() if self._folder.is_dir() else ())
            if NUMBER.fullmatch(path.name) and path.stat().st_mtime < (now - KEPT).timestamp()
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

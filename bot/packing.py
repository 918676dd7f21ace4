"""Has exports written in a process of their own, `python -m bot.packer`, so that nobody at the desk waits for them.

The process is told by its standard input where the books are and for whom to read them, and gives digests and sizes
back. It ends with whoever waits for it: what it leaves is swept away.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from bot.domain.exports import Format, Packed, PackedFile
from bot.ports.errands import Pack
from bot.storage.passing import PassingFiles
from bot.storage.reading import Library

PROGRAM: Final = "bot.packer"
LONGEST: Final = 3600.0
"""Seconds; what takes longer hangs."""


class Source(Struct, frozen=True):
    """Where the books are and by which rules they are read; as the settings say."""

    library: Library
    rules_file: Path | None
    zone: str


class Packing:
    """See `bot.ports.exports.Packs`. One export at a time; others wait their turn."""

    def __init__(self, source: Source, files: PassingFiles) -> None:
        self._source, self._files = source, files
        self._turn = asyncio.Lock()

    async def pack(self, task: Pack, number: int, at: datetime) -> Packed:
        """Write the files. Raises `OSError` or `RuntimeError`; nothing is left then."""
        folder = self._files.folder / str(number)
        asked = _asked(self._source, task, folder, at)
        async with self._turn:
            try:
                answer = await asyncio.wait_for(_told(asked), LONGEST)
            except BaseException:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
                raise
        files = tuple(PackedFile(Format(kind), digest, size) for kind, digest, size in answer["files"])
        return Packed(files, tuple((str(name), int(count)) for name, count in answer["rows"]))

    async def sweep(self, kept: Collection[int]) -> int:
        """Throw away the files of all exports but these; how many exports that were."""
        return await asyncio.to_thread(self._files.sweep, kept)


async def _told(asked: bytes) -> Mapping[str, Any]:
    """Have it done; the process ends with whoever waits for it."""
    pipe = asyncio.subprocess.PIPE
    worker = await asyncio.create_subprocess_exec(sys.executable, "-m", PROGRAM, stdin=pipe, stdout=pipe)
    try:
        said, _ = await worker.communicate(asked)
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
    if worker.returncode:
        raise RuntimeError(f"the export ended with {worker.returncode}")
    answer: Mapping[str, Any] = json.loads(said)
    return answer


def _asked(source: Source, task: Pack, folder: Path, at: datetime) -> bytes:
    library = source.library
    asked = {
        "url": library.url,
        "key": library.key,
        "data_dir": str(library.data_dir.absolute()),
        "rules_file": str(source.rules_file.absolute()) if source.rules_file is not None else None,
        "firm_zone": source.zone,
        "folder": str(folder.absolute()),
        "at": at.isoformat(),
        **asdict(task),
    }
    return json.dumps(asked).encode()

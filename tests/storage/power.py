"""A disk that forgets: what stands in a folder after a power cut, worked out from the system calls of a program.

`traced` runs a program under strace; `Disk` follows its writes. What was written and not yet synced may be lost, wholly
or in part; so may a name in a folder that was not synced since. It knows the calls SQLite and our own files make, and
no others.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "openat,creat,pwrite64,write,ftruncate,fdatasync,fsync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"
LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)$")
FD = re.compile(r"(\d+)<((?:[^>\\]|\\.)*)>")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(slots=True, eq=False)
class Content:
    """A file, whatever it is called: as the program sees it, as the disk has it, and the changes in between."""

    now: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Where what was written since; None: cut off there."""

    def change(self, at: int, data: bytes | None) -> None:
        """Write, or cut off."""
        applied(self.now, at, data)
        self.pending.append((at, data))

    def sync(self) -> None:
        """All of it is on the disk."""
        self.synced, self.pending = bytes(self.now), []

    def after_cut(self, rng: random.Random | None) -> bytes:
        """What is left: nothing of the pending changes, or those that chance let through."""
        left = bytearray(self.synced)
        for at, data in self.pending if rng is not None else ():
            if rng is not None and rng.random() < 0.5:
                applied(left, at, data)
        return bytes(left)


def applied(content: bytearray, at: int, data: bytes | None) -> None:
    """One change."""
    if data is None:
        del content[at:]
        return
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


class Disk:
    """The files below one folder. What is there at the beginning is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, Content] = {}
        self._folders: set[Path] = {folder, *(path for path in folder.rglob("*") if path.is_dir())}
        for path in folder.rglob("*"):
            if path.is_file():
                self._files[path] = Content(bytearray(path.read_bytes()), path.read_bytes())
        self._named, self._standing = dict(self._files), set(self._folders)
        self._ends: dict[Path, int] = {}

    def follow(self, call: str, words: str) -> None:
        """One call that has been made."""
        is_data = call in ("write", "pwrite64")
        paths = [] if is_data else [Path(os.fsdecode(unescaped(text))) for text in TEXT.findall(words)]
        found = FD.match(words)
        path = Path(os.fsdecode(unescaped(found[2]))) if found else None
        match call:
            case "openat" | "creat" if paths and self._is_ours(paths[0]):
                self._opened(paths[0], words)
            case "write" | "pwrite64" if path in self._files:
                self._written(self._files[path], path, words, call)
            case "ftruncate" if path in self._files:
                self._files[path].change(int(words.rpartition(", ")[2].partition(")")[0]), None)
            case "fsync" | "fdatasync" if path in self._files:
                self._files[path].sync()
            case "fsync" if path in self._folders and path is not None:
                self._sync_folder(path)
            case "rename" | "renameat" | "renameat2" if paths[0] in self._files:
                self._files[paths[1]] = self._files.pop(paths[0])
            case "unlink" | "unlinkat" if paths:
                self._files.pop(paths[0], None)
            case "mkdir" | "mkdirat" if self._is_ours(paths[0]):
                self._folders.add(paths[0])
            case _:
                return

    def _is_ours(self, path: Path) -> bool:
        # The shared memory of the write-ahead log is made anew at every opening.
        return self._folder in path.parents and not path.name.endswith("-shm")

    def _opened(self, path: Path, words: str) -> None:
        if "O_CREAT" in words and path not in self._files:
            self._files[path] = Content()
        if "O_TRUNC" in words and path in self._files:
            self._files[path].change(0, None)
        self._ends[path] = 0

    def _written(self, content: Content, path: Path, words: str, call: str) -> None:
        text = TEXT.search(words)
        assert text is not None, words[:200]
        data = unescaped(text[1])
        if call == "pwrite64":
            content.change(int(words[text.end() :].split(", ")[2].partition(")")[0]), data)
        else:
            content.change(self._ends[path], data)
            self._ends[path] += len(data)

    def _sync_folder(self, folder: Path) -> None:
        self._named = {path: content for path, content in self._named.items() if path.parent != folder}
        self._named |= {path: content for path, content in self._files.items() if path.parent == folder}
        self._standing |= {path for path in self._folders if path.parent == folder}

    def cut(self, target: Path, rng: random.Random | None = None) -> None:
        """Write into another folder what a power cut leaves now."""
        for path, content in self._named.items():
            above = [one for one in path.parents if self._folder in one.parents]
            if all(one in self._standing for one in above):
                place = target / path.relative_to(self._folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content.after_cut(rng))


def unescaped(text: str) -> bytes:
    """Text as strace writes it."""
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def has_strace() -> bool:
    """Whether calls can be watched here."""
    return shutil.which("strace") is not None


def traced(program: str, *words: str, log: Path, cwd: Path, seconds: float = 50) -> Iterator[tuple[str, str]]:
    """Run a Python program to its end and give its calls in the order in which they took effect: name, words.

    A write counts from when it was asked for, a sync from when it was done.
    """
    watch = ["strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(
        [*watch, sys.executable, "-c", program, *words], cwd=cwd, env=environment, timeout=seconds, check=True
    )
    begun: dict[str, str] = {}
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            found = LINE.match(line)
            if found is None:
                continue
            process, call, rest = found.groups()
            if rest.endswith("<unfinished ...>"):
                begun[process] = rest
                if "sync" in call:
                    continue
            elif " resumed>" in line[:60]:
                if "sync" not in call:
                    continue
                rest = begun[process]
            yield call, rest

"""What a file really is: its content is looked at, never its name, before it is archived.

Pure on bytes: the caller hands over the beginning and the end of the file (or the whole of a small one twice); nothing
is unpacked. A ZIP is judged by its central directory alone, which the end must hold.
"""

import re
import struct
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

HEAD_BYTES = 64 * 1024
"""How much of the beginning is enough."""

TAIL_BYTES = 256 * 1024
"""How much of the end is enough: a directory of 1000 entries and the closing record."""


class FileKind(StrEnum):
    """Contents the desk can tell apart."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    TIFF = "tiff"
    XLSX = "xlsx"
    DOCX = "docx"
    PPTX = "pptx"
    ZIP = "zip"
    OLE = "ole"
    MSG = "msg"
    EML = "eml"
    HTML = "html"
    CSV = "csv"
    TEXT = "text"
    PROGRAM = "program"
    UNKNOWN = "unknown"
    EMPTY = "empty"


class Refusal(StrEnum):
    """Why a file is not archived."""

    EMPTY = "empty"
    TRUNCATED = "truncated"
    LOCKED = "locked"
    HTML = "html"
    PROGRAM = "program"
    UNKNOWN = "unknown"
    TOO_MANY_ENTRIES = "too_many_entries"
    TOO_DENSE = "too_dense"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    HOSTILE_NAME = "hostile_name"
    MACROS = "macros"
    NOT_ALLOWED = "not_allowed"
    TOO_LARGE = "too_large"


class Look(Struct, frozen=True):
    """What was seen. `refusal` None: nothing speaks against it."""

    kind: FileKind
    refusal: Refusal | None = None


class ArchiveLimits(Struct, frozen=True):
    """What a packed file may hold: entries, times its packed size, bytes unpacked."""

    entries: int = 1000
    ratio: int = 100
    unpacked_bytes: int = 100 * 1024 * 1024


DEFAULT_LIMITS = ArchiveLimits()

ENDINGS = {
    FileKind.PDF: ".pdf",
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.GIF: ".gif",
    FileKind.WEBP: ".webp",
    FileKind.HEIC: ".heic",
    FileKind.TIFF: ".tif",
    FileKind.XLSX: ".xlsx",
    FileKind.DOCX: ".docx",
    FileKind.PPTX: ".pptx",
    FileKind.ZIP: ".zip",
    FileKind.OLE: ".doc",
    FileKind.MSG: ".msg",
    FileKind.EML: ".eml",
    FileKind.CSV: ".csv",
    FileKind.TEXT: ".txt",
}
"""The ending an archived file gets, whatever it was called."""

PICTURES = (FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP)
"""What every platform can show as a picture."""

_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\x4c\x00\x00\x00\x01\x14\x02\x00")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg)\b", re.I)
_MAIL = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_MAIL_HEADS = re.compile(rb"^(?:from|to|subject|date|message-id|received|mime-version):", re.I | re.M)


def look(head: bytes, tail: bytes, limits: ArchiveLimits = DEFAULT_LIMITS) -> Look:
    """Say what a file is from its first and last bytes, and what speaks against it. Never raises.

    `head` and `tail` may overlap. A locked or broken file is recognised where its format says so; viruses are not
    looked for.
    """
    if not head:
        return Look(FileKind.EMPTY, Refusal.EMPTY)
    if head.startswith(_PROGRAMS):
        return Look(FileKind.PROGRAM, Refusal.PROGRAM)
    if b"%PDF-" in head[:1024] and not _is_html(head[:1024].removeprefix(b"\xef\xbb\xbf")):
        return _look_pdf(head, tail)
    if head.startswith(b"PK"):
        return _look_zip(head, tail, limits)
    if head.startswith(_OLE):
        return _look_ole(head, tail)
    return _look_picture(head, tail) or _look_text(head, tail)


def _look_pdf(head: bytes, tail: bytes) -> Look:
    end = tail[-2048:]
    if b"%%EOF" not in end:
        return Look(FileKind.PDF, Refusal.TRUNCATED)
    if re.search(rb"/Encrypt\s+(?:\d+\s+\d+\s+R|<<)", tail) or re.search(rb"/Encrypt\s+(?:\d+\s+\d+\s+R|<<)", head):
        return Look(FileKind.PDF, Refusal.LOCKED)
    return Look(FileKind.PDF)


def _look_picture(head: bytes, tail: bytes) -> Look | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Look(FileKind.JPEG, None if b"\xff\xd9" in tail[-64:] else Refusal.TRUNCATED)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Look(FileKind.PNG, None if b"IEND\xaeB`\x82" in tail[-64:] else Refusal.TRUNCATED)
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Look(FileKind.GIF, None if tail.endswith(b";") else Refusal.TRUNCATED)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Look(FileKind.WEBP)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return Look(FileKind.HEIC)
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return Look(FileKind.TIFF)
    return None


def _look_ole(head: bytes, tail: bytes) -> Look:
    seen = head + tail
    if _utf16("EncryptedPackage") in seen or _utf16("EncryptionInfo") in seen:
        return Look(FileKind.OLE, Refusal.LOCKED)
    if _utf16("__properties_version1.0") in seen or _utf16("__nameid_version1.0") in seen:
        return Look(FileKind.MSG)
    if _utf16("_VBA_PROJECT") in seen:
        return Look(FileKind.OLE, Refusal.MACROS)
    return Look(FileKind.OLE)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _look_text(head: bytes, tail: bytes) -> Look:
    plain = _decoded(head)
    if plain is None or (b"\x00" in tail and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return Look(FileKind.UNKNOWN, Refusal.UNKNOWN)
    raw = plain.encode()
    if _is_html(raw):
        return Look(FileKind.HTML, Refusal.HTML)
    mail = _MAIL.match(raw[:32768])
    if mail and len({name.lower() for name in _MAIL_HEADS.findall(mail[0])}) >= 2:
        return Look(FileKind.EML)
    return Look(FileKind.CSV if _is_table(plain) else FileKind.TEXT)


def _is_html(content: bytes) -> bool:
    """Whether a page begins here, behind blanks, comments and an XML declaration: each skipped once, by hand, because
    an expression for it takes for ever on a file made of comments."""
    at = 0
    while True:
        while content[at : at + 1].isspace():
            at += 1
        for opening, closing in ((b"<!--", b"-->"), (b"<?", b"?>")):
            if content.startswith(opening, at):
                end = content.find(closing, at)
                break
        else:
            return bool(_HTML.match(content, at))
        if end < 0:
            return False
        at = end + len(closing)


def _decoded(head: bytes) -> str | None:
    """The text of the head, whose last sign may be cut; None where it is no text."""
    encodings = ("utf-16",) if head.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text) else text
    return None


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines()[:6] if line.strip()]
    return len(lines) >= 2 and any(len({line.count(mark) for line in lines[:-1]} - {0}) == 1 for mark in ",;\t")


def _look_zip(head: bytes, tail: bytes, limits: ArchiveLimits) -> Look:
    entries = _directory(tail)
    if entries is None:
        return Look(FileKind.ZIP, Refusal.TRUNCATED)
    count, rows = entries
    kind = _package_kind(head, rows)
    return Look(kind, _against_archive(count, rows, limits))


class _Entry(Struct, frozen=True):
    name: str
    flags: int
    packed: int
    unpacked: int


def _directory(tail: bytes) -> tuple[int, tuple[_Entry, ...]] | None:
    """The central directory's own count and its entries; None where the closing record or the directory is missing."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return None
    count, size, _offset = struct.unpack("<HII", tail[at + 10 : at + 20])
    if size > at:
        return (count, ()) if count > DEFAULT_LIMITS.entries else None
    return count, tuple(_entries(tail[at - size : at]))


def _entries(directory: bytes) -> Iterator[_Entry]:
    at = 0
    while directory[at : at + 4] == b"PK\x01\x02" and at + 46 <= len(directory):
        flags = struct.unpack("<H", directory[at + 8 : at + 10])[0]
        packed, unpacked, name_size, extra, comment = struct.unpack("<IIHHH", directory[at + 20 : at + 34])
        name = directory[at + 46 : at + 46 + name_size].decode("utf-8", "replace")
        yield _Entry(name, flags, packed, unpacked)
        at += 46 + name_size + extra + comment


def _package_kind(head: bytes, rows: tuple[_Entry, ...]) -> FileKind:
    names = {row.name for row in rows}
    if "[Content_Types].xml" not in names:
        return FileKind.ZIP
    folders = {name.partition("/")[0] for name in names}
    found = (("xl", FileKind.XLSX), ("word", FileKind.DOCX), ("ppt", FileKind.PPTX))
    return next((kind for part, kind in found if part in folders), FileKind.ZIP)


def _against_archive(count: int, rows: tuple[_Entry, ...], limits: ArchiveLimits) -> Refusal | None:
    if max(count, len(rows)) > limits.entries:
        return Refusal.TOO_MANY_ENTRIES
    if len(rows) != count:
        return Refusal.TRUNCATED
    if any(row.flags & 1 for row in rows):
        return Refusal.LOCKED
    if any(_is_hostile(row.name) for row in rows):
        return Refusal.HOSTILE_NAME
    if sum(row.unpacked for row in rows) > limits.unpacked_bytes:
        return Refusal.UNPACKS_TOO_LARGE
    if sum(row.unpacked for row in rows) > limits.ratio * max(1, sum(row.packed for row in rows)):
        return Refusal.TOO_DENSE
    return Refusal.MACROS if any(row.name.endswith("vbaProject.bin") for row in rows) else None


def _is_hostile(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\x00" in name

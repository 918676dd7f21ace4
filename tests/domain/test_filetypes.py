"""What a file really is: true ones of every sort, and broken, locked, disguised and hostile ones."""

import io
import struct
import time
import zipfile

import fpdf
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.filetypes import ENDINGS, HEAD_BYTES, TAIL_BYTES, ArchiveLimits, FileKind, Look, Refusal, look


def seen(content: bytes, limits: ArchiveLimits | None = None) -> Look:
    return look(content[:HEAD_BYTES], content[-TAIL_BYTES:], limits or ArchiveLimits())


def pdf(password: str = "") -> bytes:
    paper = fpdf.FPDF()
    paper.add_page()
    if password:
        paper.set_encryption(owner_password=password, user_password=password)
    return bytes(paper.output())


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, form)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["container", "CSQU3054383"])
    book.save(out)
    return out.getvalue()


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def word() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIL = b"From: Anna <anna@abc.example>\r\nTo: desk@firm.example\r\nSubject: BL\r\n\r\nPlease see."


def test_true_files() -> None:
    files = {
        FileKind.PDF: pdf(),
        FileKind.JPEG: picture("JPEG"),
        FileKind.PNG: picture("PNG"),
        FileKind.GIF: picture("GIF"),
        FileKind.WEBP: picture("WEBP"),
        FileKind.TIFF: picture("TIFF"),
        FileKind.XLSX: sheet(),
        FileKind.DOCX: word(),
        FileKind.ZIP: packed({"photos/1.jpg": picture("JPEG")}),
        FileKind.OLE: OLE,
        FileKind.MSG: OLE + "__properties_version1.0".encode("utf-16-le"),
        FileKind.EML: MAIL,
        FileKind.CSV: b"container,seal\r\nCSQU3054383,CN1\r\nMRKU9465770,CN2\r\n",
        FileKind.TEXT: "提单已确认".encode("gb18030"),
    }
    for kind, content in files.items():
        assert seen(content) == Look(kind), kind
        assert ENDINGS[kind].startswith(".")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_half_a_picture_is_truncated(form: str) -> None:
    content = picture(form)
    assert seen(content[: len(content) // 2]).refusal is Refusal.TRUNCATED


def test_half_a_paper_or_sheet_is_truncated() -> None:
    assert seen(pdf()[:400]) == Look(FileKind.PDF, Refusal.TRUNCATED)
    assert seen(sheet()[:-30]).refusal is Refusal.TRUNCATED


def test_locked_files() -> None:
    assert seen(pdf("secret")) == Look(FileKind.PDF, Refusal.LOCKED)
    assert seen(OLE + "EncryptedPackage".encode("utf-16-le")).refusal is Refusal.LOCKED
    locked = bytearray(packed({"a.txt": b"a"}))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert seen(bytes(locked)).refusal is Refusal.LOCKED


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", Refusal.EMPTY),
        (b"<!DOCTYPE html><html>Sign in</html>", Refusal.HTML),
        (b"\xef\xbb\xbf \n<HTML><body>%PDF-1.7</body>", Refusal.HTML),
        (b"<!-- hello --><script>1</script>", Refusal.HTML),
        (b"<svg onload='x'>", Refusal.HTML),
        (b"MZ\x90\x00", Refusal.PROGRAM),
        (b"\x7fELF\x02", Refusal.PROGRAM),
        (b"#!/bin/sh\nexit", Refusal.PROGRAM),
        (bytes(range(256)), Refusal.UNKNOWN),
    ],
)
def test_disguised_and_hostile(content: bytes, refusal: Refusal) -> None:
    assert seen(content).refusal is refusal


def test_archives_that_would_burst() -> None:
    assert seen(packed({"a": bytes(5_000_000)})).refusal is Refusal.TOO_DENSE
    small = ArchiveLimits(entries=3, ratio=100, unpacked_bytes=1000)
    assert seen(packed({str(n): b"x" for n in range(4)}), small).refusal is Refusal.TOO_MANY_ENTRIES
    assert seen(packed({"a": bytes(1001)}, zipfile.ZIP_STORED), small).refusal is Refusal.UNPACKS_TOO_LARGE
    assert seen(packed({str(n): b"x" for n in range(1001)})).refusal is Refusal.TOO_MANY_ENTRIES
    assert seen(packed({str(n): b"x" for n in range(900)})) == Look(FileKind.ZIP)


def test_a_directory_that_lies_about_its_count_is_refused() -> None:
    content = bytearray(packed({"a": b"1", "b": b"2"}))
    end = content.rfind(b"PK\x05\x06")
    content[end + 10 : end + 12] = struct.pack("<H", 1)
    assert seen(bytes(content)).refusal is Refusal.TRUNCATED


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "a/../../b", "C:\\boot.ini", "..\\x"])
def test_names_that_climb_out_are_refused(name: str) -> None:
    assert seen(packed({name: b"x"})).refusal is Refusal.HOSTILE_NAME


def test_macros_are_refused() -> None:
    files = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"x"}
    assert seen(packed(files)) == Look(FileKind.XLSX, Refusal.MACROS)


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<!-- -->", b"<?x?> ", b"a: b\r\n", b" ", b"/Encrypt ", b"PK\x01\x02", "：".encode()]
)
def test_files_made_to_be_slow_are_quick(piece: bytes) -> None:
    content = piece * (HEAD_BYTES // len(piece))
    started = time.perf_counter()
    seen(content)
    seen(b"%PDF-" + content + b"%%EOF")
    assert time.perf_counter() - started < 1


@given(st.binary(max_size=2000), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xd8\xff", OLE]))
def test_never_raises(content: bytes, start: bytes) -> None:
    found = seen(start + content)
    assert found.kind in FileKind


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_archive_never_raises(at: int, damage: bytes) -> None:
    content = bytearray(packed({f"{n}.txt": b"text" for n in range(10)}))
    at %= len(content)
    content[at : at + len(damage)] = damage
    assert seen(bytes(content)).kind in FileKind

"""Papers through the door and the porter: archived byte for byte, refused with a reason, handed out on the record."""

import errno
import io
import zipfile
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import matplotlib
import openpyxl
import pytest
from fpdf import FPDF
from PIL import Image

from bot.dialogue.replies import Attachment
from bot.domain.refs import Kind, Ref
from bot.ports.outside import NotSent
from bot.ports.requests import Arrival
from bot.storage.files import FileVault
from tests.shipping.dock import Dock, run


def pdf() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    made.cell(text="Bill of lading MAEU123456789")
    return bytes(made.output())


def locked() -> bytes:
    made = FPDF()
    made.set_encryption(owner_password="o", user_password="u")
    made.add_page()
    return bytes(made.output())


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["No", "Carton"])
    book.save(out)
    return out.getvalue()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    return out.getvalue()


def packed(*names: str, content: bytes = b"x", repeat: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content * repeat)
    return out.getvalue()


def png() -> bytes:
    return (Path(matplotlib.get_data_path()) / "images" / "matplotlib.png").read_bytes()


@pytest.fixture
def shipped(dock: Dock) -> Dock:
    dock.say("ship new PI-1 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31")
    return dock


async def whole(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


@pytest.mark.parametrize("content", [pdf(), xlsx(), jpeg(), png()], ids=["pdf", "xlsx", "jpeg", "png"])
def test_a_file_comes_back_byte_for_byte(shipped: Dock, content: bytes) -> None:
    assert "Received: 1" in shipped.said(shipped.send(content, "doc S1 BL", name="../../etc/passwd.exe"))
    said = shipped.carry()
    digest = sha256(content).hexdigest()
    assert "Archived" in said and digest[:12] in said and "BL_ABC_GmbH_PI_1_20261125_v1" in said, said
    listed = shipped.say("doc S1")
    assert digest[:12] in shipped.said(listed)
    given = shipped.press(listed, "Get file")
    assert given.reply is not None
    [attached] = [block for block in given.reply.blocks if isinstance(block, Attachment)]
    assert attached.sha256 == digest and attached.name.startswith("BL_ABC_GmbH") and "/" not in attached.name
    assert run(whole(shipped.vault.read(digest))) == content
    assert (shipped.folder / "files" / digest[:2] / digest).read_bytes() == content
    assert (shipped.folder / "second" / "files" / digest[:2] / digest).read_bytes() == content
    assert not list((shipped.folder / "files" / "arriving").iterdir())
    trail = shipped.read(lambda ledger: ledger.trail.about((_paper(1),), None, 10))
    assert [entry.type for entry in trail] == ["document.handed_out", "document.created"]


def test_editions_count_up_and_a_signed_copy_says_so(shipped: Dock) -> None:
    for number, words in enumerate(("contract", "contract", "contract signed"), start=1):
        shipped.send(pdf() + b"\n%" + bytes([number]) + b"\n%%EOF", f"doc S1 {words}")
        shipped.carry()
    said = shipped.said(shipped.say("doc S1"))
    for name in ("Sales_Contract_ABC_GmbH_20261125_v1", "…_v2".replace("…", "20261125"), "20261125_v3_Signed"):
        assert name in said, said


def test_the_same_file_again_is_no_second_paper(shipped: Dock) -> None:
    content = pdf()
    for _ in range(2):
        shipped.send(content, "doc S1 BL")
        said = shipped.carry()
    assert "already" in said
    assert shipped.read(lambda ledger: len(ledger.documents.of_shipment(1))) == 1


@pytest.mark.parametrize(
    "line", ["doc S1 photos", 'ship S1 exception "2 cartons crushed"', "log ABC email photos of it"]
)
def test_an_album_whose_first_picture_has_the_words_is_filed_whole(shipped: Dock, line: str) -> None:
    for number, words in enumerate((line, "", "")):
        out = io.BytesIO()
        Image.new("RGB", (60, 40 + number), "red").save(out, "JPEG")
        shipped.shelf.files[f"part{number}"] = out.getvalue()
        said = shipped.said(shipped.say(words, files=(Arrival(f"part{number}", "photo.jpg", 0, album="tg:9"),)))
        assert "Received: 1" in said, said
        shipped.carry()
    papers = shipped.read(lambda ledger: ledger.documents.of_customer(1))
    assert len(papers) == 3 and len({paper.name for paper in papers}) == 3
    assert len({(paper.kind, paper.shipment_id, paper.contact_id) for paper in papers}) == 1
    other = shipped.say("", files=(Arrival("x", "photo.jpg", 0, album="tg:10"),))
    assert "What is this file?" in shipped.said(other)


def test_a_paper_of_the_order_is_filed_before_anything_is_shipped_and_counts_for_its_shipments(dock: Dock) -> None:
    dock.send(pdf(), "doc PI-1 contract signed")
    assert "Sales_Contract_ABC_GmbH_20261125_v1_Signed" in dock.carry()
    dock.send(pdf() + b"%2\n%%EOF", "PI-1 LC")
    assert "Archived" in dock.carry()
    dock.send(pdf() + b"%3\n%%EOF", "doc ABC quotation")
    assert "quotation_ABC_GmbH_20261125_v1" in dock.carry()
    dock.say("ship new PI-1 pol:CNSZX pod:DEHAM payment:L/C lc_expiry:2027-01-31")
    said = dock.said(dock.say("doc S1"))
    assert "Sales_Contract" in said and "Letter of credit (465)" not in said and "quotation" not in said
    assert "quotation" in dock.said(dock.say("doc ABC"))


def test_a_word_under_the_card_is_enough(shipped: Dock) -> None:
    shipped.send(pdf(), "S1 packing list")
    assert "Packing list" in shipped.carry()
    assert "What is this file?" in shipped.said(shipped.send(pdf(), ""))
    assert "What is this file?" in shipped.said(shipped.send(pdf(), "here you are"))


def test_the_checklist_says_what_is_missing_and_who_owes_it(shipped: Dock) -> None:
    said = shipped.said(shipped.say("doc S1"))
    assert "Bill of lading (705)" in said and "documents and logistics owes it" in said and "2026-12-31" in said
    assert "Insurance" not in said, "the buyer insures under FOB"
    shipped.send(pdf(), "单据 S1 提单".replace("单据", "doc"))
    shipped.carry()
    assert "Bill of lading (705)" not in shipped.said(shipped.say("doc S1"))


HOSTILE = {
    "empty": b"",
    "cut off": pdf()[:-40],
    "locked": locked(),
    "locked table": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 1024
    + "EncryptedPackage".encode("utf-16-le")
    + b"\x00" * 512,
    "web page": b"<!doctype html><html><body>not a paper</body></html>",
    "program": b"MZ\x90\x00" + b"\x00" * 400,
    "bomb": packed("a.txt", content=b"0" * 1_000_000, repeat=20),
    "climbing names": packed("../../etc/cron.d/x"),
    "many": packed(*(f"{number}.txt" for number in range(1500))),
    "noise": bytes(range(256)) * 20,
}
REASONS = {
    "empty": "it is empty",
    "cut off": "cut off or damaged",
    "locked": "protected by a password",
    "locked table": "protected by a password",
    "web page": "web page",
    "program": "program",
    "bomb": "unpacks to far more",
    "climbing names": "harmful names",
    "many": "too many files",
    "noise": "cannot tell",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_and_its_note_is_kept(shipped: Dock, kind: str) -> None:
    shipped.send(HOSTILE[kind], "doc S1 BL third original from the agent", name="bl.pdf")
    said = shipped.carry()
    assert REASONS[kind] in said and "third original from the agent" in said, said
    assert shipped.read(lambda ledger: ledger.documents.of_shipment(1)) == []
    assert not [path for path in (shipped.folder / "files").rglob("*") if path.is_file()], "nothing is half archived"
    entry = shipped.read(lambda ledger: ledger.trail.about((_shipment(1),), None, 1))[0]
    assert entry.type == "document.refused" and entry.after["note"] == "third original from the agent"


def test_a_file_beyond_the_limit_is_refused_at_once_and_while_it_comes(shipped: Dock) -> None:
    assert "larger than 20 MB" in shipped.said(shipped.send(b"x", "doc S1 BL", size=21 * 1024 * 1024))
    shipped.send(pdf() + b"0" * (20 * 1024 * 1024), "doc S1 BL")
    assert "it is too large" in shipped.carry()
    assert not [path for path in (shipped.folder / "files").rglob("*") if path.is_file()]


def test_an_interrupted_upload_is_tried_again_and_in_the_end_refused(shipped: Dock) -> None:
    shipped.send(NotSent("away"), "doc S1 BL number one")
    said = ""
    for _ in range(8):
        said += shipped.carry()
        shipped.clock.at = shipped.clock.at.replace(year=shipped.clock.at.year + 1)
    assert said.count("could not be fetched") == 1 and "number one" in said
    shipped.send(pdf()[:100], "doc S1 BL", size=len(pdf()))
    assert "cut off or damaged" in shipped.carry()


def test_a_full_disk_refuses_files_in_words_and_all_else_goes_on(
    shipped: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("bot.storage.files._write", full)
    shipped.send(pdf(), "doc S1 BL")
    assert "no room left" in shipped.carry()
    assert "S1" in shipped.said(shipped.say("ship S1"))
    assert not [path for path in (shipped.folder / "files").rglob("*") if path.is_file()]


def test_files_leave_room_on_the_disk_for_what_people_say(shipped: Dock) -> None:
    shipped.porter._vault = FileVault(shipped.folder / "files", kept_free=1 << 60)
    shipped.send(pdf(), "doc S1 BL number one")
    said = shipped.carry()
    assert "no room left" in said and "number one" in said
    assert "Received" in shipped.said(shipped.send(pdf(), "doc S1 BL")), "text and trail go on"
    assert shipped.read(lambda ledger: ledger.trail.verify().is_intact)


def test_the_vault_gives_nothing_for_what_is_no_digest(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "files")
    for name in ("../desk.db", "0" * 63, "0" * 64, "/etc/passwd"):
        with pytest.raises(FileNotFoundError):
            run(vault.size(name))
    (tmp_path / "files" / "arriving").mkdir(parents=True)
    (tmp_path / "files" / "arriving" / "left").write_bytes(b"half")
    assert vault.clear() == 1 and vault.clear() == 0


def test_a_lost_first_copy_is_read_from_the_second(shipped: Dock) -> None:
    content = pdf()
    shipped.send(content, "doc S1 BL")
    shipped.carry()
    digest = sha256(content).hexdigest()
    (shipped.folder / "files" / digest[:2] / digest).unlink()
    assert run(whole(shipped.vault.read(digest))) == content


def test_nobody_gets_a_file_of_what_they_may_not_see(shipped: Dock) -> None:
    shipped.send(pdf(), "doc S1 BL")
    shipped.carry()
    assert "no shipment S1" in shipped.said(shipped.say("doc D1", by="bo"))
    assert "no shipment S1" in shipped.said(shipped.say("doc S1 BL", by="bo", files=(Arrival("f", "x.pdf", 1),)))


def _paper(number: int) -> Ref:
    return Ref(Kind.DOCUMENT, number)


def _shipment(number: int) -> Ref:
    return Ref(Kind.SHIPMENT, number)

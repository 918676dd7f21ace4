"""How the papers of a shipment look: what is there, what is missing, who owes it and by when."""

from datetime import date

from msgspec import Struct

from bot.commands.documents import HandOutDocument, RetractDocument
from bot.dialogue.cards.shipments import when_said
from bot.dialogue.replies import (
    Attachment,
    Block,
    Button,
    Buttons,
    Heading,
    Item,
    Listing,
    Paragraph,
    Reply,
    Small,
    say,
)
from bot.domain.credit import CreditClock, CreditProblem
from bot.domain.documents import CODES, ChecklistLine
from bot.domain.filetypes import ENDINGS, PICTURES
from bot.domain.milestones import Milestone
from bot.domain.papers import Document
from bot.domain.people import Role
from bot.domain.phrases import Phrase, Value, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Shipment
from bot.domain.timeline import Timeline

LISTED = 40
"""Files of an order or a customer that are shown, the newest ones."""


class PapersView(Struct, frozen=True):
    """A shipment's papers at one moment."""

    shipment: Shipment
    order: str
    customer: str
    way: Timeline
    papers: tuple[Document, ...]
    wanted: tuple[ChecklistLine, ...]
    today: date
    credit: CreditClock | None = None
    discrepancies: tuple[CreditProblem, ...] = ()
    """What the bank would refuse for its days alone."""


def document_ref(document: Document) -> Ref:
    """The paper as something that has a code."""
    return Ref(Kind.DOCUMENT, document.id, document.code)


def papers_card(view: PapersView, *before: Block) -> Reply:
    """What is there, each with *Get file*; what is missing, who owes it, and by when."""
    shipment = view.shipment
    title = phrase("papers-title", code=shipment.code, order=view.order, customer=view.customer)
    blocks: list[Block] = [Heading(title), *before]
    if view.credit is not None:
        left = view.credit.days_left(view.today)
        blocks.append(Paragraph(phrase("credit-clock", by=view.credit.present_by, days=left)))
    blocks += [Paragraph(phrase("credit-fault", what=choice_phrase(one))) for one in view.discrepancies]
    there = [paper for paper in view.papers if not paper.is_retracted]
    if there:
        blocks.append(Listing(tuple(_paper_item(paper) for paper in there), phrase("papers-there", count=len(there))))
    missing = [line for line in view.wanted if not line.is_there]
    if missing:
        lines = tuple(Item(_missing_line(line, view)) for line in missing)
        blocks.append(Listing(lines, phrase("papers-missing", count=len(missing))))
    else:
        blocks.append(Paragraph(phrase("papers-complete")))
    blocks.append(Small(phrase("papers-hint", code=shipment.code)))
    return Reply(tuple(blocks))


def filed_listing(about: Ref, customer: str, papers: tuple[Document, ...], *before: Block) -> Reply:
    """The files of an order or a customer, newest first, each with *Get file*."""
    there = [paper for paper in reversed(papers) if not paper.is_retracted]
    title = Heading(phrase("files-title", code=about.code, customer=customer))
    if not there:
        return Reply((title, *before, Paragraph(phrase("files-none"))))
    items = tuple(_paper_item(paper) for paper in there[:LISTED])
    return Reply((title, *before, Listing(items, phrase("papers-there", count=len(there)))))


def paper_card(paper: Document, *before: Block) -> Reply:
    """One archived paper: its generated name, its digest, the way back to its content, and out of the list."""
    facts = Paragraph(paper_line(paper))
    filed = Small(phrase("paper-filed", folder=paper.folder, size=size_said(paper.size)))
    note = (Paragraph(words(paper.note)),) if paper.note else ()
    if paper.is_retracted:
        gone = Small(phrase("paper-taken-back", code=paper.code))
        return Reply((*before, facts, filed, *note, gone, Buttons((get_button(paper),))))
    wrong = Button(phrase("button-wrong-paper"), RetractDocument(document_id=paper.id), confirm=phrase("wrong-paper"))
    return Reply((*before, facts, filed, *note, Buttons((get_button(paper), wrong))))


def paper_line(paper: Document) -> Phrase:
    """`D5 BL_ABC_20260804_v1 · 0d5ab4…`: a paper in one line."""
    return phrase("paper-line", code=paper.code, kind=choice_phrase(paper.kind), name=paper.name, digest=paper.digest)


def handed_out(paper: Document) -> Reply:
    """The file itself."""
    name = f"{paper.name}{ENDINGS.get(paper.content, '')}"
    attached = Attachment(paper.sha256, name, paper.content in PICTURES, words(name))
    return Reply((Paragraph(phrase("paper-handed-out", name=paper.name, digest=paper.digest)), attached))


def refused(kind: Phrase, reason: Phrase, note: str, code: str) -> Block:
    """Why a file was not archived; the words that came with it stand here and in the trail."""
    said = phrase("paper-refused", kind=kind, code=code, reason=reason)
    return Paragraph(phrase("paper-refused-note", said=said, note=note) if note else said)


def get_button(paper: Document) -> Button:
    """*Get file*."""
    return Button(phrase("button-get-file"), HandOutDocument(document_id=paper.id))


def size_said(size: int) -> str:
    """`1.4 MB`, `312 kB`."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"


def which_paper() -> Reply:
    """A file came without a word of what it is."""
    return say(phrase("file-without-words"))


def _paper_item(paper: Document) -> Item:
    return Item(paper_line(paper), (get_button(paper),))


def _missing_line(line: ChecklistLine, view: PapersView) -> Phrase:
    step = Milestone(line.before)
    expected = view.way.of(step).best
    values: dict[str, Value] = {
        "kind": choice_phrase(line.kind),
        "code": CODES[line.kind],
        "role": choice_phrase(Role(line.role)),
        "step": choice_phrase(step),
    }
    if expected is None:
        return Phrase("paper-missing", values)
    return Phrase("paper-missing-by", {**values, "at": when_said(expected)})

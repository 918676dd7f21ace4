"""Papers: taken in with a word of what they are, filed under generated names, listed, and handed out."""

from bot.commands.command import Command
from bot.commands.documents import (
    ArchiveDocument,
    FileAlbum,
    FileDocument,
    FileSignedDocument,
    HandOutDocument,
    RefuseDocument,
    RetractDocument,
    ShowDocuments,
)
from bot.dialogue.cards.documents import (
    PapersView,
    document_ref,
    filed_listing,
    handed_out,
    paper_card,
    papers_card,
    refused,
)
from bot.dialogue.replies import Block, Paragraph, Reply, Small
from bot.domain.documents import DocumentKind, checklist, folder
from bot.domain.errors import DomainError, NotFound
from bot.domain.filetypes import PICTURES
from bot.domain.papers import Document
from bot.domain.phrases import choice_phrase, named_choice, phrase
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Shipment
from bot.domain.timeline import timeline
from bot.handlers.cargo import paper_case, papers_of
from bot.handlers.filing import Home, changed_with, home_again, home_of_line, home_of_ref, name_of, papers_at
from bot.handlers.shipment_timers import credit_faults, credit_of
from bot.ports.books import UNSAVED
from bot.ports.errands import Errand, Fetch
from bot.ports.requests import Outcome
from bot.ports.work import Work


def file_document(command: FileDocument, work: Work) -> Outcome:
    """The word that goes with a file. The file itself is fetched, looked at and kept after this was committed."""
    home = home_of_ref(command.about, work)
    if not work.files:
        raise DomainError(phrase("file-missing", code=home.ref.code))
    is_signed = isinstance(command, FileSignedDocument)
    blocks = _take(home, command.kind, command.note or "", work, is_signed=is_signed)
    return Outcome(reply=Reply(blocks), is_quiet=work.books.trail.written() == 0)


def file_signed_document(command: FileSignedDocument, work: Work) -> Outcome:
    """The same for a signed copy."""
    return file_document(command, work)


def file_album(command: FileAlbum, work: Work) -> Outcome:
    """A further file of an album is filed like the one that came with the words."""
    first = work.books.errands.of_album(command.album)
    if first is None or not isinstance(first.task, Fetch):
        raise DomainError(phrase("file-without-words"))
    blocks = _take(home_again(first.task, work), first.task.kind, "", work, is_signed=first.task.is_signed)
    return Outcome(reply=Reply(blocks), is_quiet=work.books.trail.written() == 0)


def file_with_line(command: Command, work: Work) -> tuple[Block, ...]:
    """Files that came with a line about something else (`log ABC email …`) are archived where that line belongs.

    To be called once its own handler has written what it writes. Gives what is to be said of the files.
    """
    if not work.may("documents.write"):
        return (Small(phrase("file-no-right")),)
    named = tuple(value for name in type(command).model_fields if isinstance(value := getattr(command, name), Ref))
    home = home_of_line(named, work)
    if home is None:
        return (Small(phrase("file-without-words")),)
    return _take(home, DocumentKind.OTHER, "", work)


def archive_document(command: ArchiveDocument, work: Work) -> Outcome:
    """The content is kept: the paper gets its name, its edition and its place. The same content again is no new one."""
    work.books.errands.done(command.arrival)
    if command.kind is DocumentKind.OTHER and command.content in PICTURES:
        command = command.model_copy(update={"kind": DocumentKind.PHOTOS})
    home = home_again(command, work)
    papers = papers_at(home, work)
    alike = (one for one in papers if one.sha256 == command.sha256 and one.kind is command.kind)
    if (same := next((one for one in alike if not one.is_retracted), None)) is not None:
        return Outcome(reply=paper_card(same, Paragraph(phrase("paper-known"))), is_quiet=True)
    paper = work.books.documents.add(_paper(command, home, papers, work))
    work.books.names.learn(document_ref(paper), (paper.name,))
    return Outcome(reply=paper_card(paper, Paragraph(phrase("paper-archived"))), changed=changed_with(home))


def refuse_document(command: RefuseDocument, work: Work) -> Outcome:
    """The file cannot be kept: the reason is told, and the words that came with it are written down."""
    work.books.errands.done(command.arrival)
    home = home_again(command, work)
    return Outcome(reply=Reply((_refused(home, command.kind, command.reason, command.note, work),)))


def show_documents(command: ShowDocuments, work: Work) -> Outcome:
    """A shipment's papers and what is missing; an order's or a customer's files; or one paper."""
    if command.about.kind is Kind.DOCUMENT:
        return Outcome(reply=paper_card(_paper_seen(command.about.id, work)[0]))
    return Outcome(reply=papers_reply(home_of_ref(command.about, work), work))


def hand_out_document(command: HandOutDocument, work: Work) -> Outcome:
    """Give a file back, privately; who took it and when stands in the trail."""
    paper, _ = _paper_seen(command.document_id, work)
    work.books.trail.note("document.handed_out", document_ref(paper), {"sha256": paper.sha256})
    return Outcome(reply=handed_out(paper), is_quiet=True)


def retract_document(command: RetractDocument, work: Work) -> Outcome:
    """A paper filed wrongly counts no more."""
    paper, home = _paper_seen(command.document_id, work)
    if not paper.is_retracted:
        paper = work.books.documents.change(paper, is_retracted=True)
    said = Paragraph(phrase("paper-taken-back", code=paper.code))
    return Outcome(reply=papers_reply(home, work, said), changed=changed_with(home))


def papers_reply(home: Home, work: Work, *before: Block) -> Reply:
    """The papers of a shipment, an order or a customer as they stand."""
    if home.shipment is not None:
        return _of_shipment(home, home.shipment, work, *before)
    books = work.books.documents
    found = books.of_order(home.order.id) if home.order is not None else books.of_customer(home.customer.id)
    return filed_listing(home.ref, home.called, tuple(found), *before)


def _of_shipment(home: Home, shipment: Shipment, work: Work, *before: Block) -> Reply:
    papers = papers_of(shipment, work)
    filed = [paper.kind for paper in papers if not paper.is_retracted]
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    view = PapersView(
        shipment=shipment,
        order=home.order.number if home.order is not None else "–",
        customer=home.called,
        way=way,
        papers=tuple(papers),
        wanted=checklist(work.rules.shipping.demands, paper_case(shipment, work), filed),
        today=work.now().date(),
        credit=credit_of(shipment, way, work),
        discrepancies=credit_faults(shipment, way, work),
    )
    return papers_card(view, *before)


def _take(home: Home, kind: DocumentKind, note: str, work: Work, *, is_signed: bool = False) -> tuple[Block, ...]:
    """Order the fetching of what came along; a file known to be too large is refused at once, its note kept."""
    rules = work.rules.shipping.files
    taken = [arrival for arrival in work.files if arrival.size <= rules.largest_bytes]
    for arrival in taken:
        task = home.fetch(arrival, kind, note, is_signed=is_signed)
        work.books.errands.put(Errand(work.speaker, work.place, task), work.clock.now())
    said: list[Block] = []
    if taken:
        what = choice_phrase(kind) if kind is not DocumentKind.OTHER else phrase("file-word")
        said.append(Paragraph(phrase("file-taken", count=len(taken), kind=what, code=home.ref.code)))
    if len(taken) < len(work.files):
        said.append(Paragraph(phrase("file-too-large", limit=rules.largest_mb)))
        said.append(_refused(home, kind, "too_large", note, work))
    return tuple(said)


def _refused(home: Home, kind: DocumentKind, reason: str, note: str, work: Work) -> Block:
    """Write the refusal down with the words that came with the file, and say it."""
    facts = {"kind": kind.value, "reason": reason}
    work.books.trail.note("document.refused", home.about, facts, {"note": note} if note else None)
    what = choice_phrase(kind) if kind is not DocumentKind.OTHER else phrase("file-word")
    return refused(what, named_choice("file-refusal", reason), note, home.ref.code)


def _paper_seen(number: int, work: Work) -> tuple[Document, Home]:
    paper = work.books.documents.get(number)
    if paper is None:
        raise NotFound(phrase("paper-gone", code=f"D{number}"))
    return paper, home_again(paper, work)


def _paper(command: ArchiveDocument, home: Home, papers: list[Document], work: Work) -> Document:
    edition = 1 + max((paper.edition for paper in papers if paper.kind is command.kind), default=0)
    if home.contact is not None:
        edition = 1 + sum(paper.contact_id == home.contact.id for paper in papers)
    return Document(
        id=UNSAVED,
        customer_id=home.customer.id,
        order_id=home.order.id if home.order is not None else None,
        shipment_id=home.shipment.id if home.shipment is not None else None,
        contact_id=home.contact.id if home.contact is not None else None,
        kind=command.kind,
        name=name_of(command, home, edition, work),
        folder="/".join(folder(work.now().date(), home.called, command.kind)),
        edition=edition,
        is_signed=command.is_signed,
        sha256=command.sha256,
        size=command.size,
        content=command.content,
        note=command.note,
        added_at=work.clock.now(),
        added_by=work.me.id,
    )

"""Papers: taken in with a word of what they are, filed under generated names, listed, and handed out."""

from bot.commands.documents import (
    ArchiveDocument,
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
    handed_out,
    paper_card,
    papers_card,
    refused,
)
from bot.dialogue.cards.shipments import shipment_ref
from bot.dialogue.replies import Paragraph, Reply, say
from bot.dialogue.shipping_vocabulary import shipping_words
from bot.domain.customers import Customer
from bot.domain.documents import DocumentKind, checklist, contract_name, folder, paper_name
from bot.domain.errors import DomainError, NotFound
from bot.domain.papers import Document
from bot.domain.phrases import choice_phrase, named_choice, phrase
from bot.domain.refs import Kind, Ref
from bot.domain.shipments import Shipment
from bot.domain.timeline import timeline
from bot.handlers.cargo import paper_case, shipment_seen, touched
from bot.handlers.shipment_timers import credit_of
from bot.ports.books import UNSAVED
from bot.ports.errands import Errand, Fetch
from bot.ports.requests import Outcome
from bot.ports.work import Work


def file_document(command: FileDocument, work: Work) -> Outcome:
    """The word that goes with a file. The file itself is fetched, looked at and kept after this was committed."""
    shipment = shipment_seen(command.shipment, work)
    if not work.files:
        raise DomainError(phrase("file-missing", code=shipment.code))
    is_signed = isinstance(command, FileSignedDocument)
    limit = work.rules.shipping.files.largest_bytes
    if any(arrival.size > limit for arrival in work.files):
        raise DomainError(phrase("file-too-large", limit=work.rules.shipping.files.largest_mb))
    for arrival in work.files:
        task = Fetch(arrival, shipment.id, command.kind, command.note or "", is_signed)
        work.books.errands.put(Errand(work.speaker, work.place, task), work.clock.now())
    said = phrase("file-taken", count=len(work.files), kind=choice_phrase(command.kind), code=shipment.code)
    return Outcome(reply=say(said), is_quiet=True)


def file_signed_document(command: FileSignedDocument, work: Work) -> Outcome:
    """The same for a signed copy."""
    return file_document(command, work)


def archive_document(command: ArchiveDocument, work: Work) -> Outcome:
    """The content is kept: the paper gets its name, its edition and its place. The same content again is no new one."""
    work.books.errands.done(command.arrival)
    shipment = shipment_seen(Ref(Kind.SHIPMENT, command.shipment_id, f"S{command.shipment_id}"), work)
    papers = work.books.documents.of_shipment(shipment.id)
    alike = (one for one in papers if one.sha256 == command.sha256 and one.kind is command.kind)
    if (same := next((one for one in alike if not one.is_retracted), None)) is not None:
        return Outcome(reply=paper_card(same, shipment, Paragraph(phrase("paper-known"))), is_quiet=True)
    paper = work.books.documents.add(_paper(command, shipment, papers, work))
    work.books.names.learn(document_ref(paper), (paper.name,))
    return Outcome(reply=paper_card(paper, shipment, Paragraph(phrase("paper-archived"))), changed=touched(shipment))


def refuse_document(command: RefuseDocument, work: Work) -> Outcome:
    """The file cannot be kept: the reason is told, and the words that came with it are written down."""
    work.books.errands.done(command.arrival)
    shipment = shipment_seen(Ref(Kind.SHIPMENT, command.shipment_id, f"S{command.shipment_id}"), work)
    about = shipment_ref(shipment)
    facts = {"kind": command.kind.value, "reason": command.reason}
    work.books.trail.note("document.refused", about, facts, {"note": command.note} if command.note else None)
    reason = named_choice("file-refusal", command.reason)
    return Outcome(reply=refused(choice_phrase(command.kind), reason, command.note, shipment))


def show_documents(command: ShowDocuments, work: Work) -> Outcome:
    """A shipment's papers and what is missing; or one paper."""
    if command.about.kind is Kind.DOCUMENT:
        paper, shipment = _paper_seen(command.about.id, work)
        return Outcome(reply=paper_card(paper, shipment))
    return Outcome(reply=papers_reply(shipment_seen(command.about, work), work))


def hand_out_document(command: HandOutDocument, work: Work) -> Outcome:
    """Give a file back, privately; who took it and when stands in the trail."""
    paper, _ = _paper_seen(command.document_id, work)
    work.books.trail.note("document.handed_out", document_ref(paper), {"sha256": paper.sha256})
    return Outcome(reply=handed_out(paper), is_quiet=True)


def retract_document(command: RetractDocument, work: Work) -> Outcome:
    """A paper filed wrongly counts no more."""
    paper, shipment = _paper_seen(command.document_id, work)
    work.books.documents.change(paper, is_retracted=True)
    return Outcome(reply=papers_reply(shipment, work), changed=touched(shipment))


def papers_reply(shipment: Shipment, work: Work) -> Reply:
    """A shipment's papers as they stand."""
    papers = work.books.documents.of_shipment(shipment.id)
    filed = [paper.kind for paper in papers if not paper.is_retracted]
    way = timeline(work.books.milestones.of_shipment(shipment.id))
    order = work.books.orders.get(shipment.order_id)
    view = PapersView(
        shipment=shipment,
        order=order.number if order is not None else "–",
        customer=_called(work.books.customers.get(shipment.customer_id)),
        way=way,
        papers=tuple(papers),
        wanted=checklist(work.rules.shipping.demands, paper_case(shipment, work), filed),
        today=work.now().date(),
        credit=credit_of(shipment, way, work),
    )
    return papers_card(view)


def _paper_seen(number: int, work: Work) -> tuple[Document, Shipment]:
    paper = work.books.documents.get(number)
    if paper is None:
        raise NotFound(phrase("paper-gone", code=f"D{number}"))
    return paper, shipment_seen(Ref(Kind.SHIPMENT, paper.shipment_id, f"S{paper.shipment_id}"), work)


def _paper(command: ArchiveDocument, shipment: Shipment, papers: list[Document], work: Work) -> Document:
    edition = 1 + max((paper.edition for paper in papers if paper.kind is command.kind), default=0)
    customer = _called(work.books.customers.get(shipment.customer_id))
    order, on = work.books.orders.get(shipment.order_id), work.now().date()
    if command.kind is DocumentKind.CONTRACT:
        name = contract_name(customer, on, edition, is_signed=command.is_signed)
    else:
        usual, number = shipping_words().usual(command.kind), order.number if order is not None else ""
        name = paper_name(usual, customer, on, edition, is_signed=command.is_signed, order=number)
    return Document(
        id=UNSAVED,
        customer_id=shipment.customer_id,
        order_id=shipment.order_id,
        shipment_id=shipment.id,
        kind=command.kind,
        name=name,
        folder="/".join(folder(on, customer, command.kind)),
        edition=edition,
        is_signed=command.is_signed,
        sha256=command.sha256,
        size=command.size,
        content=command.content,
        note=command.note,
        added_at=work.clock.now(),
        added_by=work.me.id,
    )


def _called(customer: Customer | None) -> str:
    return (customer.short_name or customer.name) if customer is not None else "–"

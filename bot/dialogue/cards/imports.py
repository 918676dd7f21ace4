"""A firm's own spreadsheet, shown before it is taken over, and what came of it."""

from bot.commands.imports import TakeSheet
from bot.dialogue.replies import Block, Button, Buttons, Heading, Item, Listing, Paragraph, Reply, Small
from bot.domain.imports import MOST_SENT, RowStatus, SheetReport, TakenRow
from bot.domain.phrases import Phrase, named_choice, phrase, words

SHOWN = 20
"""Rows of a preview; what was refused comes first."""


def how_to_import() -> Reply:
    """What to send, and with which word."""
    return Reply(
        (
            Paragraph(phrase("import-how")),
            Small(phrase("import-how-columns")),
            Small(phrase("import-how-many", most=MOST_SENT)),
        )
    )


def preview(report: SheetReport, press: TakeSheet) -> Reply:
    """What would come of each row, and the button that does it."""
    first = sorted(report.rows, key=lambda row: row.status is not RowStatus.REFUSED)
    shown = [row for row in first if row.status is not RowStatus.SAME][:SHOWN]
    blocks: list[Block] = [Heading(phrase("import-preview", file=report.file)), Paragraph(figures_said(report))]
    if shown:
        blocks.append(Listing(tuple(Item(row_said(row)) for row in shown)))
    more = len(report.rows) - report.count(RowStatus.SAME) - len(shown)
    blocks += [Small(phrase("import-more-rows", count=more))] if more else []
    blocks += [Small(left_said(report))] if report.unknown else []
    changes = report.count(RowStatus.NEW) + report.count(RowStatus.CHANGED)
    if report.is_refused:
        blocks.append(Paragraph(end_said(report)))
    elif changes:
        blocks.append(Buttons((Button(phrase("button-import", count=changes), press, "primary"),)))
    else:
        blocks.append(Paragraph(phrase("import-nothing-new")))
    return Reply(tuple(blocks))


def outcome(report: SheetReport) -> Reply:
    """What came of it; rows that were refused meanwhile are named."""
    refused = tuple(Item(row_said(row)) for row in report.rows if row.status is RowStatus.REFUSED)[:SHOWN]
    blocks: list[Block] = [Heading(words(report.file)), Paragraph(figures_said(report))]
    blocks += [Listing(refused)] if refused else []
    return Reply((*blocks, Paragraph(end_said(report))))


def figures_said(report: SheetReport) -> Phrase:
    """How many rows came to what."""
    return Phrase("import-figures", {status.value: report.count(status) for status in RowStatus})


def end_said(report: SheetReport) -> Phrase:
    """Whether it is written, and why not."""
    if report.is_refused:
        return phrase("import-refused", count=report.count(RowStatus.REFUSED))
    return phrase("import-done") if report.is_written else phrase("import-was-dry")


def left_said(report: SheetReport) -> Phrase:
    """Columns whose heads nobody knew."""
    return phrase("import-columns-left", columns=tuple(words(head) for head in report.unknown))


def row_said(row: TakenRow) -> Phrase:
    """One row in a line."""
    place, status = f"{row.sheet} {row.number}".strip(), named_choice("import-status", row.status)
    about = f"{row.code} {row.customer}".strip() if row.status is not RowStatus.NEW else row.customer
    parts = tuple(named_choice("import-part", part) for part in row.parts)
    detail = row.reason if row.reason is not None else phrase("import-parts", parts=parts)
    return phrase("import-row", row=place, status=status, customer=about, detail=detail)

"""What is said of an export: that it is being written, the files themselves, and one's calendar's address."""

from datetime import datetime

from bot.commands.desk import OpenDesk
from bot.commands.exports import RenewCalendar, StopCalendar
from bot.dialogue.replies import Attachment, Block, Button, Buttons, Facts, Paragraph, Reply, say
from bot.domain.exports import LARGEST_POSTED, Export, Format, Reach, file_name
from bot.domain.people import PlatformName
from bot.domain.phrases import Phrase, choice_phrase, phrase, words

PAGE = "/export"
TOLD = ("customers", "contacts", "follow_ups", "orders", "shipments", "approvals")
"""Tables whose rows are counted in the answer; the others are in the files too."""


def begun_reply(reach: Reach, elsewhere: PlatformName | None) -> Reply:
    """It is being written. `elsewhere`: the platform on which it will come; the terminal: nowhere, it says how else."""
    what = Paragraph(phrase("export-begun", reach=reach_said(reach)))
    match elsewhere:
        case None:
            return Reply((what,))
        case PlatformName.TERMINAL:
            return Reply((what, Paragraph(phrase("export-nowhere"))))
        case platform:
            return Reply((what, Paragraph(phrase("export-elsewhere", platform=choice_phrase(platform)))))


def waiting_reply(export: Export) -> Reply:
    """It is being written already."""
    return say(phrase("export-waiting", since=export.asked_at))


def ready_reply(export: Export, has_page: bool) -> Reply:
    """The files, what is in them, and until when they lie ready."""
    packed = export.packed
    if packed is None:
        return waiting_reply(export)
    rows = dict(packed.rows)
    counts = tuple((table_said(name), words(str(rows.get(name, 0)))) for name in TOLD)
    blocks: list[Block] = [Paragraph(phrase("export-ready", until=export.expires_at)), Facts(counts)]
    too_large = False
    for wanted in Format:
        file, name = export.file(wanted), file_name(export, wanted)
        if file is None:
            continue
        too_large |= file.size > LARGEST_POSTED
        if file.size <= LARGEST_POSTED:
            blocks.append(Attachment(file.sha256, name))
    if too_large:
        blocks.append(Paragraph(phrase("export-too-large")))
    if has_page:
        blocks.append(Buttons((Button(phrase("button-export-page"), OpenDesk(path=PAGE)),)))
    return Reply(tuple(blocks))


def reach_said(reach: Reach) -> Phrase:
    """How much it is."""
    return choice_phrase(reach)


def table_said(name: str) -> Phrase:
    """What a table is called."""
    return Phrase(f"table-{name.replace('_', '-')}")


def address_known(given_at: datetime) -> Reply:
    """There is an address; it was told once, and can be changed for another."""
    return Reply((Paragraph(phrase("calendar-known", at=given_at)), calendar_buttons()))


def calendar_buttons(*, is_known: bool = True) -> Buttons:
    """*New address* and *Switch off*; where there is none yet, *Give me the address*."""
    if not is_known:
        return Buttons((Button(phrase("button-calendar"), RenewCalendar(), "primary"),))
    renew = Button(phrase("button-calendar-new"), RenewCalendar(), confirm=phrase("calendar-new-sure"))
    stop = Button(phrase("button-calendar-off"), StopCalendar(), "danger", confirm=phrase("calendar-off-sure"))
    return Buttons((renew, stop))

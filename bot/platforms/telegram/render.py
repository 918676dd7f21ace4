"""A reply as Telegram shows it: plain text with marked stretches in which nobody's words are ever obeyed."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias, assert_never

from msgspec import Struct, field

from bot.dialogue import replies as r
from bot.domain.phrases import Phrase
from bot.platforms.telegram import limits
from bot.platforms.telegram.limits import LIMITS
from bot.platforms.visible import pieces, shortened, visible, width

Json: TypeAlias = dict[str, Any]
Say: TypeAlias = Callable[[Phrase], str]

BULLET: Final = "• "
EMPTY: Final = "–"
BOLD: Final = "bold"
ITALIC: Final = "italic"
ACTING: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{0,30}://|www\.)\S+|(?<![A-Za-z0-9_.])@[A-Za-z0-9_]+|(?<![A-Za-z0-9_/])/[A-Za-z0-9_@]+"
)
"""What Telegram would turn into a link, a mention or a command by itself."""


class Message(Struct, frozen=True):
    """One message of text: its words, its marked stretches, and the rows of buttons under it."""

    text: str
    entities: tuple[Json, ...] = ()
    rows: tuple[tuple[Json, ...], ...] = ()

    @property
    def markup(self) -> Json | None:
        """The buttons as the Bot API takes them; None where there are none."""
        return {"inline_keyboard": [list(row) for row in self.rows]} if self.rows else None


class File(Struct, frozen=True):
    """One message that is a file of the archive, with a few words under it."""

    attachment: r.Attachment
    caption: str


class _Page(Struct):
    """A message as it grows."""

    text: str = ""
    marks: list[tuple[str, int, int]] = field(default_factory=list)
    """Kind, and where it begins and ends in the text, in signs."""
    rows: list[tuple[Json, ...]] = field(default_factory=list)

    def takes(self, line: str, rows: tuple[tuple[Json, ...], ...]) -> bool:
        """Whether a line and its buttons still fit."""
        both = [*self.rows, *rows]
        return (
            width(self.text) + width(line) <= LIMITS.whole
            and sum(map(len, both)) <= limits.BUTTONS
            and sum(_size(button) for row in both for button in row) <= limits.KEYBOARD_BYTES
            and len(self.marks) + len(ACTING.findall(self.text + line)) < limits.ENTITIES
        )


class _Book(Struct):
    """The messages of one reply, the last one still growing."""

    bot: str
    done: list[Message | File] = field(default_factory=list)
    page: _Page = field(default_factory=_Page)
    count: int = 0
    """Numbered lines so far: the numbers go on from list to list."""

    def add(self, text: str, kind: str = "", rows: tuple[tuple[Json, ...], ...] = (), gap: str = "\n") -> None:
        """Add a line and the buttons that belong to it; what does not fit begins a new message."""
        *before, last = _portions(text, LIMITS.text - len(gap)) if text else ("",)
        for piece in before:
            self._put(piece, kind, (), gap)
            gap = ""
        self._put(last, kind, rows[:1], gap)
        for row in rows[1:]:
            self._put("", "", (row,), "")

    def _put(self, text: str, kind: str, rows: tuple[tuple[Json, ...], ...], gap: str) -> None:
        if not self.page.takes(gap + text, rows) and (self.page.text or self.page.rows):
            self.close()
        joined = gap if self.page.text and text else ""
        start = len(self.page.text) + len(joined)
        self.page.text += joined + text
        if kind and text:
            self.page.marks.append((kind, start, len(self.page.text)))
        self.page.rows.extend(rows)

    def close(self) -> None:
        """End the growing message."""
        page, self.page = self.page, _Page()
        text = page.text.rstrip()
        if not text.strip() and not page.rows:
            return
        self.done.append(
            Message(text if text.strip() else EMPTY, _entities(text, page.marks, self.bot), tuple(page.rows))
        )


def messages(reply: r.Reply, say: Say, bot: str = "", *, has_files: bool = True) -> tuple[Message | File, ...]:
    """The reply as the fewest messages Telegram takes, in order; at least one. Nothing of it is left out.

    `bot`: the bot's own name; links to it stay alive. `has_files` false: files are named only, not sent.
    """
    book = _Book(bot)
    numbered = _is_numbered(reply)
    for block in reply.blocks:
        _draw(block, lambda text: visible(say(text)), book, numbered, has_files)
    book.close()
    return tuple(book.done) or (Message(EMPTY),)


def _portions(text: str, most: int) -> Iterator[str]:
    """Pieces that are short enough, and hold no more stretches to be marked than one message can."""
    for piece in pieces(text, most):
        start = 0
        for match in list(ACTING.finditer(piece))[limits.ENTITIES - 5 :: limits.ENTITIES - 5]:
            yield piece[start : match.start()]
            start = match.start()
        yield piece[start:]


def _is_numbered(reply: r.Reply) -> bool:
    """Whether lines need numbers, to tell which button belongs to which."""
    return sum(len(block.items) for block in reply.blocks if isinstance(block, r.Listing) and _has_buttons(block)) > 1


def _has_buttons(listing: r.Listing) -> bool:
    return any(item.buttons for item in listing.items)


def _draw(block: r.Block, say: Say, book: _Book, numbered: bool, has_files: bool) -> None:
    match block:
        case r.Heading(text):
            book.add(_filled(say(text)), BOLD, gap="\n\n")
        case r.Paragraph(text):
            book.add(_filled(say(text)))
        case r.Facts(pairs):
            book.add("\n".join(f"{say(label)}: {_filled(say(value))}" for label, value in pairs))
        case r.Listing(items, title) as listing:
            book.add(say(title) if title is not None else "", BOLD, gap="\n\n")
            for item in items:
                _draw_item(item, say, book, numbered and _has_buttons(listing))
        case r.Buttons(buttons):
            book.add("\n".join(_unsaid(buttons, say)), ITALIC, rows=_rows(buttons, say, ""))
        case r.Small(text):
            book.add(say(text), ITALIC, gap="\n\n")
        case r.Attachment():
            _draw_file(block, say, book, has_files)
        case _:
            assert_never(block)


def _draw_item(item: r.Item, say: Say, book: _Book, numbered: bool) -> None:
    book.count += numbered
    mark = f"{book.count}. " if numbered else BULLET
    text, rows = mark + say(item.text), _rows(item.buttons, say, f"{book.count} " if numbered else "")
    book.add("\n".join([text, *_unsaid(item.buttons, say)]), rows=rows)


def _draw_file(file: r.Attachment, say: Say, book: _Book, has_files: bool) -> None:
    caption = say(file.caption) if file.caption is not None else ""
    if not has_files:
        book.add("\n".join(filter(None, (caption, visible(file.name)))))
        return
    if width(caption) > limits.CAPTION:
        book.add(caption)
        caption = ""
    book.close()
    book.done.append(File(file, caption))


def _filled(text: str) -> str:
    return text if text.strip() else EMPTY


def _unsaid(buttons: tuple[r.Button, ...], say: Say) -> Iterator[str]:
    """What the buttons themselves cannot show: long labels, questions before a press, what cannot be pressed."""
    for button in buttons:
        label = say(button.label)
        if not _is_live(button):
            yield " ".join(filter(None, (label, visible(button.link))))
        elif button.confirm is not None:
            yield f"{label}: {say(button.confirm)}"
        elif width(label) > LIMITS.button_label - 4:
            yield label


def _is_live(button: r.Button) -> bool:
    if button.ticket:
        return len(button.ticket.encode()) <= LIMITS.ticket_bytes
    return button.link.startswith(("https://", "http://")) and len(button.link) <= limits.LINK


def _rows(buttons: tuple[r.Button, ...], say: Say, mark: str) -> tuple[tuple[Json, ...], ...]:
    """The buttons in rows a narrow phone can show, in order."""
    rows: list[list[Json]] = []
    widest = 0
    for button in buttons:
        if not _is_live(button):
            continue
        drawn = _button(button, say, mark)
        widest = max(widest, _breadth(drawn["text"]))
        row = rows[-1] if rows else []
        if row and len(row) < LIMITS.buttons_per_row and widest * (len(row) + 1) <= limits.ROW_UNITS:
            row.append(drawn)
        else:
            rows.append([drawn])
            widest = _breadth(drawn["text"])
    return tuple(tuple(row) for row in rows)


def _button(button: r.Button, say: Say, mark: str) -> Json:
    drawn: Json = {"text": shortened(mark + say(button.label), LIMITS.button_label)}
    drawn |= {"callback_data": button.ticket} if button.ticket else {"url": button.link}
    return drawn | ({"style": button.style} if button.style in ("primary", "danger") else {})


def _breadth(label: str) -> int:
    """How wide a label is, a Chinese sign being two; two more for the air around it."""
    return 2 + sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in label)


def _size(button: Json) -> int:
    return 40 + sum(len(str(value).encode()) for value in button.values())


def _entities(text: str, marks: list[tuple[str, int, int]], bot: str) -> tuple[Json, ...]:
    """The marked stretches in UTF-16 units; what would act by itself is set as code, in which Telegram sees nothing."""
    own = (f"https://t.me/{bot}?", f"https://t.me/{bot} ") if bot else ()
    still = [match.span() for match in ACTING.finditer(text) if not own or not (match[0] + " ").startswith(own)]
    found = [("code", start, end) for start, end in still]
    for kind, start, end in marks:
        more = [(kind, left, right) for left, right in _without(start, min(end, len(text)), still)]
        # What keeps words from acting comes before what makes them look well.
        found.extend(more if len(found) + len(more) <= limits.ENTITIES else ())
    return tuple(
        {"type": kind, "offset": width(text[:start]), "length": width(text[start:end])}
        for kind, start, end in sorted(found, key=lambda one: one[1])
        if text[start:end].strip()
    )


def _without(start: int, end: int, holes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for left, right in holes:
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = right
    if start < end:
        yield start, end

"""A reply as Slack shows it: blocks of plain text in which nobody's words are ever obeyed as markup."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, assert_never

from msgspec import Struct

from bot.dialogue import replies as r
from bot.domain.phrases import Phrase, phrase
from bot.platforms.slack import limits
from bot.platforms.slack.limits import LIMITS
from bot.platforms.visible import pieces, shortened, visible, width

Json: TypeAlias = dict[str, Any]
Say: TypeAlias = Callable[[Phrase], str]

BULLET = "• "
EMPTY = "–"


class Message(Struct, frozen=True):
    """One Slack message: its blocks, and its words for notifications."""

    blocks: list[Json]
    text: str


def messages(reply: r.Reply, say: Say) -> tuple[Message, ...]:
    """The reply as the fewest messages Slack takes, in order; at least one. Nothing of it is left out."""
    pages: list[list[Json]] = [[]]
    room = LIMITS.whole
    for block in blocks(reply, say):
        size = length(block)
        if pages[-1] and (len(pages[-1]) == LIMITS.blocks or size > room):
            pages.append([])
            room = LIMITS.whole
        pages[-1].append(block)
        room -= size
    pages = [page for page in pages if page] or [[section(EMPTY)]]
    numbered = [_with_action_ids(page) for page in pages]
    return tuple(Message(page, escaped(_first(words_of(page), limits.FALLBACK))) for page in numbered)


def blocks(reply: r.Reply, say: Say) -> list[Json]:
    """All blocks of a reply in order, each within Slack's limits for one block, however many there are."""
    return [drawn for block in reply.blocks for drawn in _drawn(block, lambda text: visible(say(text)))]


def _drawn(block: r.Block, say: Say) -> Iterator[Json]:
    match block:
        case r.Heading(text):
            yield from _heading(say(text))
        case r.Paragraph(text):
            yield from _sections(say(text))
        case r.Facts(pairs):
            yield from _facts([(say(label), say(value)) for label, value in pairs])
        case r.Listing(items, title):
            yield from _listing(items, title, say)
        case r.Buttons(buttons):
            yield from _rows(buttons, say)
        case r.Small(text):
            yield from ({"type": "context", "elements": [plain(piece)]} for piece in pieces(say(text), limits.SMALL))
        case r.Attachment(_, name, _, caption):
            yield from _sections("\n".join([*([say(caption)] if caption is not None else []), visible(name)]))
        case _:
            assert_never(block)


def _heading(text: str) -> Iterator[Json]:
    line, _, rest = text.strip().partition("\n")
    first, *more = pieces(line, LIMITS.heading) if line.strip() else (EMPTY,)
    yield {"type": "header", "text": plain(first)}
    yield from _sections("".join(more) + rest) if more or rest else ()


def _sections(text: str) -> Iterator[Json]:
    for piece in pieces(text if text.strip() else EMPTY, LIMITS.text):
        if piece.strip():
            yield section(piece)


def _facts(pairs: list[tuple[str, str]]) -> Iterator[Json]:
    short: list[Json] = []
    for label, value in pairs:
        text = f"{label}\n{value if value.strip() else EMPTY}"
        if width(text) <= limits.FIELD_PAIR and len(short) < limits.FIELDS:
            short.append(plain(text))
            continue
        if short:
            yield {"type": "section", "fields": short}
        short = []
        if width(text) <= limits.FIELD_PAIR:
            short.append(plain(text))
        else:
            yield from _sections(text)
    if short:
        yield {"type": "section", "fields": short}


def _listing(items: tuple[r.Item, ...], title: Phrase | None, say: Say) -> Iterator[Json]:
    if title is not None:
        yield from _sections(say(title))
    bare: list[str] = []
    for item in items:
        text = BULLET + say(item.text)
        if not item.buttons:
            bare.append(text)
            continue
        yield from _sections("\n".join(bare)) if bare else ()
        bare = []
        *before, last = _sections(text)
        yield from before
        if len(item.buttons) == 1 and _fits(item.buttons[0], say):
            yield last | {"accessory": _button(item.buttons[0], say)}
        else:
            yield last
            yield from _rows(item.buttons, say)
    yield from _sections("\n".join(bare)) if bare else ()


def _rows(buttons: tuple[r.Button, ...], say: Say) -> Iterator[Json]:
    """Buttons in rows. What is too long for a label or a question, or cannot be pressed, is said above its row."""
    live = [button for button in buttons if button.ticket or _is_link(button)]
    for button in buttons:
        if button not in live:
            yield from _sections("\n".join(filter(None, (say(button.label), visible(button.link)))))
        elif not _fits(button, say):
            questions = [say(button.confirm)] if button.confirm is not None else []
            yield from _sections("\n".join([say(button.label), *questions]))
    for start in range(0, len(live), LIMITS.buttons_per_row):
        row = live[start : start + LIMITS.buttons_per_row]
        yield {"type": "actions", "elements": [_button(button, say) for button in row]}


def _fits(button: r.Button, say: Say) -> bool:
    question = say(button.confirm) if button.confirm is not None else ""
    is_short = width(say(button.label)) <= LIMITS.button_label and width(question) <= limits.CONFIRM_TEXT
    return is_short and bool(button.ticket or _is_link(button))


def _is_link(button: r.Button) -> bool:
    return button.link.startswith(("https://", "http://")) and len(button.link) <= limits.LINK


def _button(button: r.Button, say: Say) -> Json:
    label = say(button.label)
    drawn: Json = {"type": "button", "text": plain(shortened(label, LIMITS.button_label))}
    drawn |= {"value": button.ticket} if button.ticket else {"url": button.link}
    if button.style in ("primary", "danger"):
        drawn["style"] = button.style
    if button.confirm is not None:
        drawn["confirm"] = {
            "title": plain(shortened(label, limits.CONFIRM_TITLE)),
            "text": plain(_first(say(button.confirm), limits.CONFIRM_TEXT)),
            "confirm": plain(shortened(label, limits.CONFIRM_BUTTON)),
            "deny": plain(shortened(say(phrase("button-cancel")), limits.CONFIRM_BUTTON)),
        }
    return drawn


def plain(text: str) -> Json:
    """Text in which Slack sees no mention, link, markup or emoji name; never empty."""
    return {"type": "plain_text", "text": text if text.strip() else EMPTY, "emoji": False}


def section(text: str) -> Json:
    """A paragraph of plain text."""
    return {"type": "section", "text": plain(text)}


def escaped(text: str) -> str:
    """For the few places that have no plain text: the three signs Slack's markup begins with are written out."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def length(node: Any) -> int:
    """All the words of a block, questions before a press included, as Slack counts them against a message."""
    return sum(width(text) for text in _words(node))


def words_of(page: list[Json]) -> str:
    """What a page says, without its buttons."""
    return "\n".join(text for block in page if block["type"] != "actions" for text in _words(block))


def _words(node: Any) -> list[str]:
    found: list[str] = []
    _gather(node, found)
    return found


def _gather(node: Any, found: list[str]) -> None:
    if isinstance(node, dict):
        for name, child in node.items():
            if not isinstance(child, str):
                _gather(child, found)
            elif name == "text":
                found.append(child)
    elif isinstance(node, list):
        for child in node:
            _gather(child, found)


def _first(text: str, most: int) -> str:
    if width(text) <= most:
        return text
    return next(pieces(text, most - 1)).rstrip() + "…"


def _with_action_ids(page: list[Json]) -> list[Json]:
    """Every element needs a name of its own within its message, or Slack mixes up their presses."""
    count = 0
    for block in page:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            if element["type"] == "button":
                count += 1
                element["action_id"] = f"press-{count}"
    return page

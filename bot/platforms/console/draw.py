"""A reply and a form made ready for the page: finished sentences, in which every odd sign is shown by its name."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dialogue import replies as r
from bot.dialogue.forms import Form, FormField
from bot.domain.people import Language
from bot.domain.phrases import Phrase
from bot.platforms.visible import visible
from bot.ports.console import Message
from bot.ports.outside import Says

Say: TypeAlias = Callable[[Phrase], str]

PICTURES: Final[Mapping[str, str]] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
"""The only kinds a browser is told to show; everything else is only kept, whatever its name claims."""
LINK: Final = re.compile(r"https?://|/(?![/\\])")
"""What a button may lead to: somewhere by name, or a page of ours."""


class ShownButton(Struct, frozen=True):
    """A button with its finished label. Without ticket and link it cannot be pressed, and is only read."""

    label: str
    style: str
    ticket: str
    link: str
    confirm: str


class ShownItem(Struct, frozen=True):
    """A line of a list."""

    text: str
    buttons: tuple[ShownButton, ...]


class ShownBlock(Struct, frozen=True):
    """One block of a reply; `kind` says which of the parts are used."""

    kind: str
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    items: tuple[ShownItem, ...] = ()
    buttons: tuple[ShownButton, ...] = ()
    is_picture: bool = False
    number: int = 0
    """Which block of its reply it is: files are asked for by it."""


class ShownField(Struct, frozen=True):
    """One question of a form."""

    name: str
    label: str
    hint: str
    is_required: bool
    is_long: bool
    options: tuple[tuple[str, str], ...]
    value: str
    error: str


class ShownForm(Struct, frozen=True):
    """A form with what is known filled in."""

    title: str
    note: str
    draft: str
    fields: tuple[ShownField, ...]


class ShownMessage(Struct, frozen=True):
    """A message as one reader sees it."""

    number: int
    change: int
    chat: str
    at: datetime
    is_mine: bool
    author: str
    text: str
    is_private: bool
    files: tuple[str, ...] = ()
    blocks: tuple[ShownBlock, ...] = ()
    form: ShownForm | None = None
    is_gone: bool = False
    """A form that was answered or left: nothing of it is shown any more."""


def shown(
    message: Message, reader: int, names: Mapping[int, str], says: Says, zone: str, language: Language | None = None
) -> ShownMessage:
    """A message for a reader; moments of its frame in the reader's zone, its words as they were said.

    `language`: said in this one instead, where nobody's own is known yet.
    """
    post, answer = message.post, message.post.answer

    def say(text: Phrase) -> str:
        return visible(says.say(text, language or answer.language, answer.zone))

    blocks = drawn(answer.reply, say) if answer.reply is not None else ()
    if not blocks and answer.glance:
        blocks = (ShownBlock("glance", visible(answer.glance)),)
    form = drawn_form(answer.form, answer.field_errors, say) if answer.form is not None else None
    return ShownMessage(
        number=message.number,
        change=message.change,
        chat=post.chat,
        at=post.at.astimezone(ZoneInfo(zone)),
        is_mine=post.author == reader,
        author=visible(names.get(post.author, f"#{post.author}")) if post.author is not None else "",
        text=visible(post.text),
        is_private=post.only_for is not None,
        files=tuple(visible(name) for name in post.files),
        blocks=blocks,
        form=form,
        is_gone=post.is_gone,
    )


def drawn(reply: r.Reply, say: Say) -> tuple[ShownBlock, ...]:
    """Every block of a reply, none left out."""
    return tuple(_block(block, number, say) for number, block in enumerate(reply.blocks))


def _block(block: r.Block, number: int, say: Say) -> ShownBlock:
    match block:
        case r.Heading(text):
            return ShownBlock("heading", say(text))
        case r.Paragraph(text):
            return ShownBlock("paragraph", say(text))
        case r.Facts(pairs):
            return ShownBlock("facts", pairs=tuple((say(label), say(value)) for label, value in pairs))
        case r.Listing(items, title):
            lines = tuple(ShownItem(say(item.text), _buttons(item.buttons, say)) for item in items)
            return ShownBlock("listing", say(title) if title is not None else "", items=lines)
        case r.Buttons(buttons):
            return ShownBlock("buttons", buttons=_buttons(buttons, say))
        case r.Small(text):
            return ShownBlock("small", say(text))
        case r.Attachment(_, name, is_picture, caption):
            said = say(caption) if caption is not None else ""
            can_show = is_picture and PurePath(name).suffix.lower() in PICTURES
            return ShownBlock("file", said, ((visible(name), ""),), is_picture=can_show, number=number)
        case _:
            assert_never(block)


def _buttons(buttons: Sequence[r.Button], say: Say) -> tuple[ShownButton, ...]:
    return tuple(
        ShownButton(
            label=say(button.label).strip() or "–",
            style=button.style,
            ticket=button.ticket,
            link=button.link if LINK.match(button.link) else "",
            confirm=say(button.confirm) if button.confirm is not None else "",
        )
        for button in buttons
    )


def drawn_form(form: Form, errors: Mapping[str, str], say: Say) -> ShownForm:
    """The form; a complaint about a field that is not in it stands above."""
    names = {one.name for one in form.fields}
    stray = [visible(text) for name, text in errors.items() if name not in names]
    note = "\n".join([*([say(form.note)] if form.note is not None else []), *stray])
    fields = tuple(_field(one, errors.get(one.name, ""), say) for one in form.fields)
    return ShownForm(say(form.title), note, form.draft, fields)


def _field(one: FormField, complaint: str, say: Say) -> ShownField:
    options = tuple((option.value, say(option.label)) for option in one.options)
    if options and one.value and one.value not in dict(options):
        # What was given is kept, even where it is none of the choices.
        options = ((one.value, visible(one.value)), *options)
    return ShownField(
        name=one.name,
        label=say(one.label),
        hint=say(one.hint) if one.hint is not None else "",
        is_required=one.is_required,
        is_long=one.is_long or "\n" in one.value,
        options=options,
        value=one.value,
        error=visible(complaint) or (say(one.error) if one.error is not None else ""),
    )


def short_locale(header: str) -> str | None:
    """The first language a browser asks for that the desk may speak; None: none of them."""
    for part in header.split(","):
        tag = part.partition(";")[0].strip()
        if tag.lower().startswith(("zh", "en")) and len(tag) <= 20:
            return tag
    return None


def language_for(locale: str | None, otherwise: Language) -> Language:
    """The desk's language nearest to a browser's."""
    tag = (locale or "").lower()
    if tag.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant")):
        return Language.ZH_TW
    if tag.startswith("zh"):
        return Language.ZH_CN
    return Language.EN if tag.startswith("en") else otherwise

"""What a browser sends with a form: read with hard limits, whatever it claims about its own length."""

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import BadHttpMessage
from msgspec import Struct, field

from bot.platforms.console.files import TooLarge, Uploads
from bot.platforms.console.limits import BODY, FIELDS, FILES
from bot.platforms.console.problems import Problem
from bot.ports.requests import Arrival

RID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Fields(Struct):
    """The fields of one form, line breaks as one sign, and the files taken in."""

    values: dict[str, str] = field(default_factory=dict)
    files: list[Arrival] = field(default_factory=list)

    def get(self, name: str) -> str:
        """A field's text, empty where it was not sent."""
        return self.values.get(name, "")

    def put(self, name: str, text: str) -> None:
        """Note a field; of one sent twice, the first counts."""
        if len(self.values) >= FIELDS:
            raise Problem(413, "console-too-large")
        self.values.setdefault(name, text.replace("\r\n", "\n"))

    def numbered(self, name: str) -> int:
        """A field that must be a message's number."""
        text = self.get(name)
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise Problem(404, "console-not-there")
        return int(text)

    def rid(self) -> str:
        """The number the page gave to this doing, so that sending it twice does it once."""
        rid = self.get("rid")
        if not RID.fullmatch(rid):
            raise Problem(400, "console-unreadable")
        return rid


async def fields_of(request: web.Request, check: Callable[[Mapping[str, str]], None], uploads: Uploads) -> Fields:
    """Read a form. `check` sees the fields before any file is taken in, and may refuse them by raising.

    Raises `Problem` 400 for what cannot be read, 413 for what is too long, 415 for what is no form.
    """
    try:
        match request.content_type:
            case "application/x-www-form-urlencoded" | "application/octet-stream":
                fields = _plain(await _body(request))
                check(fields.values)
                return fields
            case "multipart/form-data":
                return await _parts(await request.multipart(), check, uploads)
            case _:
                raise Problem(415, "console-unreadable")
    except TooLarge:
        raise Problem(413, "console-file-too-large") from None
    except (ValueError, AssertionError, RuntimeError, KeyError, BadHttpMessage) as error:
        raise Problem(400, "console-unreadable") from error


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > BODY:
        raise Problem(413, "console-too-large")
    content = bytearray()
    async for piece in request.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > BODY:
            raise Problem(413, "console-too-large")
    return bytes(content)


def _plain(body: bytes) -> Fields:
    fields = Fields()
    pairs = parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, errors="replace", max_num_fields=FIELDS, strict_parsing=bool(body)
    )
    for name, text in pairs:
        fields.put(name, text)
    return fields


async def _parts(reader: MultipartReader, check: Callable[[Mapping[str, str]], None], uploads: Uploads) -> Fields:
    fields, room, is_checked = Fields(), BODY, False
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise Problem(400, "console-unreadable")
        if part.filename is None:
            content = await _text(part, room)
            room -= len(content)
            fields.put(part.name, content.decode("utf-8", "replace"))
            continue
        if not is_checked:
            check(fields.values)
            is_checked = True
        if len(fields.files) >= FILES:
            raise Problem(413, "console-file-too-large")
        await _take(part, fields, uploads)
    if not is_checked:
        check(fields.values)
    return fields


async def _text(part: BodyPartReader, room: int) -> bytes:
    content = bytearray()
    while piece := await part.read_chunk():
        content += piece
        if len(content) > room:
            raise Problem(413, "console-too-large")
    return bytes(content)


async def _take(part: BodyPartReader, fields: Fields, uploads: Uploads) -> None:
    if not part.filename:
        # A file field nobody used comes as an empty file without a name.
        if await part.read_chunk():
            raise Problem(400, "console-unreadable")
        return
    fields.files.append(await uploads.keep(part))

"""Files the page hands out: its own style, scripts and letters, and those of the archive that hang on a message."""

from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from aiohttp import web

from bot.dialogue.replies import Attachment
from bot.platforms.console.draw import PICTURES
from bot.platforms.console.guard import headed
from bot.platforms.console.pages import FONT, Pages
from bot.platforms.console.problems import Problem
from bot.ports.console import Message
from bot.ports.outside import Archive

FOREVER: Final = "public, max-age=31536000, immutable"


def own_file(pages: Pages, name: str) -> web.StreamResponse:
    """Style, script or letters; they never change under the same version. Raises `Problem` for any other name."""
    if name == "letters.otf":
        return web.FileResponse(FONT, headers={"Cache-Control": FOREVER, "Content-Type": "font/otf"})
    asset = pages.assets.get(name)
    if asset is None:
        raise Problem(404, "console-not-there")
    response = web.Response(body=asset.content, headers={"Cache-Control": FOREVER, "Content-Type": asset.mime})
    # Only what holds no secret is compressed.
    response.enable_compression()
    return response


async def archived_file(
    request: web.Request, archive: Archive | None, message: Message, index: int
) -> web.StreamResponse:
    """The file of one block of a message. Raises `Problem` where there is none."""
    blocks = message.post.answer.reply.blocks if message.post.answer.reply is not None else ()
    block = blocks[index] if index < len(blocks) else None
    if not isinstance(block, Attachment) or archive is None:
        raise Problem(404, "console-not-there")
    mime = PICTURES.get(PurePath(block.name).suffix.lower()) if block.is_picture else None
    return await sent_file(request, archive, block.sha256, block.name, mime, is_shown=mime is not None)


async def sent_file(
    request: web.Request, archive: Archive, sha256: str, name: str, mime: str | None, *, is_shown: bool = False
) -> web.StreamResponse:
    """A file under the name people see. Raises `Problem` where it is no longer there."""
    try:
        size = await archive.size(sha256)
    except FileNotFoundError:
        raise Problem(404, "console-not-there") from None
    way = "inline" if is_shown else "attachment"
    headers = {
        "Content-Type": mime or "application/octet-stream",
        "Content-Length": str(size),
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(name, safe='', errors='replace')}",
    }
    response = web.StreamResponse(headers=headers)
    await headed(response).prepare(request)
    async for piece in archive.read(sha256):
        await response.write(piece)
    await response.write_eof()
    return response

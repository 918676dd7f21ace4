"""Reads what a platform posts to the web server, and never more of it than is allowed."""

from aiohttp import web

PIECE = 64 * 1024
"""Bytes read at a time."""


async def content_within(request: web.Request, largest: int) -> bytes | None:
    """The body, or None where it is longer than `largest` bytes; then the rest of it is not read."""
    if (request.content_length or 0) > largest:
        return None
    content = bytearray()
    async for piece in request.content.iter_chunked(PIECE):
        content += piece
        if len(content) > largest:
            return None
    return bytes(content)

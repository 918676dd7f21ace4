"""Taking over a carrier's Track & Trace feed that was saved to a file: the same milestones as if it had been posted."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path

from bot.app import open_app
from bot.carrier_door import CARRIER, NOWHERE, events_in
from bot.commands.shipments import ImportFeed
from bot.config import Settings
from bot.dialogue.replies import Paragraph
from bot.domain.phrases import phrase
from bot.handlers.carrier_feed import MOST
from bot.ports.requests import Ordered, Request
from bot.terminal.wording import Say, Wording


def import_feed_file(settings: Settings, file: Path, say: Say, *, is_dry: bool, as_json: bool) -> int:
    """Read DCSA v2 events; those told already change nothing. What they give rise to is told when the desk runs.

    0: read, and counted. With `is_dry` the events are only counted. Raises `Refused` for a file of no such events.
    """
    wording = Wording.of(settings)
    content = file.read_bytes()
    events = events_in(content)
    if not events:
        raise wording.refusal(phrase("import-no-feed", file=file.name))
    if is_dry:
        counted = wording.line(phrase("import-feed-dry", count=len(events)))
        say(json.dumps({"file": file.name, "events": len(events)}) if as_json else counted)
        return 0
    app = open_app(settings)
    try:
        for start in range(0, len(events), MOST):
            number = f"dcsa:{sha256(content).hexdigest()}:{start}"
            asked = Ordered(ImportFeed(events=events[start : start + MOST]))
            answer = asyncio.run(app.desk.hear(Request(number, CARRIER, asked, NOWHERE)))
            for block in answer.reply.blocks if answer.reply is not None else ():
                if isinstance(block, Paragraph):
                    say(_told(file, wording.line(block.text), as_json=as_json))
    finally:
        app.store.close()
    return 0


def _told(file: Path, line: str, *, as_json: bool) -> str:
    return json.dumps({"file": file.name, "said": line}, ensure_ascii=False) if as_json else line

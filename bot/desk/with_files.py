"""A line that came with a file: what the file is, said outright, or in a word or two under a shipment's card."""

from bot.commands.documents import FileDocument
from bot.dialogue import grammar
from bot.dialogue.context import Context
from bot.domain.refs import Kind, Ref


def read_with_files(text: str, replied_to: Ref | None, context: Context) -> grammar.Reading | None:
    """`doc S7 BL`, `S7 BL`, or `BL` in reply to S7's card; None where the words do not say what the file is.

    A line that is a whole request of another kind stays that request.
    """
    lines = [text]
    if replied_to is not None and replied_to.kind is Kind.SHIPMENT:
        lines.insert(0, f"doc {replied_to.code} {text}")
    lines.append(f"doc {text}")
    for line in lines:
        reading = grammar.read(line, context)
        if isinstance(reading, grammar.Understood) and isinstance(reading.command, FileDocument):
            return reading
    said = grammar.read(text, context) if text.strip() else None
    if isinstance(said, grammar.Understood) and said.command.verb not in (None, FileDocument.verb):
        return said
    return None

"""Taking over the spreadsheet a firm uses today: looked at first, and written with one press."""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import GetPydanticSchema
from pydantic_core import core_schema

from bot.commands.command import Command
from bot.domain.imports import SheetReport
from bot.domain.phrases import Phrase

# These never leave the process: they are only looked at for being what they are.
_AS_IT_IS = GetPydanticSchema(lambda kind, _: core_schema.is_instance_schema(kind))
Report: TypeAlias = Annotated[SheetReport, _AS_IT_IS]
Reason: TypeAlias = Annotated[Phrase, _AS_IT_IS]


class ImportSheet(Command):
    """The word that comes with a spreadsheet (xlsx, csv); alone it says how that is done."""

    verb = "import"
    right = "customers.write"
    example: ClassVar[tuple[str, ...]] = ("import",)


class SheetFile(Command):
    """Where the platform keeps the file, what it is called and how large it claims to be."""

    right = "customers.write"

    fetch: str
    file: str
    size: int


class LookAtSheet(SheetFile):
    """*Import as a customer list*: a spreadsheet that came without a word."""


class TakeSheet(SheetFile):
    """*Import*: write the rows that were shown. `digest`: of the content as it was shown."""

    digest: str


class SheetSeen(SheetFile):
    """From the porter: what would come of the rows."""

    errand: int
    report: Report


class SheetTaken(Command):
    """From the porter: what came of the rows."""

    right = "customers.write"

    errand: int
    report: Report


class SheetRefused(Command):
    """From the porter: the file cannot be taken over; nothing was written."""

    right = "customers.write"

    errand: int
    reason: Reason

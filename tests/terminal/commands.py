"""The terminal's commands run in this process, as a person types them."""

import io
import logging
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from bot.app import open_app
from bot.cli import main
from bot.config import load_settings
from bot.domain.people import Account, Person, PlatformName, Role
from bot.ports.books import UNSAVED
from bot.ports.ledger import Ledger, Via
from bot.running import App


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the standard output."""
        return self.out.splitlines()


@dataclass(frozen=True, slots=True)
class Shell:
    """A terminal in a folder of its own."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str, typed: str = "") -> Said:
        """Type a command."""
        self.monkeypatch.setattr(sys, "argv", ["tradetrail", *words])
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        self.capsys.readouterr()
        code, logs = 0, logging.getLogger().handlers[:]
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            # The desk's own, which a command may have set up, writes to this command's error output.
            logging.getLogger().handlers[:] = logs
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err, said.err
        return Said(code, said.out, said.err)

    def app(self) -> App:
        """The desk that lies in the folder; to be closed."""
        return open_app(load_settings())

    def hire(self) -> None:
        """A small firm: an admin, and two sales people with a superior."""
        app = self.app()
        now = app.clock.now()

        def job(ledger: Ledger) -> None:
            ledger.begin(Via("test", None, PlatformName.TERMINAL, "", now))
            chief = ledger.people.add(Person(id=UNSAVED, name="Chief", role=Role.ADMIN))
            for name in ("Anna", "Boris"):
                person = ledger.people.add(Person(id=UNSAVED, name=name, role=Role.SALES, superior_id=chief.id))
                ledger.accounts.add(
                    Account(id=UNSAVED, person_id=person.id, platform=PlatformName.CONSOLE, account=str(person.id))
                )

        app.store.write(job).result(20)
        app.store.close()

    def sheet(self, name: str, *rows: tuple[object, ...], sheet: str = "Sheet1") -> Path:
        """Write a real workbook; words stay words."""
        path = self.folder / name
        with xlsxwriter.Workbook(str(path)) as book:
            page = book.add_worksheet(sheet)
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif isinstance(cell, int | float):
                        page.write_number(number, column, cell)
                    elif cell is not None:
                        page.write_datetime(number, column, cell, day)
        return path


HEADS = (
    "客户名称",
    "国家",
    "类型",
    "业务员",
    "联系人",
    "邮箱",
    "联系日期",
    "沟通方式",
    "跟进记录",
    "下次跟进",
    "下一步",
)

"""The terminal's commands: start the desk, look after it, and ask it things from a script.

What a command needs is imported when it is asked for: the running desk holds no progress bars and no spreadsheets.
"""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import __version__
from bot.config import load_settings
from bot.terminal.ending import end

cli = typer.Typer(
    name="tradetrail",
    help="TradeTrail: a chat-bot that keeps an export desk's promises, and the proof of them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a program.")]


def main() -> None:
    """Run a command; a refusal is one line on the error output and exit code 1."""
    end(_chosen)


def _chosen() -> int | None:
    try:
        # Without its own ending, typer gives back the code that a command ended with.
        code: int | None = cli(standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code


@cli.command()
def run() -> None:
    """Start the firm's desk; without any token, the demo desk."""
    from bot.terminal.serving import run_desk

    _exit(run_desk())


@cli.command()
def demo() -> None:
    """Start the demo desk, whatever tokens are set."""
    from bot.terminal.serving import run_demo

    _exit(run_demo())


@cli.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@cli.command()
def manifest() -> None:
    """Print the Slack app manifest (JSON) for these settings."""
    from bot.terminal.looks import slack_manifest

    typer.echo(json.dumps(slack_manifest(load_settings()), ensure_ascii=False, indent=2))


@cli.command()
def check(as_json: AsJson = False) -> None:
    """Look at settings, tokens, rights and clock, and say what to fix."""
    from bot.terminal.checks import run_checks

    _exit(run_checks(load_settings(), typer.echo, as_json=as_json))


@cli.command()
def verify(as_json: AsJson = False) -> None:
    """Recompute the whole trail: Intact, or Broken with each wrong entry."""
    from bot.terminal.looks import verify_trail

    _exit(verify_trail(load_settings(), typer.echo, as_json=as_json))


@cli.command()
def due(
    at: Annotated[str, typer.Option("--at", help="Moment, ISO 8601, e.g. 2026-12-01T09:00+08:00")],
    as_json: AsJson = False,
) -> None:
    """What will have been posted by a moment, a line each; posts nothing."""
    from bot.terminal.looks import list_due

    _exit(list_due(load_settings(), at, typer.echo, as_json=as_json))


@cli.command()
def people(as_json: AsJson = False) -> None:
    """Who is on the desk."""
    from bot.terminal.looks import list_people

    _exit(list_people(load_settings(), typer.echo, as_json=as_json))


@cli.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The spreadsheet: xlsx or csv; or a carrier's events: json")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen, row by row.")] = False,
    as_: Annotated[str, typer.Option("--as", help="Name of the person who imports.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take over the spreadsheet the desk uses today; all or nothing, and the same file twice changes nothing."""
    from bot.terminal.importing import import_sheet

    _exit(import_sheet(load_settings(), file, typer.echo, is_dry=dry_run, person=as_, as_json=as_json))


@cli.command()
def export(
    directory: Annotated[Path, typer.Argument(help="Folder to write into")],
    as_: Annotated[str, typer.Option("--as", help="Only what the person of this name may see.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write everything as one xlsx and a CSV per kind of record."""
    from bot.terminal.exporting import export_desk

    _exit(export_desk(load_settings(), directory, typer.echo, person=as_, as_json=as_json))


@cli.command()
def backup(as_json: AsJson = False) -> None:
    """Copy the database (and files) to BACKUP_DIR, and verify the copy."""
    from bot.terminal.copies import back_up

    _exit(back_up(load_settings(), typer.echo, as_json=as_json))


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy made by backup")]) -> None:
    """Put a verified copy in the place of the database; the present one is kept beside it."""
    from bot.terminal.copies import restore_from

    _exit(restore_from(load_settings(), file, typer.echo))


@cli.command()
def console(as_: Annotated[str, typer.Option("--as", help="Name of the person to speak as.")] = "") -> None:
    """Speak to the desk from this terminal."""
    from bot.terminal.talking import talk

    _exit(talk(load_settings(), as_))


def _exit(code: int) -> NoReturn:
    raise typer.Exit(code)

"""Modules and functions stay small enough to be read in one go."""

import ast
from pathlib import Path
from typing import Final

import pytest

from tests.shape.sources import BOT, ROOT, bot_modules, named, parsed

MODULE_LINES: Final = 300
FUNCTION_LINES: Final = 40
# file -> (lines allowed, why it is one piece)
LONG_MODULES: Final[dict[str, tuple[int, str]]] = {
    "bot/storage/migrations/versions/0001_records_keep_the_first_kinds.py": (520, "written by the migration's maker"),
}
# file::function -> (lines allowed, why it is one piece)
LONG_FUNCTIONS: Final[dict[str, tuple[int, str]]] = {
    "bot/storage/ledger.py::__init__": (60, "names every book of a transaction once"),
}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        whole -= (first.end_lineno or first.lineno) - first.lineno + 1
    return whole


def measured_functions() -> dict[str, int]:
    sizes: dict[str, int] = {}
    for path in (*bot_modules(), ROOT / "dev.py"):
        if BOT / "storage" / "migrations" in path.parents:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{named(path)}::{node.name}"
                sizes[name] = max(length(node), sizes.get(name, 0))
    return sizes


def measured_modules() -> dict[str, int]:
    paths: tuple[Path, ...] = (*bot_modules(), ROOT / "dev.py")
    return {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


@pytest.mark.parametrize(
    ("sizes", "limit", "exceptions"),
    [
        pytest.param(measured_modules(), MODULE_LINES, LONG_MODULES, id="modules"),
        pytest.param(measured_functions(), FUNCTION_LINES, LONG_FUNCTIONS, id="functions"),
    ],
)
def test_nothing_is_longer_than_allowed(
    sizes: dict[str, int], limit: int, exceptions: dict[str, tuple[int, str]]
) -> None:
    assert len(sizes) > 5, "measured nothing: this test would prove nothing"
    allowed = {name: exceptions.get(name, (limit, ""))[0] for name in sizes}
    too_long = {name: size for name, size in sizes.items() if size > allowed[name]}
    assert not too_long
    needless = [name for name in exceptions if sizes.get(name, 0) <= limit]
    assert not needless, "these are short again, or gone: take them off the table"
    assert all(reason for _, reason in exceptions.values())


def test_the_measure_counts_lines_without_the_docstring() -> None:
    [function] = ast.parse('def f() -> int:\n    """One.\n\n    Two.\n    """\n    return 1\n').body
    assert isinstance(function, ast.FunctionDef)
    assert length(function) == 2

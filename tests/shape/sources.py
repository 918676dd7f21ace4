"""The project's own source files, as the tests of the house's shape read them."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BOT: Final = ROOT / "bot"


def named(path: Path) -> str:
    """A path as people write it, from the project's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def bot_modules() -> tuple[Path, ...]:
    """Every Python file of the program; fails when there is none, so that no test proves nothing."""
    found = tuple(sorted(BOT.rglob("*.py")))
    assert len(found) > 5, "found no modules: these tests would prove nothing"
    return found


@cache
def parsed(path: Path) -> ast.Module:
    """The file as a syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def docstrings(tree: ast.AST) -> set[int]:
    """The identities of the constants that are docstrings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for statement in node.body:
            # A string under a field documents the field.
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found

"""The locks hold what pyproject.toml asks for, each with its checksums, and name no address."""

import re
import tomllib
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape.sources import ROOT

PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN: Final[list[str]] = PROJECT["project"]["dependencies"]
GROUPS: Final[dict[str, list[str]]] = PROJECT["dependency-groups"]
LOCKS: Final = ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock")


def pinned(lock: str) -> dict[str, str]:
    """Package -> version; fails on a line that is not a pin with at least one checksum."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pins: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        pin = re.fullmatch(r"([A-Za-z0-9._-]+)==(\S+)(?: ; [^#]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)", line)
        assert pin, f"{lock}: not a pin with checksums: {line[:80]}"
        pins[canonicalize_name(pin[1])] = pin[2]
    assert pins, f"{lock} is empty: this test would prove nothing"
    return pins


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", RUN),
        ("requirements-dev.lock", RUN + GROUPS["dev"]),
        ("requirements-setup.lock", GROUPS["setup"] + PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_holds_what_is_asked_for_in_the_range_asked(lock: str, asked: list[str]) -> None:
    assert asked
    pins = pinned(lock)
    for requirement in map(Requirement, asked):
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{lock} lacks {requirement.name}: make lock"
        assert requirement.specifier.contains(version), f"{lock}: {requirement} is not met by {version}: make lock"


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    run, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert run == {name: dev.get(name) for name in run}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|@ |file:|/", text)

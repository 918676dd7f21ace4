"""One's own settings."""

from datetime import time

import pytest

from bot.commands.fields import HoursRange
from bot.commands.people import ChangeSettings, ShowSettings
from bot.domain.errors import DomainError
from bot.domain.people import Language, PlatformName, Role
from bot.handlers.settings import change_settings, show_settings
from tests.handlers.bench import Bench, said


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("Germany", "Europe/Berlin"),
        ("德国", "Europe/Berlin"),
        ("Hamburg", "Europe/Berlin"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_name_a_city_or_a_country(bench: Bench, typed: str, zone: str) -> None:
    anna = bench.person("Anna", Role.SALES)
    bench.ask(change_settings, ChangeSettings(timezone=typed), anna)
    assert bench.now_of(anna).zone == zone


@pytest.mark.parametrize("typed", ["", "Atlantis", "../etc", "/etc/localtime", "US", "x" * 400])
def test_a_zone_that_cannot_be_told_is_asked_for(bench: Bench, typed: str) -> None:
    anna = bench.person("Anna", Role.SALES)
    with pytest.raises(DomainError) as refused:
        bench.ask(change_settings, ChangeSettings(timezone=typed), anna)
    assert refused.value.field == "timezone"


def test_only_what_was_named_changes(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES, zone="Europe/Berlin", team="North")
    quiet = HoursRange(start=time(20), end=time(8))
    outcome = bench.ask(change_settings, ChangeSettings(language=Language.EN, quiet=quiet), anna)
    now = bench.now_of(anna)
    assert (now.language, now.zone, now.quiet_from, now.quiet_to) == (Language.EN, "Europe/Berlin", time(20), time(8))
    assert "20:00-08:00" in said(outcome.reply)
    bench.ask(change_settings, ChangeSettings(quiet=HoursRange(start=time(0), end=time(0))), anna)
    assert bench.now_of(anna).quiet_from is None


def test_one_is_reached_only_where_one_has_an_account(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    bench.ask(change_settings, ChangeSettings(reach=PlatformName.SLACK), anna)
    with pytest.raises(DomainError) as refused:
        bench.ask(change_settings, ChangeSettings(reach=PlatformName.TELEGRAM), anna)
    assert refused.value.field == "reach"
    assert bench.now_of(anna).reach is PlatformName.SLACK


def test_settings_are_shown_as_they_are(bench: Bench) -> None:
    anna = bench.person("Anna", Role.SALES)
    text = said(bench.ask(show_settings, ShowSettings(), anna).reply)
    assert "Asia/Shanghai (not chosen)" in text
    assert "sales" in text

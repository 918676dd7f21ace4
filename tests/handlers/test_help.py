"""Help and rules, told from the models and the data."""

import pytest

from bot.commands.people import ShowHelp, ShowRules
from bot.commands.registry import VERBS, commands_of
from bot.domain.errors import NotFound
from bot.domain.people import Role
from bot.handlers.help import show_help
from bot.handlers.rules import show_rules
from tests.handlers.bench import RULES, Bench, said


def test_help_names_every_verb_in_both_languages(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    text = said(bench.ask(show_help, ShowHelp(), anna).reply)
    assert VERBS, "found no verbs: this test would prove nothing"
    assert [verb for verb in VERBS if f"{verb} · " not in text] == []
    assert "记录" in text


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb_shows_fields_in_both_languages_and_every_example(bench: Bench, verb: str) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    text = said(bench.ask(show_help, ShowHelp(topic=verb), anna).reply)
    shown = [c for c in commands_of(verb) if c.right == "self" or RULES.rights.may(anna, c.right)]
    assert shown, "the admin may ask for nothing of this verb"
    assert [line for c in shown for line in c.example if line not in text] == []
    if verb == "customer":
        assert "Tier: tier, 等级" in text


def test_help_leaves_out_what_a_role_may_not_ask(bench: Bench) -> None:
    anna, carl = bench.person("Anna", Role.ADMIN), bench.person("Carl", Role.SALES)
    assert "team invite role:sales" in said(bench.ask(show_help, ShowHelp(topic="team"), anna).reply)
    assert "team invite role:sales" not in said(bench.ask(show_help, ShowHelp(topic="team"), carl).reply)
    with pytest.raises(NotFound):
        bench.ask(show_help, ShowHelp(topic="verify"), carl)


def test_the_rules_are_told_whole(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    text = said(bench.ask(show_rules, ShowRules(), anna).reply)
    for rule in RULES.approvals.rules:
        assert rule.name in text
    for stage in RULES.stages:
        assert RULES.stage_words[stage.key][0] in text
    for part in ("08:30", "10 minutes", "100,000.00", "Source", "VGM", "5 %", "any one of manager"):
        assert part in text, part
    assert "; )" not in text

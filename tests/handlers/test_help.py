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
        bench.ask(show_help, ShowHelp(topic="log"), bench.person("Fay", Role.FINANCE))


def test_the_rules_are_told_whole(bench: Bench) -> None:
    anna = bench.person("Anna", Role.ADMIN)
    text = said(bench.ask(show_rules, ShowRules(), anna).reply)
    for part in ("08:30", "10 minutes", "100,000.00", "Source", "Bill of lading", "after-sales", "quote, sample"):
        assert part in text, part
    for line in (
        "Every step of an approval: within 48 hours (every hour counts); at 50%, 75% of it: warn the approvers; "
        "then escalate to the owner, the superior; "
        "24 hours later, and every 24 hours after, 5 times: remind the approvers",
        "Discount, Special price, up to 5 %, up to USD 20,000.00 or not named: "
        "one yes from managers (where there is nobody: admins)",
        "Discount, Special price otherwise: 2 yeses from managers, admins",
        "A yes may be used for 90 days: Payment terms, Credit beyond the term",
    ):
        assert line in text.splitlines(), line

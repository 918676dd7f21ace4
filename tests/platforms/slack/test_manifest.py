"""The manifest is one Slack takes, and holds every verb there is."""

import json

from bot.commands.registry import VERBS
from bot.domain.people import Language
from bot.domain.phrases import Phrase
from bot.platforms.slack.manifest import SCOPES, manifest
from tests.platforms.standins import PlainWords


def say(text: Phrase) -> str:
    return PlainWords().say(text, Language.EN, "UTC")


def test_every_verb_is_a_command() -> None:
    made = json.loads(json.dumps(manifest("tt-", "https://bot.example/", say)))
    commands = made["features"]["slash_commands"]
    assert VERBS, "no verbs: this test would prove nothing"
    assert [one["command"] for one in commands] == [f"/tt-{verb}" for verb in (*VERBS, "trade")]
    assert len(commands) <= 50
    for one in commands:
        assert len(one["command"]) <= 32
        assert 0 < len(one["description"]) <= 2_000
        assert len(one.get("usage_hint", "")) <= 1_000
        assert one["url"] == "https://bot.example/slack/events"
        assert one["should_escape"] is True
    assert made["settings"]["interactivity"]["request_url"] == "https://bot.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert len(made["features"]["shortcuts"][0]["name"]) <= 24
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)


def test_over_own_lines_no_address_is_named() -> None:
    made = manifest("", None, say)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made)
    assert made["settings"]["event_subscriptions"]["bot_events"]

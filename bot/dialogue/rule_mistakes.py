"""What is wrong with a rules file, in one line that a manager can read."""

from bot.dialogue.texts import Texts
from bot.domain.people import Language
from bot.domain.rule_files import RulesError


def mistakes_said(error: RulesError, texts: Texts, language: Language) -> str:
    """Every mistake with its file, line and place, and what is allowed there."""
    return "; ".join(
        f"{m.file}{f':{m.line}' if m.line else ''} [{m.place}] {texts.say(m.reason, language, 'UTC')}"
        for m in error.mistakes
    )

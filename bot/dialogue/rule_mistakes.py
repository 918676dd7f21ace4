"""What is wrong with a rules file, in one line that a manager can read."""

from bot.dialogue.texts import Texts
from bot.domain.people import Language
from bot.domain.rule_files import Mistake, RulesError


def mistakes_said(error: RulesError, texts: Texts, language: Language) -> str:
    """Every mistake with its file, line and place, and what is allowed there."""

    def said(mistake: Mistake) -> str:
        where = f"{mistake.file}:{mistake.line}" if mistake.line else mistake.file
        place = f" [{mistake.place}]" if mistake.place else ""
        return f"{where}{place} {texts.say(mistake.reason, language, 'UTC')}"

    return "; ".join(said(mistake) for mistake in error.mistakes)

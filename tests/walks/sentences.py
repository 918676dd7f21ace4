"""Holds what people read to their language: no key is shown, and no sentence of the other language."""

import re
from dataclasses import dataclass, field
from importlib import resources

from bot.commands.registry import COMMANDS
from tests.walks.heard import Heard

ENGLISH = re.compile(r"[A-Za-z][A-Za-z']*(?: +[A-Za-z][A-Za-z']*){2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
KEY = re.compile(r"(?<![\w@./:-])[a-z]+(?:-[a-z0-9]+)+(?![\w@./:-])")
DRAFT = re.compile(r"草稿：.*")
"""What is to be sent to a customer, in the customer's language."""
GAP = re.compile(r"\{\s*\$?\w*\s*\}")
HEAD = re.compile(r"^([a-z][a-z0-9-]*) =", re.MULTILINE)


def _keys() -> frozenset[str]:
    folder = resources.files("bot") / "locales" / "en"
    found = {key for file in folder.iterdir() for key in HEAD.findall(file.read_text(encoding="utf-8"))}
    assert len(found) > 100, "the sentences were not found"
    return frozenset(found)


KEYS = _keys()


def _typed_words() -> str:
    folder = resources.files("bot") / "rules"
    names = ("words", "shipping_words", "fields", "ports")
    files = [(folder / f"{name}.toml").read_text(encoding="utf-8") for name in names]
    return "\n".join([*files, *(example for command in COMMANDS for example in command.example)])


TYPED_WORDS = _typed_words()
"""What people may type, in both languages, and the examples: help and forms show both."""


@dataclass(slots=True)
class Sentences:
    """`typed`: what people wrote in this walk; their own words may come back in whatever language."""

    typed: list[str] = field(default_factory=list)

    def check(self, heard: Heard, language: str) -> None:
        """AssertionError where a message shows a key, a gap, or a sentence in the other language."""
        text = "\n".join([heard.text, *heard.buttons])
        shown = [key for key in KEY.findall(text) if key in KEYS and not self._was_typed(key)]
        assert not shown, f"keys are shown: {shown} in\n{text}"
        assert not GAP.search(text) or self._was_typed(GAP.findall(text)[0]), f"a gap is shown in\n{text}"
        other = ENGLISH if language.startswith("zh") else CHINESE
        own = DRAFT.sub("", text)
        foreign = [part for part in other.findall(own) if part not in TYPED_WORDS and not self._was_typed(part)]
        assert not foreign, f"not in {language}: {foreign} in\n{text}"

    def _was_typed(self, part: str) -> bool:
        words = part.lower().split()
        said = " ".join(self.typed).lower()
        return part.lower() in said or all(word.strip(",") in said for word in words)

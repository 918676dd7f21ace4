"""The guide's page of verbs, written from the commands, the words people type and the language files.

`python -m bot.terminal.verb_pages` (or `make docs`) rewrites the pages; a test holds them against what is rendered now.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.commands.command import Command, Key, fields_of
from bot.commands.fields import Choice
from bot.commands.registry import VERBS, commands_of
from bot.dialogue.scripts import TABLE, table_of
from bot.dialogue.spoken import examples_of
from bot.dialogue.texts import Texts
from bot.dialogue.vocabulary import shipped_words, vocabulary
from bot.domain.people import Language
from bot.domain.phrases import Phrase, kebab, phrase
from bot.domain.places import GAZETTEER
from bot.rulebook import SHIPPED, shipped_tables
from bot.terminal.gazetteer import gazetteer

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
LANGUAGES = (Language.EN, Language.ZH_CN)
MOST_CHOICES = 60
"""A family with more words than this is no list to be read; `help` and the forms show it."""


def page_of(language: Language, guide: Path = GUIDE) -> Path:
    """Where the page of a language lies."""
    return guide / language.value / "verbs.md"


def verb_page(language: Language, texts: Texts) -> str:
    """The whole page as Markdown: every verb with its ways, fields and examples, then the words for choices."""
    return _Page(language, texts).whole()


def write_pages(guide: Path = GUIDE) -> tuple[Path, ...]:
    """Write the page of every language; the files written. Touches nothing else."""
    texts = Texts.load(is_strict=True)
    for language in LANGUAGES:
        page_of(language, guide).write_text(verb_page(language, texts), encoding="utf-8")
    return tuple(page_of(language, guide) for language in LANGUAGES)


class _Page:
    """One page being written."""

    def __init__(self, language: Language, texts: Texts) -> None:
        self._language, self._texts = language, texts

    def whole(self) -> str:
        head = [
            f"# {self._say(phrase('pages-verbs-title'))}",
            self._say(phrase("pages-verbs-made", make="`make docs`")),
            self._say(phrase("pages-verbs-intro", named="`name:value`")),
        ]
        parts = [*head, *(block for verb in VERBS for block in self._verb(verb)), *self._choices()]
        return "\n\n".join(parts) + "\n"

    def _verb(self, verb: str) -> Iterator[str]:
        english, chinese = _both(verb, vocabulary().verbs.of.get(verb, ()))
        yield f"## {english} · {chinese}"
        yield self._say(phrase(f"verb-{verb.replace('_', '-')}"))
        commands = commands_of(verb)
        yield self._list("help-ways", (self._way(verb, one) for one in commands))
        fields = dict.fromkeys(name for one in commands for name in fields_of(one) if name != "extra")
        if fields:
            yield self._list("help-fields", map(self._field, fields))
        if examples := examples_of(commands, self._language):
            yield f"**{self._say(phrase('help-examples'))}**"
            yield "\n".join(("```text", *examples, "```"))

    def _way(self, verb: str, command_type: type[Command]) -> str:
        known, tables = fields_of(command_type), vocabulary()
        parts = [self._typed(verb, tables.verbs.of.get(verb, ()))]
        for part in command_type.shape:
            match part:
                case Key(name):
                    parts.append(self._typed(name, tables.keys.of.get(name, ())))
                case field:
                    name = self._named(field)
                    parts.append(f"<{name}>" if known[field].is_required else f"[{name}]")
        required = (name for name, one in known.items() if one.is_required and name not in command_type.shape)
        named = dict.fromkeys((*required, *(name for name in command_type.needs_any if name != "*")))
        parts.extend(f"{self._named(name)}:…" for name in named)
        what = self._say(Phrase(f"command-{kebab(command_type.__name__)}"))
        return f"`{' '.join(parts)}` {what}"

    def _field(self, name: str) -> str:
        label = self._say(Phrase(f"field-{name.replace('_', '-')}"))
        return f"{label}: {_coded((name, *vocabulary().field_words(name)))}"

    def _choices(self) -> Iterator[str]:
        families = {
            field.marker.family: (verb, name)
            for verb in VERBS
            for command_type in commands_of(verb)
            for name, field in fields_of(command_type).items()
            if isinstance(field.marker, Choice)
        }
        tables = vocabulary().choices
        listed = [family for family in sorted(families) if family in tables and len(tables[family].of) <= MOST_CHOICES]
        yield f"## {self._say(phrase('pages-choices'))}"
        for family in listed:
            verb, field = families[family]
            label = Phrase(f"field-{field.replace('_', '-')}")
            yield f"### {self._say(label)} (`{verb}`)"
            yield "\n".join(f"* {_coded((meaning, *typed))}" for meaning, typed in tables[family].of.items())

    def _list(self, title: str, lines: Iterator[str]) -> str:
        return "\n".join((f"**{self._say(Phrase(title))}**\n", *(f"* {line}" for line in lines)))

    def _named(self, field: str) -> str:
        return field if self._language is Language.EN else _both(field, vocabulary().field_words(field))[1]

    def _typed(self, meaning: str, listed: tuple[str, ...]) -> str:
        return _both(meaning, listed)[0 if self._language is Language.EN else 1]

    def _say(self, sentence: Phrase) -> str:
        return self._texts.say(sentence, self._language, "UTC")


def _both(meaning: str, listed: tuple[str, ...]) -> tuple[str, str]:
    """The first English and the first Chinese word."""
    english = next((word for word in listed if word.isascii()), meaning)
    return english, next((word for word in listed if not word.isascii()), english)


def _coded(words: tuple[str, ...]) -> str:
    """The words as code, each once whatever its case."""
    different = {word.casefold(): word for word in reversed(words)}
    return ", ".join(f"`{word}`" for word in reversed(different.values()))


def script_table() -> str:
    """`rules/scripts.json`: the shipped words in the other Chinese script; those of the firm's stages among them."""
    stages = (word for row in shipped_tables(SHIPPED)["stage"] for word in row["words"])
    return table_of((*shipped_words(), *stages))


if __name__ == "__main__":
    write_pages()
    TABLE.write_text(script_table(), encoding="utf-8")
    GAZETTEER.write_text(gazetteer(), encoding="utf-8")

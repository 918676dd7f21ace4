"""What the desk understands, told from the commands themselves: the verbs, or one verb with its fields and examples."""

from bot.commands.command import Command, Key, fields_of
from bot.commands.people import ShowHelp
from bot.commands.registry import VERBS, commands_of
from bot.dialogue.replies import Heading, Item, Listing, Paragraph, Reply, Small
from bot.dialogue.spoken import examples_of
from bot.dialogue.vocabulary import vocabulary
from bot.domain.errors import NotFound
from bot.domain.people import Language
from bot.domain.phrases import Phrase, kebab, phrase, words
from bot.ports.requests import Outcome
from bot.ports.work import Work


def show_help(command: ShowHelp, work: Work) -> Outcome:
    """All verbs with a line each, or one verb in full."""
    if command.topic is None:
        return Outcome(reply=_verbs())
    commands = [one for one in commands_of(command.topic) if _is_open_to(one, work)]
    if not commands:
        raise NotFound(phrase("help-unknown", typed=command.topic), field="topic")
    return Outcome(reply=_verb(command.topic, commands, work.language))


def _is_open_to(command_type: type[Command], work: Work) -> bool:
    """What a role cannot ask for is not shown to it."""
    return command_type.right == "self" or work.actor is None or work.may(command_type.right)


def _verbs() -> Reply:
    known = vocabulary().verbs.of
    lines = []
    for verb in VERBS:
        english, chinese = _both(verb, known.get(verb, ()))
        what = Phrase(f"verb-{verb.replace('_', '-')}")
        lines.append(Item(phrase("help-line", verb=english, zh=chinese, what=what)))
    closing = (Small(phrase("help-more")), Small(phrase("help-line-shape")))
    return Reply((Heading(phrase("help-title")), Listing(tuple(lines)), *closing))


def _verb(verb: str, commands: list[type[Command]], language: Language) -> Reply:
    english, chinese = _both(verb, vocabulary().verbs.of.get(verb, ()))
    title = Heading(phrase("help-verb", verb=english, zh=chinese, what=Phrase(f"verb-{verb.replace('_', '-')}")))
    ways = tuple(Item(_way(verb, command_type, language)) for command_type in commands)
    blocks: list[Heading | Listing | Paragraph | Small] = [title, Listing(ways, phrase("help-ways"))]
    fields = dict.fromkeys(name for command_type in commands for name in _named_fields(command_type))
    if fields:
        blocks.append(Listing(tuple(Item(_field(name)) for name in fields), phrase("help-fields")))
    if examples := examples_of(commands, language):
        blocks.append(Listing(tuple(Item(words(line)) for line in examples), phrase("help-examples")))
    return Reply(tuple(blocks))


def _way(verb: str, command_type: type[Command], language: Language) -> Phrase:
    """`order new NUMBER CUSTOMER …`, or the same in Chinese, and what it is for."""
    known = vocabulary()
    at = 0 if language is Language.EN else 1

    def name_of(field: str) -> str:
        return field if language is Language.EN else _both(field, known.field_words(field))[1]

    parts = [_both(verb, known.verbs.of.get(verb, ()))[at]]
    for part in command_type.shape:
        match part:
            case Key(name):
                parts.append(_both(name, known.keys.of.get(name, ()))[at])
            case field:
                is_needed = fields_of(command_type)[field].is_required
                parts.append(f"<{name_of(field)}>" if is_needed else f"[{name_of(field)}]")
    needed = [
        name for name, field in fields_of(command_type).items() if field.is_required and name not in command_type.shape
    ]
    named = dict.fromkeys((*needed, *(name for name in command_type.needs_any if name != "*")))
    parts.extend(f"{name_of(name)}:…" for name in named)
    return phrase("help-way", line=" ".join(parts), what=Phrase(f"command-{kebab(command_type.__name__)}"))


def _named_fields(command_type: type[Command]) -> tuple[str, ...]:
    return tuple(name for name in fields_of(command_type) if name != "extra")


def _field(name: str) -> Phrase:
    typed = ", ".join(vocabulary().field_words(name))
    return phrase("help-field", words=typed, label=Phrase(f"field-{name.replace('_', '-')}"))


def _both(key: str, listed: tuple[str, ...]) -> tuple[str, str]:
    """The first English and the first Chinese word."""
    english = next((word for word in listed if word.isascii()), key)
    return english, next((word for word in listed if not word.isascii()), english)

"""Finds what a typed name or code stands for: a customer, an order, a promise, or somebody of the firm."""

import re
from collections.abc import Iterable, Sequence

from bot.dialogue.context import Context
from bot.dialogue.lines import plain, unquoted
from bot.dialogue.readings import Given, NotOne
from bot.domain.naming import LONGEST, name_key, short_key
from bot.domain.refs import PREFIXES, Kind, Ref

NEAREST = 3
"""Names offered where none fits."""
_CODE = re.compile(r"([A-Za-z]{1,2})([0-9]{1,9})(?![A-Za-z0-9_-])")
_KIND_OF = {prefix: kind for kind, prefix in PREFIXES.items()}
_PERSON = re.compile(r"@?(?:P|person:)([0-9]{1,9})", re.IGNORECASE)


def code_at(text: str, start: int, kinds: Sequence[Kind]) -> tuple[Ref, int] | None:
    """The code (`C12`, `f33`) that stands at a place, where it is of one of the kinds; and where it ends.

    Whether there is such a thing is not looked up.
    """
    found = _CODE.match(text, start)
    kind = _KIND_OF.get(found[1].upper()) if found else None
    return (Ref(kind, int(found[2])), found.end()) if found and kind in kinds and kind is not None else None


def visible(refs: Iterable[Ref], context: Context) -> tuple[Ref, ...]:
    """Each once, without those the speaker may not see."""
    seen = {(ref.kind, ref.id): ref for ref in refs}
    return tuple(ref for ref in seen.values() if context.can_see(ref))


def thing_of(text: str, kinds: tuple[Kind, ...], may_be_new: bool, context: Context) -> Given | NotOne:
    """What a whole text names: by code, by name, or by the first words of a single name."""
    typed = unquoted(text)
    line = plain(typed)
    if (code := code_at(line, 0, kinds)) is not None and code[1] == len(line):
        return Given(code[0], code[0].code)
    key = name_key(typed)
    found = visible(context.names.exact([key], kinds).get(key, ()), context) if key else ()
    found = found or (visible(context.names.shortened(key, kinds), context) if key else ())
    return one_of(called_so(found, key), typed, kinds, may_be_new, context)


def called_so(found: tuple[Ref, ...], key: str) -> tuple[Ref, ...]:
    """Those whose own name this is, before those it only stands for as initials or an alias."""
    own = tuple(ref for ref in found if key in (name_key(ref.name), short_key(ref.name)))
    return own or found


def one_of(
    found: tuple[Ref, ...], typed: str, kinds: tuple[Kind, ...], may_be_new: bool, context: Context
) -> Given | NotOne:
    """The only one found; else the several, or the nearest names."""
    if len(found) == 1:
        return Given(found[0], found[0].code)
    if found:
        return NotOne(typed, found, kinds, is_several=True)
    near = visible(context.names.nearest(typed[:LONGEST], kinds, NEAREST), context)
    return NotOne(typed, near, kinds, may_be_new)


def person_of(text: str, context: Context) -> Given | NotOne:
    """Somebody of the firm by mention, by `@name`, by name, or by number (`P5`)."""
    typed = unquoted(text)
    account = context.mentions.get(typed)
    if account is not None and (ref := context.people.by_account(account)) is not None:
        return Given(ref, _name_of(ref, context))
    if number := _PERSON.fullmatch(typed):
        return Given(Ref(Kind.PERSON, int(number[1])), f"P{number[1]}")
    name = unquoted(plain(typed[:1]).removeprefix("@") + typed[1:])[:LONGEST]
    found = tuple(context.people.by_name(name)) if name else ()
    if len(found) == 1:
        return Given(found[0], _name_of(found[0], context))
    return NotOne(name or typed, found, (Kind.PERSON,), is_several=bool(found))


def _name_of(person: Ref, context: Context) -> str:
    """What names just this person: the name, or the number where two share it."""
    return person.name if list(context.people.by_name(person.name)) == [person] else f"P{person.id}"

"""What a typed beginning may become: a verb, a name, a code; in both languages, by pinyin and initials too."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bot.commands.registry import VERBS
from bot.dialogue.vocabulary import vocabulary
from bot.domain.naming import name_key
from bot.domain.people import Language
from bot.domain.refs import Kind
from bot.handlers.sight import may_see
from bot.platforms.console.boards.codes import coded
from bot.ports.work import Work

MOST: Final = 8
LOOKED: Final = 120
KINDS: Final = (Kind.CUSTOMER, Kind.ORDER, Kind.SHIPMENT)


class Completion(Struct, frozen=True):
    """One way to go on: the whole line it makes, what is shown, and a small word beside it."""

    line: str
    shown: str
    beside: str = ""


def completions(text: str, language: Language, work: Work) -> tuple[Completion, ...]:
    """At most eight, best first; nothing for an empty line. Names only of what the asker may see."""
    slash, line = ("/", text[1:]) if text.startswith("/") else ("", text)
    verb, blank, rest = line.partition(" ")
    if not blank:
        return tuple(_verbs(slash, verb, language))[:MOST]
    if vocabulary().verbs.meaning(verb) is None or not rest.strip():
        return ()
    if rest.startswith("@") or " @" in rest[-30:]:
        return tuple(_people(slash + line, work))[:MOST]
    if len(rest) > 60 or (rest.count('"') % 2 == 0 and '"' in rest):
        return ()
    return tuple(_names(f"{slash}{verb} ", rest.strip().strip('"'), work))[:MOST]


def _verbs(slash: str, typed: str, language: Language) -> Iterator[Completion]:
    key = name_key(typed)
    if not key:
        return
    words = vocabulary().verbs.of
    for verb in VERBS:
        known = words.get(verb, (verb,))
        fitting = [word for word in known if name_key(word).startswith(key)]
        if fitting and key not in {name_key(word) for word in fitting}:
            own = next((word for word in known if word.isascii() is (language is Language.EN)), known[0])
            chosen = fitting[0]
            yield Completion(f"{slash}{chosen} ", chosen, own if own != chosen else "")


def _people(line: str, work: Work) -> Iterator[Completion]:
    start, _, typed = line.rpartition("@")
    for person in work.books.people.everybody():
        if person.is_active and typed and name_key(person.name).startswith(name_key(typed)) and person.name != typed:
            yield Completion(f"{start}@{person.name} ", f"@{person.name}", f"P{person.id}")


def _names(before: str, typed: str, work: Work) -> Iterator[Completion]:
    ref = coded(typed)
    if ref is not None and ref.kind is Kind.CUSTOMER:
        customer = work.books.customers.get(ref.id)
        if customer is not None and may_see((customer.owner_id,), work):
            yield Completion(f"{before}{ref.code} ", customer.name, ref.code)
    refs = work.books.names.search(typed, KINDS, LOOKED)
    owners = _owners([(one.kind, one.id) for one in refs], work)
    for one in refs:
        owner = owners.get((one.kind, one.id))
        if owner is None or not may_see(owner, work) or one.name == typed:
            continue
        quoted = f'"{one.name}"' if " " in one.name or not one.name.isalnum() else one.name
        yield Completion(f"{before}{quoted} ", one.name, "" if one.code == one.name else one.code)


def _owners(things: list[tuple[Kind, int]], work: Work) -> dict[tuple[Kind, int], tuple[int | None, ...]]:
    """Whose each thing is; merged customers are left out."""
    found: dict[tuple[Kind, int], tuple[int | None, ...]] = {}
    for kind, book in ((Kind.ORDER, work.books.orders), (Kind.SHIPMENT, work.books.shipments)):
        records = book.many(number for known, number in things if known is kind)
        customers = work.books.customers.many(record.customer_id for record in records.values())
        for number, record in records.items():
            customer = customers.get(record.customer_id)
            found[kind, number] = (record.owner_id, *((customer.owner_id,) if customer is not None else ()))
    for number, one in work.books.customers.many(n for known, n in things if known is Kind.CUSTOMER).items():
        if one.merged_into is None:
            found[Kind.CUSTOMER, number] = (one.owner_id,)
    return found

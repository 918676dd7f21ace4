"""The firm's own fields of a kind of request: which are needed, and whether what was typed fits."""

import re
from decimal import Decimal

from bot.dialogue.money_words import find_percent, read_money
from bot.domain.approval_rules import KindField, KindRule
from bot.domain.errors import DomainError
from bot.domain.phrases import phrase
from bot.domain.rule_words import named

_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,9})?")


def kind_details(kind: KindRule, given: dict[str, str], margin: Decimal | None) -> tuple[tuple[str, str], ...]:
    """What a request keeps beside its figures, as (name, text). Refused: a needed one missing, one that does not fit.

    A field of another kind is refused too, so that nothing typed is lost.
    """
    details = [] if margin is None else [("margin", f"{margin:f}%")]
    for name in given:
        if name not in kind.fields:
            raise DomainError(phrase("field-not-here", field=name), field=f"extra.{name}")
    for name, field in kind.fields.items():
        text = given.get(name, "").strip()
        if not text and field.is_needed:
            needed = phrase("approval-field-needed", field=named(field.names, name))
            raise DomainError(needed, field=f"extra.{name}")
        if text:
            details.append((name, _fitting(name, field, text)))
    return tuple(details)


def _fitting(name: str, field: KindField, text: str) -> str:
    place = f"extra.{name}"
    match field.type:
        case "text" | "date":
            return text
        case "number":
            if _NUMBER.fullmatch(text) is None:
                raise DomainError(phrase("field-not-fitting", typed=text), field=place)
            return text
        case "percent":
            if find_percent(text) is None:
                raise DomainError(phrase("percent-unreadable", typed=text), field=place)
            return text
        case "money":
            money = read_money(text)
            if money is None:
                raise DomainError(phrase("amount-unreadable", typed=text), field=place)
            return str(money.price)
        case "choice":
            known = {choice.casefold(): choice for choice in field.choices}
            if text.casefold() not in known:
                raise DomainError(phrase("choice-unknown", typed=text, allowed=field.choices), field=place)
            return known[text.casefold()]

"""A small desk for reading lines on: a few customers, orders and people, known by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.dialogue.context import Context
from bot.dialogue.texts import Texts
from bot.domain.naming import name_key
from bot.domain.orders import Stage
from bot.domain.people import Language
from bot.domain.refs import Kind, Ref
from bot.storage.pinyin import is_chinese_beginning


@cache
def shipped_texts() -> Texts:
    """The shipped sentences, strict, read once."""
    return Texts.load(is_strict=True)


SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 10, 0, tzinfo=SHANGHAI)
"""A Thursday morning."""

ABC = Ref(Kind.CUSTOMER, 12, "ABC GmbH")
INTERNATIONAL = Ref(Kind.CUSTOMER, 13, "ABC International Ltd.")
XYZ = Ref(Kind.CUSTOMER, 14, "XYZ Trading")
DEGUO = Ref(Kind.CUSTOMER, 15, "德国灯具有限公司")
ORDER = Ref(Kind.ORDER, 3, "PI20240517-A")
ANNA = Ref(Kind.PERSON, 1, "Anna Schmidt")
BORIS = Ref(Kind.PERSON, 2, "Boris Petrov")
BORIS_LI = Ref(Kind.PERSON, 4, "Boris Li")

NAMES: dict[Ref, tuple[str, ...]] = {
    ABC: ("ABC GmbH", "ABC"),
    INTERNATIONAL: ("ABC International Ltd.",),
    XYZ: ("XYZ Trading", "XYZ"),
    DEGUO: ("德国灯具有限公司", "德国灯具", "dgdj", "deguodengju"),
    ORDER: ("PI20240517-A",),
}


@dataclass
class SmallNames:
    """Names kept in a dictionary; counts how often it is asked."""

    names: Mapping[Ref, tuple[str, ...]] = field(default_factory=lambda: dict(NAMES))
    asked: int = 0

    def exact(self, keys: Sequence[str], kinds: Sequence[Kind]) -> dict[str, list[Ref]]:
        self.asked += 1
        found: dict[str, list[Ref]] = {}
        for ref, names in self.names.items():
            for key in {name_key(name) for name in names} & set(keys):
                if ref.kind in kinds:
                    found.setdefault(key, []).append(ref)
        return found

    def shortened(self, key: str, kinds: Sequence[Kind]) -> list[Ref]:
        beginning = key if is_chinese_beginning(key) else f"{key} "
        begins = (
            ref for ref, names in self.names.items() if any(f"{name_key(n)} ".startswith(beginning) for n in names)
        )
        return [ref for ref in begins if ref.kind in kinds][:3]

    def nearest(self, text: str, kinds: Sequence[Kind], limit: int) -> list[Ref]:
        first = name_key(text)[:1]
        return [ref for ref in self.names if ref.kind in kinds and name_key(ref.name)[:1] == first][:limit]


@dataclass
class SmallPeople:
    """People by name and by Slack account."""

    people: Sequence[Ref] = (ANNA, BORIS)
    accounts: Mapping[str, Ref] = field(default_factory=lambda: {"U1": ANNA, "U2": BORIS})

    def by_account(self, account: str) -> Ref | None:
        return self.accounts.get(account)

    def by_name(self, name: str) -> Sequence[Ref]:
        key = name_key(name)
        return [ref for ref in self.people if key and f"{name_key(ref.name)} ".startswith(f"{key} ")]


@dataclass(frozen=True)
class SmallField:
    """A field of the firm's own."""

    kind: Kind
    key: str
    labels: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class SmallKind:
    """A kind of approval."""

    words: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SmallKinds:
    """Kinds of approval."""

    kinds: Mapping[str, SmallKind]


STAGE_WORDS = {
    "inquiry": ("inquiry", "询盘"),
    "quote": ("quote", "报价"),
    "production": ("production", "生产"),
    "after_sales": ("after-sales", "售后"),
}


@dataclass(frozen=True)
class SmallRules:
    """Rules with four stages and two fields of the firm's own."""

    stages: tuple[Stage, ...] = tuple(Stage(key, rank) for rank, key in enumerate(STAGE_WORDS))
    stage_words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: STAGE_WORDS)
    approvals: SmallKinds = field(
        default_factory=lambda: SmallKinds(
            {k: SmallKind() for k in ("price", "discount", "terms")} | {"tooling": SmallKind(("模具费",))}
        )
    )
    fields: tuple[SmallField, ...] = (
        SmallField(Kind.CUSTOMER, "brand", {"en": "Brand", "zh-CN": "品牌方"}, ("brand", "品牌方"), ("own", "OEM")),
        SmallField(Kind.ORDER, "mould", {"en": "Mould"}, ("mould", "模具")),
    )

    def extras(self, kind: Kind) -> tuple[SmallField, ...]:
        return tuple(f for f in self.fields if f.kind is kind)


def desk(
    *,
    names: SmallNames | None = None,
    people: SmallPeople | None = None,
    bound_customer: Ref | None = None,
    bound_order: Ref | None = None,
    mentions: Mapping[str, str] | None = None,
    prefix: str = "",
    language: Language = Language.EN,
    hidden: frozenset[Ref] = frozenset(),
) -> Context:
    """The ground to read on."""
    return Context(
        names=names or SmallNames(),
        people=people or SmallPeople(),
        now=NOW,
        rules=SmallRules(),
        language=language,
        country="CN",
        bound_customer=bound_customer,
        bound_order=bound_order,
        mentions=mentions or {},
        prefix=prefix,
        can_see=lambda ref: ref not in hidden,
    )

"""What a command's field is, so that grammar, forms, help, menus and imports can all be derived from the model.

A field is declared once, as an annotated type: `channel: ChannelField`. The marker inside says how a person may
give it. The words people use for fields and choices are data (`rules/words.toml`).
"""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, TypeAlias

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.domain.contacts import Channel
from bot.domain.customers import CustomerType, Temperature, Tier
from bot.domain.documents import DocumentKind
from bot.domain.milestones import Milestone
from bot.domain.moments import When
from bot.domain.money import Money, Price
from bot.domain.people import Language, PlatformName, Role
from bot.domain.refs import Kind, Ref
from bot.domain.routes import Topic
from bot.domain.shipments import DutyKind

LONGEST_NOTE = 40_000
"""Characters of one note; what the platforms can send at once is less."""
LONGEST_WORD = 500
"""Characters of a one-line field."""


class About(Struct, frozen=True):
    """A thing of the desk, by name, alias, code or initials. `may_be_new`: an unknown name may be created."""

    kinds: tuple[Kind, ...]
    may_be_new: bool = False


class Choice(Struct, frozen=True):
    """One of a family of words in `rules/words.toml`; `family` names the table."""

    family: str


class Moment(Struct, frozen=True):
    """A time. A plan looks forward, a fact looks back."""

    looks_back: bool


class Amount(Struct, frozen=True):
    """Money with its currency. `keeps_unit`: it may be the price of one piece or ton, as `USD 0.86/pc`."""

    keeps_unit: bool = False


class Percent(Struct, frozen=True):
    """A share, as `8%`."""


class Words(Struct, frozen=True):
    """A person's own words. `is_long`: everything that is left of the line, line breaks kept. `is_phone`: a
    number, whose figures may stand in groups, as `+49 30 123`."""

    is_long: bool = False
    is_phone: bool = False


class Tags(Struct, frozen=True):
    """Several words, split at commas; `+x` adds and `-x` takes away in a change."""


class Someone(Struct, frozen=True):
    """A person of the firm, by mention, name or `@name`."""


class NextStep(Struct, frozen=True):
    """`> when, then what`."""


class Hours(Struct, frozen=True):
    """`20:00-08:00`."""


class Span(Struct, frozen=True):
    """A length of time: `2d`, `4h`, `1w`."""


class Extra(Struct, frozen=True):
    """The firm's own fields of this kind of record, from `rules/fields.toml`."""

    kind: Kind


Marker: TypeAlias = (
    About | Choice | Moment | Amount | Percent | Words | Tags | Someone | NextStep | Hours | Span | Extra
)


class Next(BaseModel):
    """The next step: when, and what to do."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    when: When
    what: str = ""


class HoursRange(BaseModel):
    """From one clock time to another; it may pass midnight."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    start: time
    end: time


def _short(text: str) -> str:
    if len(text) > LONGEST_WORD:
        raise ValueError("too_long")
    return text


def _long(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        raise ValueError("too_long")
    return text


CustomerField = Annotated[Ref, About((Kind.CUSTOMER,), may_be_new=True)]
KnownCustomerField = Annotated[Ref, About((Kind.CUSTOMER,))]
OrderField = Annotated[Ref, About((Kind.ORDER,))]
ShipmentField = Annotated[Ref, About((Kind.SHIPMENT,))]
FollowUpField = Annotated[Ref, About((Kind.FOLLOW_UP,))]
ApprovalField = Annotated[Ref, About((Kind.APPROVAL,))]
DocumentField = Annotated[Ref, About((Kind.DOCUMENT,))]
AnythingField = Annotated[
    Ref, About((Kind.CUSTOMER, Kind.ORDER, Kind.FOLLOW_UP, Kind.SHIPMENT, Kind.APPROVAL, Kind.DOCUMENT))
]
CargoField = Annotated[Ref, About((Kind.SHIPMENT, Kind.ORDER, Kind.CUSTOMER))]
HomeField = Annotated[Ref, About((Kind.SHIPMENT, Kind.ORDER, Kind.CUSTOMER))]
FolderField = Annotated[Ref, About((Kind.SHIPMENT, Kind.DOCUMENT, Kind.ORDER, Kind.CUSTOMER))]
PersonField = Annotated[Ref, Someone()]
ChannelField = Annotated[Channel, Choice("channel")]
TierField = Annotated[Tier, Choice("tier")]
TemperatureField = Annotated[Temperature, Choice("temperature")]
CustomerTypeField = Annotated[CustomerType, Choice("customer_type")]
RoleField = Annotated[Role, Choice("role")]
TopicField = Annotated[Topic, Choice("topic")]
LanguageField = Annotated[Language, Choice("language")]
PlatformField = Annotated[PlatformName, Choice("platform")]
StageField = Annotated[str, Choice("stage")]
VerbField = Annotated[str, Choice("verb")]
ApprovalKindField = Annotated[str, Choice("approval_kind")]
IncotermField = Annotated[str, Choice("incoterm")]
MilestoneField = Annotated[Milestone, Choice("milestone")]
ExpectedField = Annotated[str, Choice("expected")]
"""`est_arrived`, `pln_cut_off`: a milestone told as estimated or planned."""
DocumentKindField = Annotated[DocumentKind, Choice("document_kind")]
ExceptionKindField = Annotated[DutyKind, Choice("duty_kind")]
PlanField = Annotated[When, Moment(looks_back=False)]
FactField = Annotated[When, Moment(looks_back=True)]
AmountField = Annotated[Money, Amount()]
PriceField = Annotated[Price, Amount(keeps_unit=True)]
PercentField = Annotated[Decimal, Percent()]
WordField = Annotated[str, Words(), AfterValidator(_short)]
PhoneField = Annotated[str, Words(is_phone=True), AfterValidator(_short)]
TextField = Annotated[str, Words(is_long=True), AfterValidator(_long)]
TagsField = Annotated[tuple[str, ...], Tags()]
NextField = Annotated[Next, NextStep()]
HoursField = Annotated[HoursRange, Hours()]
SpanField = Annotated[str, Span()]
CustomerExtra = Annotated[dict[str, str], Extra(Kind.CUSTOMER)]
OrderExtra = Annotated[dict[str, str], Extra(Kind.ORDER)]
ApprovalExtra = Annotated[dict[str, str], Extra(Kind.APPROVAL)]


def moment_of(when: When | None, otherwise: datetime) -> datetime:
    """The named moment, or another."""
    return when.at if when is not None else otherwise

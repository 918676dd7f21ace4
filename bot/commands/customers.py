"""The customer file: opening it, adding to it, finding and merging customers."""

from bot.commands.command import Command, Key
from bot.commands.fields import (
    ChannelField,
    CustomerExtra,
    CustomerField,
    CustomerTypeField,
    HoursField,
    KnownCustomerField,
    PersonField,
    PhoneField,
    TagsField,
    TemperatureField,
    TextField,
    TierField,
    WordField,
)


class CustomerFile(Command):
    """The fields of the customer file that a new customer and a changed one share."""

    short: WordField | None = None
    alias: TagsField | None = None
    country: WordField | None = None
    city: WordField | None = None
    zone: WordField | None = None
    address: WordField | None = None
    website: WordField | None = None
    linkedin: WordField | None = None
    type: CustomerTypeField | None = None
    tags: TagsField | None = None
    owner: PersonField | None = None
    temperature: TemperatureField | None = None
    tier: TierField | None = None
    reason: WordField | None = None
    talk: WordField | None = None
    hours: HoursField | None = None
    holidays: WordField | None = None
    taboos: WordField | None = None
    gifts: WordField | None = None
    style: WordField | None = None
    decision: WordField | None = None
    industry: WordField | None = None
    market: WordField | None = None
    competitors: WordField | None = None
    growth: WordField | None = None
    needs: WordField | None = None
    willingness: WordField | None = None
    risks: WordField | None = None
    extra: CustomerExtra = {}


class CreateCustomer(CustomerFile):
    """Open a file for a new customer; likely duplicates are shown first."""

    verb = "customer"
    shape = (Key("new"), "name")
    right = "customers.write"
    example = ('customer new "ABC International Ltd." country:DE city:Berlin type:agent tier:B owner:@anna',)

    name: WordField
    contact: WordField | None = None
    position: WordField | None = None
    email: WordField | None = None
    phone: PhoneField | None = None
    is_surely_new: bool = False
    """Set by *Create anyway*, after the likely duplicates were shown."""
    then: str | None = None
    """The line to go on with once the customer exists; `{about}` stands for its code."""


class FindCustomer(Command):
    """Look for customers by any name, person, e-mail or phone."""

    verb = "customer"
    shape = (Key("find"), "text")
    right = "records.read"
    changes = False
    example = ("customer find schmidt",)

    text: TextField


class ListCustomers(Command):
    """All customers one may see, by tier and name."""

    verb = "customer"
    shape = (Key("list"),)
    right = "records.read"
    changes = False
    after: int = 0


class MergeCustomers(Command):
    """Two files that are one customer: everything of `other` moves to `customer`."""

    verb = "customer"
    shape = ("customer", Key("merge"), "other")
    right = "customers.merge"
    example = ()

    customer: KnownCustomerField
    other: KnownCustomerField
    is_sure: bool = False


class BindPlace(Command):
    """Say that this room is about one customer or order."""

    verb = "customer"
    shape = ("customer",)
    needs_any = ("bind",)
    right = "customers.write"

    customer: KnownCustomerField
    bind: WordField


class ChangeContactPerson(Command):
    """Add somebody at the customer, or change what is known of them."""

    verb = "customer"
    shape = ("customer",)
    needs_any = ("contact",)
    right = "customers.write"
    example = ('customer ABC contact:"Anna Schmidt" position:"Head of sales" email:anna@abc.example',)

    customer: CustomerField
    contact: WordField
    position: WordField | None = None
    decides: WordField | None = None
    cares: WordField | None = None
    email: WordField | None = None
    phone: PhoneField | None = None
    whatsapp: WordField | None = None
    wechat: WordField | None = None
    skype: WordField | None = None
    channel: ChannelField | None = None
    address_as: WordField | None = None


class AddCampaign(Command):
    """A fair or campaign the customer took part in, and what came of it."""

    verb = "customer"
    shape = ("customer",)
    needs_any = ("campaign",)
    right = "customers.write"

    customer: KnownCustomerField
    campaign: WordField
    held: WordField | None = None
    part: WordField | None = None
    result: WordField | None = None


class ChangeCustomer(CustomerFile):
    """Change the customer file; every earlier value stays in the trail."""

    verb = "customer"
    shape = ("customer",)
    needs_any = ("*",)
    right = "customers.write"
    example = ('customer ABC tier:A reason:"three repeat orders"',)

    customer: CustomerField
    name: WordField | None = None


class ShowCustomer(Command):
    """The 360° card."""

    verb = "customer"
    shape = ("customer",)
    right = "records.read"
    changes = False
    example = ("customer ABC",)

    customer: CustomerField

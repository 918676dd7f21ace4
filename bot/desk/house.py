"""What the desk is built with, once, by the wiring: the store, the clock, the rules, the words and the doors."""

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from bot.dialogue.texts import Texts
from bot.domain.people import Language, PlatformName, Role
from bot.ports.ledger import Store
from bot.ports.rules import Rules
from bot.ports.work import Clock


class House(Struct, frozen=True):
    """Everything a desk needs of the outside. `rules` is asked each time, so that changed rules take hold at once."""

    store: Store
    clock: Clock
    texts: Texts
    rules: Callable[[], Rules]
    language: Language
    zone: str
    admins: tuple[tuple[PlatformName, str], ...] = ()
    """Accounts that are admins from their first word on."""
    default_roles: Mapping[PlatformName, Role] = field(default_factory=dict)
    """Role of a member of the house whom nobody has placed; a platform that is not here refuses them."""
    command_prefix: str = ""
    doors: frozenset[PlatformName] = frozenset()
    """Platforms that are on; nobody is reached on another."""
    has_mail: bool = False
    """Whether mails can be sent; without it drafts are shown to be copied."""
    wake: Callable[[], None] = lambda: None
    """Tell the courier that there may be letters."""
    bot_link: Callable[[], str | None] = lambda: None
    """Telegram's `https://t.me/BOTNAME`, once it is known."""
    desk_link: Callable[[], str | None] = lambda: None
    """Where the desk's pages are, once they are served: `http://127.0.0.1:8080`."""

"""What somebody gets back for writing a conversation down: what was said before, what is promised, what comes next."""

from collections.abc import Sequence

from msgspec import Struct

from bot.commands.contacts import RetractContact
from bot.commands.follow_ups import CloseFollowUp
from bot.dialogue.cards.follow_ups import follow_up_ref, what_of
from bot.dialogue.replies import Blank, Block, Button, Buttons, Facts, Heading, Item, Listing, Paragraph, Reply, say
from bot.domain.contacts import Contact
from bot.domain.customers import Customer
from bot.domain.follow_ups import FollowUp
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.rhythm import NextReason, NextStep

LONGEST_LINE = 160
"""Characters of a note in a list; the whole note stands in the trail."""
LONGEST_NOTE = 600
"""Characters of the note repeated to whoever has just written it."""

LISTED = 5
"""Open promises shown with their buttons."""


class LoggedView(Struct, frozen=True):
    """A contact just written down, and what is worth knowing about its customer at that moment."""

    customer: Customer
    contact: Contact
    earlier: tuple[Contact, ...]
    promises: tuple[FollowUp, ...]
    step: NextStep | None
    person: str | None = None
    order: str | None = None
    stage: Phrase | None = None
    closed: FollowUp | None = None
    """The promise that was kept by it."""
    made: FollowUp | None = None
    """The promise that was made in it: what was understood of it is said back, whatever else is due before."""

    @property
    def next_said(self) -> Phrase:
        """What comes next with the customer, as a sentence."""
        if self.made is not None:
            return phrase("next-promised", at=self.made.due_at, what=what_of(self.made))
        return step_line(self.step)


def logged_reply(view: LoggedView) -> Reply:
    """The answer to the writer: three contacts before, the open promises, the next date and why."""
    customer, contact = view.customer, view.contact
    channel = choice_phrase(contact.channel)
    title = phrase("contact-logged", customer=customer.name, code=f"C{customer.id}", channel=channel)
    blocks: list[Block] = [Heading(title)]
    if contact.note.strip():
        blocks.append(Paragraph(words(shortened(contact.note, LONGEST_NOTE))))
    blocks.append(Facts(_facts(view)))
    if view.closed is not None:
        blocks.append(Paragraph(phrase("contact-kept-promise", code=f"F{view.closed.id}", what=what_of(view.closed))))
    if view.earlier:
        blocks.append(Listing(tuple(Item(contact_line(c)) for c in view.earlier), phrase("contact-earlier")))
    if view.promises:
        blocks.append(promises_listed(view.promises))
    blocks.append(Buttons(_buttons(view)))
    return Reply(tuple(blocks))


def short_line(view: LoggedView, author: str) -> Reply:
    """One line for everybody in the room that is about this customer."""
    contact = view.contact
    said = phrase("contact-in-room", author=author, channel=choice_phrase(contact.channel))
    note = words(shortened(contact.note, LONGEST_LINE))
    return say(phrase("contact-in-room-next", said=said, note=note, next=view.next_said))


def contact_line(contact: Contact) -> Phrase:
    """One contact as a line of a list."""
    channel, note = choice_phrase(contact.channel), shortened(contact.note, LONGEST_LINE)
    if not note:
        return phrase("contact-line-bare", at=contact.at, channel=channel)
    return phrase("contact-line", at=contact.at, channel=channel, note=note)


def promise_line(promise: FollowUp) -> Phrase:
    """One open promise as a line of a list."""
    return phrase("promise-line", code=f"F{promise.id}", at=promise.due_at, what=what_of(promise))


def promise_item(promise: FollowUp) -> Item:
    """One open promise, and the button that closes it."""
    return Item(
        promise_line(promise), (Button(phrase("button-done"), CloseFollowUp(follow_up=follow_up_ref(promise))),)
    )


def promises_listed(promises: Sequence[FollowUp]) -> Listing:
    """The soonest open promises; of more than can be read at a glance, the number."""
    items = [promise_item(promise) for promise in promises[:LISTED]]
    if len(promises) > LISTED:
        items.append(Item(phrase("today-more", count=len(promises) - LISTED)))
    return Listing(tuple(items), phrase("contact-promises"))


def step_line(step: NextStep | None) -> Phrase:
    """The next date and why, as a sentence."""
    if step is None:
        return phrase("next-none")
    if step.promise is not None:
        return phrase("next-promised", at=step.at, what=what_of(step.promise))
    count = step.counted
    if count is None or step.reason is NextReason.QUOTE:
        return phrase("next-quote", at=step.at)
    warm = choice_phrase(count.temperature)
    return phrase("next-rhythm", at=step.at, temperature=warm, days=count.working_days, since=count.since)


def shortened(text: str, length: int) -> str:
    """Somebody's words on one line, cut with a mark where they are longer."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _facts(view: LoggedView) -> tuple[tuple[Phrase, Phrase], ...]:
    contact = view.contact
    pairs = [(phrase("contact-when"), phrase("contact-moment", at=contact.at))]
    if view.person is not None:
        pairs.append((phrase("contact-with"), words(view.person)))
    if view.order is not None:
        pairs.append((phrase("field-order"), words(view.order)))
    if view.stage is not None:
        pairs.append((phrase("field-stage"), view.stage))
    if contact.source is not None:
        pairs.append((phrase("field-source"), words(contact.source)))
    pairs.append((phrase("contact-next"), view.next_said))
    return tuple(pairs)


def _buttons(view: LoggedView) -> tuple[Button, ...]:
    code = f"C{view.customer.id}"
    take_back = Button(
        phrase("button-retract"),
        RetractContact(contact_id=view.contact.id),
        confirm=phrase("contact-retract-sure"),
    )
    return (
        Button(phrase("button-plan"), Blank("PlanFollowUp", {"customer": code})),
        Button(phrase("button-log"), Blank("LogContact", {"customer": code})),
        take_back,
    )

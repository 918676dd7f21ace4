"""How a promise looks, and what may be pressed on it."""

from msgspec import Struct

from bot.commands.contacts import QuickContact
from bot.commands.follow_ups import CloseAndPlan, CloseFollowUp, SnoozeFollowUp
from bot.dialogue.replies import Blank, Block, Button, Buttons, Facts, Heading, Paragraph, Reply
from bot.domain.contacts import Channel, Contact
from bot.domain.customers import Customer
from bot.domain.follow_ups import FollowUp, FollowUpOrigin, FollowUpState
from bot.domain.people import Person
from bot.domain.phrases import Phrase, choice_phrase, phrase, words
from bot.domain.refs import Kind, Ref

SNOOZES = ("1d", "3d", "1w")
QUICK = ((Channel.CALL, "button-called"), (Channel.EMAIL, "button-emailed"), (Channel.MESSAGE, "button-messaged"))


class FollowUpView(Struct, frozen=True):
    """What a promise's card needs: it, its customer, its owner, and the customer's own hour."""

    follow_up: FollowUp
    customer: Customer
    owner: Person | None
    their_time: Phrase | None = None
    last: Contact | None = None
    closed_by: Person | None = None


def follow_up_ref(follow_up: FollowUp) -> Ref:
    """The promise as something that has a card."""
    return Ref(Kind.FOLLOW_UP, follow_up.id, f"F{follow_up.id}")


def what_of(follow_up: FollowUp) -> Phrase:
    """What is to be done: the person's words, else why the desk asks."""
    if follow_up.what:
        return words(follow_up.what)
    match follow_up.origin:
        case FollowUpOrigin.QUOTE:
            return phrase("follow-up-quote-unanswered")
        case FollowUpOrigin.RHYTHM:
            return phrase("follow-up-rhythm")
        case FollowUpOrigin.NAMED | FollowUpOrigin.RULE:
            return phrase("follow-up-plain")


def follow_up_card(view: FollowUpView, *before: Block) -> Reply:
    """The card of one promise; live buttons only while it is open."""
    follow_up, customer = view.follow_up, view.customer
    title = phrase("follow-up-title", code=f"F{follow_up.id}", customer=customer.name)
    pairs: list[tuple[Phrase, Phrase]] = [
        (phrase("follow-up-to-do"), what_of(follow_up)),
        (phrase("field-due"), phrase("moment", at=follow_up.due_at)),
    ]
    if view.owner is not None:
        pairs.append((phrase("field-owner"), words(view.owner.name)))
    if view.their_time is not None and follow_up.is_open:
        pairs.append((phrase("field-their-time"), view.their_time))
    if view.last is not None:
        last = phrase(
            "contact-line", at=view.last.at, channel=choice_phrase(view.last.channel), note=_short(view.last.note)
        )
        pairs.append((phrase("field-last-contact"), last))
    blocks: tuple[Block, ...] = (Heading(title), *before, Facts(tuple(pairs)))
    blocks += (Buttons(_buttons(follow_up)),) if follow_up.is_open else (Paragraph(_outcome(view)),)
    return Reply(blocks, follow_up_ref(follow_up))


def _buttons(follow_up: FollowUp) -> tuple[Button, ...]:
    ref = follow_up_ref(follow_up)
    done = Button(phrase("button-done"), CloseFollowUp(follow_up=ref), "primary")
    with_next = Button(phrase("button-done-next"), Blank(CloseAndPlan.__name__, {"follow_up": ref.code}))
    snoozes = (Button(phrase(f"button-snooze-{span}"), SnoozeFollowUp(follow_up=ref, snooze=span)) for span in SNOOZES)
    quick = (Button(phrase(key), QuickContact(follow_up_id=follow_up.id, channel=channel)) for channel, key in QUICK)
    return (done, with_next, *snoozes, *quick)


def _outcome(view: FollowUpView) -> Phrase:
    follow_up = view.follow_up
    by = view.closed_by.name if view.closed_by else ""
    at = follow_up.closed_at or follow_up.due_at
    if follow_up.state is FollowUpState.DONE:
        return phrase("follow-up-done-by", by=by, at=at)
    return phrase("follow-up-cancelled-by", by=by, at=at)


def _short(text: str, length: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"

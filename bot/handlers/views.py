"""Putting together what a card needs from the books; drawn the same for an answer, a reminder and a change."""

from bot.dialogue.cards.follow_ups import FollowUpView, follow_up_card, follow_up_ref
from bot.dialogue.replies import Block, Reply
from bot.domain.days import customer_zone, is_office_open
from bot.domain.errors import NotFound
from bot.domain.follow_ups import FollowUp
from bot.domain.phrases import Phrase, phrase
from bot.ports.work import Work


def follow_up_reply(follow_up: FollowUp, work: Work, *before: Block) -> Reply:
    """The promise's card as it stands."""
    if work.is_unread:
        return Reply((), follow_up_ref(follow_up))
    customer = work.books.customers.get(follow_up.customer_id)
    if customer is None:
        raise NotFound(phrase("not-yours-to-see"))
    last = next(iter(work.books.contacts.latest(customer.id, 1)), None)
    zone = customer_zone(customer)
    their_time: Phrase | None = None
    if zone is not None:
        at = max(follow_up.due_at, work.clock.now()).astimezone(zone)
        office = phrase("office-open") if is_office_open(customer, at) else phrase("office-closed")
        their_time = phrase("their-time", at=at.strftime("%m-%d %H:%M"), zone=zone.key, office=office)
    view = FollowUpView(
        follow_up, customer, work.owner(follow_up.owner_id), their_time, last, work.owner(follow_up.closed_by)
    )
    return follow_up_card(view, *before)

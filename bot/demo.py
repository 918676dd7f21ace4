"""The demo desk: a small firm with customers, conversations and promises, so that all can be tried without an account.

The people speak through the same door as everybody; nothing is written around it. Names are invented.
"""

import asyncio
from datetime import datetime, timedelta

from msgspec import Struct

from bot.desk import Desk
from bot.domain.people import Account, Person, PlatformName, Role
from bot.handlers.promises import set_reminder
from bot.ports.books import UNSAVED
from bot.ports.console import DIRECT
from bot.ports.ledger import Ledger, Store, Via
from bot.ports.requests import Place, Request, Said, Speaker
from bot.ports.work import Clock


class Staff(Struct, frozen=True):
    """Somebody of the demo firm."""

    key: str
    name: str
    role: Role
    superior: str | None = None


STAFF = (
    Staff("manager", "Marta", Role.MANAGER),
    Staff("anna", "Anna", Role.SALES, "manager"),
    Staff("boris", "Boris", Role.SALES, "manager"),
    Staff("lin", "Lin", Role.LOGISTICS, "manager"),
    Staff("fang", "Fang", Role.FINANCE, "manager"),
    Staff("admin", "Admin", Role.ADMIN),
)

ROUTES = (("approvals", "approvals"), ("shipments", "shipping"), ("overdue", "sales"), ("followups", "sales"))
"""Which topic is posted into which room."""

STORY: tuple[tuple[str, str], ...] = (
    (
        "anna",
        'customer new "ABC GmbH" country:DE city:Berlin type:agent tags:潜力大 temperature:hot website:abc.example alias:ABC industry:lighting',
    ),
    (
        "anna",
        'customer ABC contact:"Anna Schmidt" position:"Head of sales" email:anna@abc.example decides:"signs up to EUR 20,000"',
    ),
    (
        "anna",
        'customer new "ABC International Ltd." country:DE city:Hamburg type:brand temperature:existing website:abc-int.example',
    ),
    (
        "anna",
        'customer new "XYZ Trading Co." country:US city:"Los Angeles" type:retailer temperature:potential website:xyz.example alias:XYZ',
    ),
    ("anna", 'customer XYZ contact:"Joe Miller" position:Buyer email:joe@xyz.example phone:+13105550123'),
    (
        "boris",
        'customer new "Łódź Light Sp. z o.o." country:PL city:Łódź type:retailer temperature:cold website:lodz-light.example',
    ),
    ("boris", 'customer new "蓝天贸易有限公司" country:VN city:胡志明市 type:trader temperature:sample_sent'),
    ("boris", 'customer new "Al Noor Trading" country:AE city:Dubai type:agent temperature:hot holidays:Ramadan'),
    ("anna", 'order new PI20240430-E "ABC International Ltd." USD 4280 FOB Shenzhen'),
    ("anna", "order PI20240430-E stage:production"),
    ("anna", 'log "ABC GmbH" fair Met at the Canton Fair, wants LED lamps in warm white at:"12 days ago"'),
    ("anna", 'log "ABC GmbH" email Asked for a quote of 5,000 pcs #inquiry at:"6 days ago"'),
    ("anna", 'log "ABC GmbH" email Quote sent: FOB SHENZHEN USD 0.86/pc (MOQ 5000) #quote at:"2 days ago"'),
    ("anna", 'log XYZ call Asked for CIF Hamburg contact:"Joe Miller" at:"yesterday 16:00"'),
    ("anna", "follow XYZ > 3d send the CIF figures"),
    ("boris", "记录 蓝天贸易有限公司 微信 样品已收到，等反馈 > 2天后 问样品反馈"),
    ("boris", 'log "Al Noor Trading" whatsapp Wants a sample of the solar lamp #sample at:"9 days ago"'),
    ("boris", 'order new PI20240602-B "Al Noor Trading" USD 18600 CIF "Jebel Ali"'),
    ("anna", 'order new PI20240528-D "XYZ Trading Co." USD 12900 CIF "Los Angeles"'),
    ("boris", "订单 新建 PI20240611-C 蓝天贸易有限公司 USD 7350 FOB Ningbo"),
    (
        "lin",
        'ship new PI20240430-E container:MSKU1234565 bl:MAEU250517001 carrier:MAEU pol:CNSZX pod:DEHAM etd:"in 2 days" eta:"in 33 days"',
    ),
    ("lin", 'ship new PI20240602-B carrier:COSU pol:CNNGB pod:AEJEA eta:"in 6 days"'),
    ("lin", 'ship S2 departed at:"11 days ago"'),
    ("lin", 'ship S2 eta 12d reason:"waiting for a berth"'),
    ("lin", 'ship new PI20240528-D carrier:OOLU pol:CNYTN pod:USLAX eta:"in 11 days"'),
    ("lin", 'ship S3 departed at:"6 days ago"'),
    ("lin", 'ship new PI20240611-C pol:CNNGB pod:VNSGN etd:"2 days ago" eta:"in 5 days"'),
    ("anna", 'approve discount "ABC International Ltd." 3% third order this year'),
    ("manager", "approve A1 yes Keep the price list as it is"),
    ("boris", 'approve discount "Al Noor Trading" 5% two containers a month order:PI20240602-B'),
)
"""What the firm did so far, as its people typed it."""


async def furnish(desk: Desk, store: Store, clock: Clock) -> None:
    """Fill an empty desk; a desk with people in it is left as it is."""
    people = await asyncio.wrap_future(store.write(lambda ledger: _hire(ledger, clock.now())))
    for topic, room in ROUTES if people else ():
        await desk.hear(_said(people["manager"], f"route {topic}", f"route:{topic}", f"room:{room}"))
    for number, (who, line) in enumerate(STORY if people else ()):
        answer = await desk.hear(_said(people[who], line, number))
        if answer.is_refusal or answer.form is not None:
            raise RuntimeError(f"the demo's line {number} was not understood: {line}")
    if people:
        await asyncio.wrap_future(store.write(lambda ledger: _be_late(ledger, clock.now())))


def _hire(ledger: Ledger, now: datetime) -> dict[str, Person]:
    if ledger.people.everybody():
        return {}
    ledger.begin(Via("demo", None, PlatformName.CONSOLE, "demo", now))
    hired: dict[str, Person] = {}
    for staff in STAFF:
        superior = hired[staff.superior].id if staff.superior else None
        person = ledger.people.add(
            Person(id=UNSAVED, name=staff.name, role=staff.role, superior_id=superior, team="demo")
        )
        hired[staff.key] = person
        ledger.accounts.add(
            Account(
                id=UNSAVED,
                person_id=person.id,
                platform=PlatformName.CONSOLE,
                account=str(person.id),
                shown_name=staff.name,
                chat=f"{DIRECT}{person.id}",
            )
        )
    return hired


def _be_late(ledger: Ledger, now: datetime) -> None:
    """A promise that was forgotten yesterday, so that the first morning's list shows what being late looks like."""
    ledger.begin(Via("demo:late", None, PlatformName.CONSOLE, "demo", now))
    for person in ledger.people.everybody():
        for follow_up in ledger.follow_ups.open_of_owner(person.id, now + timedelta(days=60))[:1]:
            late = ledger.follow_ups.change(follow_up, due_at=now - timedelta(hours=20))
            set_reminder(late, ledger.timers)


def _said(person: Person, line: str, number: int | str, room: str = "") -> Request:
    speaker = Speaker(PlatformName.CONSOLE, str(person.id), person.name)
    place = Place(PlatformName.CONSOLE, room or f"{DIRECT}{person.id}", is_shared=bool(room))
    return Request(f"demo:{number}", speaker, Said(line, is_command=True), place)

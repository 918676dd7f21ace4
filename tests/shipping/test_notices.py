"""The notice to a customer: drafted in the customer's language, sent over a mail server, and the duty it closes."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509 import DNSName

from bot.domain.people import Language
from bot.mailer import SmtpMailer
from bot.ports.errands import Mail
from bot.ports.requests import Answer
from tests.shipping.certificate import LOOPBACK, certificate_in
from tests.shipping.dock import TEXTS, Dock, run
from tests.shipping.post_office import PostOffice, post_office

NEW = "ship new PI-1 bl:MAEU123456789 pol:CNSZX pod:DEHAM etd:2026-12-01 eta:2026-12-31"
LATE = 'ship S1 eta 2027-01-05 reason:"port congestion"'


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


@pytest.fixture
def mailing(empty_dock: Path, tmp_path: Path, office: PostOffice) -> Iterator[Dock]:
    """A desk with a mail server; Anna Schmidt of ABC GmbH has an address."""
    mailer = SmtpMailer(office.url, "Desk <desk@example.com>", TEXTS)
    dock = Dock(Path(shutil.copytree(empty_dock, tmp_path / "desk")), mailer)
    dock.say('customer ABC contact:"Anna Schmidt" email:anna@abc.example')
    dock.say(NEW)
    yield dock
    dock.close()


def is_open(dock: Dock) -> bool:
    return any(duty.is_open for duty in dock.read(lambda ledger: ledger.duties.of_shipment(1)))


def late(dock: Dock) -> Answer:
    answer = dock.say(LATE)
    assert "Customer not yet notified" in dock.said(answer)
    return answer


def test_send_mails_what_was_shown_and_closes_the_duty_with_its_time(mailing: Dock, office: PostOffice) -> None:
    shown = late(mailing)
    mailing.clock.at += timedelta(minutes=90)
    assert "is on its way" in mailing.said(mailing.press(shown, "Send to Anna Schmidt"))
    assert is_open(mailing), "only the sent mail closes it"
    said = mailing.carry()
    assert "was sent" in said and "1 h 30 min" in said and "Customer not yet notified" not in said
    [mail] = office.mails
    text = mail.get_content().replace("\r\n", "\n")
    assert (mail["To"], mail["From"]) == ("anna@abc.example", "Desk <desk@example.com>")
    assert mail["Subject"] == "Order PI-1 (MAEU123456789): new schedule"
    for words in ("Dear Anna Schmidt", "arrival now: 2027-01-05", "Reason: port congestion.", "Best regards,\nanna"):
        assert words in text, text
    assert " ".join(text.split("\n\n")[0].split()) in " ".join(mailing.said(shown).split()), "as it was shown"
    assert not is_open(mailing)
    trail = mailing.said(mailing.say("trail S1"))
    assert "mailed to the customer" in trail and "anna@abc.example" in trail
    # What the customer knows now is the new day.
    assert "not yet notified" not in mailing.said(mailing.say("ship S1 eta 2027-01-05 14:00"))


def test_two_presses_are_one_mail_and_a_told_customer_gets_none(mailing: Dock, office: PostOffice) -> None:
    shown = late(mailing)
    mailing.press(shown, "Send")
    assert "is on its way" in mailing.said(mailing.press(shown, "Send"))
    mailing.carry()
    mailing.carry()
    assert len(office.mails) == 1
    assert "told already" in mailing.said(mailing.press(shown, "Send"))


def test_a_mail_repeated_after_a_crash_is_known_as_the_same(mailing: Dock, office: PostOffice) -> None:
    mailing.press(late(mailing), "Send")
    [errand] = mailing.read(lambda ledger: ledger.errands.due(mailing.clock.now(), 5))
    assert isinstance(errand.errand.task, Mail) and mailing.porter._mailer is not None
    for _ in range(2):
        run(mailing.porter._mailer.send(errand.errand.task, errand.number, mailing.clock.now()))
    first, second = office.mails
    assert first["Message-ID"] == second["Message-ID"] and str(first["Message-ID"]).endswith("@example.com>")


def test_what_changed_since_is_shown_before_it_is_sent(mailing: Dock, office: PostOffice) -> None:
    shown = late(mailing)
    mailing.say("ship S1 eta 2027-01-09")
    again = mailing.press(shown, "Send")
    assert "Nothing was sent" in mailing.said(again) and "2027-01-09" in mailing.said(again)
    mailing.press(again, "Send")
    mailing.carry()
    assert "2027-01-09" in office.mails[0].get_content()


@pytest.mark.parametrize(
    ("step", "answer", "why"),
    [
        ("rcpt", "550 no such person", "does not know this address"),
        ("data", "554 spam", "refused it"),
        ("data", "", "may have gone"),
    ],
)
def test_a_refused_mail_is_said_and_the_duty_stays(
    mailing: Dock, office: PostOffice, step: str, answer: str, why: str
) -> None:
    office.says[step] = answer
    mailing.press(late(mailing), "Send")
    said = mailing.carry()
    assert why in said and "did not go" in said and is_open(mailing)
    assert "mail not sent" in mailing.said(mailing.say("trail S1"))
    office.says.clear()
    mailing.press(mailing.press(mailing.say("ship S1"), "Draft"), "Send")
    assert "was sent" in mailing.carry() and not is_open(mailing)


def test_a_server_that_is_away_is_tried_again_and_then_said(mailing: Dock, office: PostOffice) -> None:
    office.says["rcpt"] = "451 later"
    mailing.press(late(mailing), "Send")
    said = mailing.carry()
    assert not said, "it is tried again first"
    for _ in range(4):
        mailing.clock.at += timedelta(minutes=1)
        said += mailing.carry()
    assert said.count("does not answer") == 1 and is_open(mailing)


def test_a_wrong_password_is_said_to_be_the_desks_own(mailing: Dock, office: PostOffice) -> None:
    url = office.url.replace("s%40cret", "wrong")
    mailing.porter._mailer = SmtpMailer(url, "desk@example.com", TEXTS)
    mailing.press(late(mailing), "Send")
    assert "SMTP_URL" in mailing.carry() and is_open(mailing)


ENCRYPTED = ("smtps", "smtp+starttls")


@pytest.mark.parametrize("scheme", ENCRYPTED)
def test_a_mail_goes_encrypted_over_either_way(
    mailing: Dock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with post_office(scheme, certificate) as office:
        mailing.porter._mailer = SmtpMailer(office.url, "desk@example.com", TEXTS)
        mailing.press(late(mailing), "Send")
        assert "was sent" in mailing.carry() and not is_open(mailing)
        assert [mail["To"] for mail in office.mails] == ["anna@abc.example"]


@pytest.mark.parametrize("scheme", ENCRYPTED)
@pytest.mark.parametrize("fault", ["signed by nobody", "of another host"])
def test_a_server_with_a_wrong_certificate_gets_no_mail_and_no_password(
    mailing: Dock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    scheme: str,
    fault: str,
) -> None:
    certificate = certificate_in(tmp_path, DNSName("mail.example.com") if fault == "of another host" else LOOPBACK)
    if fault == "of another host":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with post_office(scheme, certificate) as office:
        mailing.porter._mailer = SmtpMailer(office.url, "desk@example.com", TEXTS)
        mailing.press(late(mailing), "Send")
        assert "certificate is not trusted" in mailing.carry() and is_open(mailing)
        assert (office.mails, office.signed_in) == ([], 0)
    (line,) = [one for one in caplog.records if "certificate" in one.getMessage()]
    assert ("self-signed" if fault == "signed by nobody" else "mismatch") in str(line.__dict__["reason"])
    assert "s@cret" not in caplog.text


@pytest.mark.parametrize("scheme", ENCRYPTED)
def test_a_server_that_does_not_encrypt_gets_no_password(mailing: Dock, scheme: str) -> None:
    with post_office(scheme) as office:
        mailing.porter._mailer = SmtpMailer(office.url, "desk@example.com", TEXTS)
        mailing.press(late(mailing), "Send")
        assert "does not encrypt" in mailing.carry() and is_open(mailing)
        assert (office.mails, office.signed_in) == ([], 0)


def test_a_chinese_customer_is_written_to_in_chinese(mailing: Dock, office: PostOffice) -> None:
    mailing.say("customer ABC country:CN")
    mailing.press(mailing.say('ship S1 exception "2 箱压坏" kind:damage'), "Send")
    mailing.carry()
    [mail] = office.mails
    assert mail["Subject"] == "订单 PI-1 (MAEU123456789)：货物受损通知" and "货物受损：2 箱压坏。" in mail.get_content()


def test_without_a_mail_server_the_draft_is_there_to_be_copied(dock: Dock) -> None:
    dock.say(NEW)
    said = dock.said(dock.say("ship S1 eta 2027-01-05"))
    assert "Draft for the customer: Dear" in said and "Reason" not in said and "–" not in said and "Send" not in said
    draft = dock.press(dock.say("ship S1"), "Draft")
    assert "arrival now: 2027-01-05" in dock.said(draft) and "草稿" in dock.said(draft, Language.ZH_CN)


def test_without_an_address_it_is_said_how_to_add_one(mailing: Dock) -> None:
    mailing.say('customer new "XYZ Oy" country:FI')
    mailing.say('order new PI-9 "XYZ Oy" USD 100 FOB Shenzhen')
    mailing.say("ship new PI-9 pol:CNSZX pod:FIHEL eta:2026-12-31")
    said = mailing.said(mailing.say("ship S2 eta 2027-01-05"))
    assert "No mail address is known" in said and "Send to" not in said

"""Sends the notices that customers get by mail, over the firm's own mail server."""

import asyncio
import logging
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bot.domain.phrases import Phrase
from bot.ports.errands import Mail
from bot.ports.outside import DeliveryError, NotSent, Refused, Says, Unknown

log = logging.getLogger(__name__)

PATIENCE: Final = 20.0
"""Seconds for each answer of the mail server."""
PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class SmtpMailer:
    """One connection a mail; mails to customers are few."""

    def __init__(self, url: str, sender: str, texts: Says) -> None:
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.hostname or ""
        self._port = parts.port or PORTS[parts.scheme]
        self._user, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender, self._texts = sender, texts

    async def send(self, mail: Mail, number: int, now: datetime) -> str:
        """Send it; gives its subject and text as sent. `number`: the errand's, the same for the same mail.

        Raises `NotSent` where it surely did not go and may be tried again, `Refused` where trying again is useless
        (`address`, `sign_in`, `refused`), `Unknown` where the connection broke while the server took it.
        """
        message, client = self._message(mail, number, now), self._client()
        try:
            await self._offer(client, mail.to)
            await _hand_over(client, message.as_bytes())
        finally:
            client.close()
        return f"{message['Subject']}\n\n{message.get_content().strip()}".replace("\r\n", "\n")

    async def greet(self) -> None:
        """Sign in and leave again; raises as `send` does. For `check`, which sends nothing."""
        client = self._client()
        try:
            await self._offer(client, None)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._scheme == "smtps",
            start_tls=self._scheme == "smtp+starttls",
            tls_context=ssl.create_default_context() if self._scheme != "smtp" else None,
            timeout=PATIENCE,
        )

    def _message(self, mail: Mail, number: int, now: datetime) -> EmailMessage:

        def say(text: Phrase) -> str:
            return self._texts.say(text, mail.language, mail.zone)

        name, address = parseaddr(self._sender)
        message = EmailMessage(POLICY)
        try:
            message["From"] = str(Address(name, addr_spec=address))
            message["To"] = str(Address(addr_spec=mail.to))
        except (ValueError, IndexError, MessageError) as error:
            raise Refused("address") from error
        message["Subject"] = " ".join(say(mail.subject).split())
        message["Date"] = format_datetime(now)
        # The same mail again, after a crash, bears the same number, so that mailboxes show it once.
        mark = sha256(f"{number}:{mail.duty_id}:{mail.to}".encode()).hexdigest()[:20]
        message["Message-ID"] = f"<{mark}@{address.rpartition('@')[2]}>"
        message.set_content("\n\n".join(say(part) for part in mail.parts) + "\n")
        return message

    async def _offer(self, client: aiosmtplib.SMTP, to: str | None) -> None:
        """Everything up to the mail's text: until here nothing has been sent. Without `to`, only who we are."""
        try:
            await client.connect()
            if self._user:
                await client.login(self._user, self._secret)
            await client.mail(parseaddr(self._sender)[1])
            if to is not None:
                await client.rcpt(to)
        except aiosmtplib.SMTPAuthenticationError as error:
            raise (Refused("sign_in") if error.code >= 500 else NotSent("busy")) from error
        except aiosmtplib.SMTPResponseException as error:
            is_final = error.code >= 500
            reason = "address" if isinstance(error, aiosmtplib.SMTPRecipientRefused) else "refused"
            raise (Refused(reason) if is_final else NotSent("busy")) from error
        except UnicodeError as error:
            raise Refused("address") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise self._no_line(error) from error

    def _no_line(self, error: BaseException) -> DeliveryError:
        """Why nobody could be spoken to. What only an admin can mend is not tried again; all else may pass."""
        causes = tuple(_causes(error))
        untrusted = next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)
        if untrusted is not None:
            log.error("the mail server's certificate is not trusted", extra={"reason": untrusted.verify_message})
            return Refused("certificate")
        # The library has no class of its own for a server that does not offer to encrypt.
        is_plain = self._scheme == "smtp+starttls" and type(error) is aiosmtplib.SMTPException
        if is_plain or any(isinstance(one, ssl.SSLError) for one in causes):
            log.error("the mail server does not encrypt as SMTP_URL says", extra={"scheme": self._scheme})
            return Refused("no_tls")
        return NotSent("away")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def _hand_over(client: aiosmtplib.SMTP, content: bytes) -> None:
    try:
        await client.data(content)
    except aiosmtplib.SMTPResponseException as error:
        raise (Refused("refused") if error.code >= 500 else NotSent("busy")) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise Unknown("broken_off") from error

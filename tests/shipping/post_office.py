"""A mail server on the loopback: takes mails, or refuses, or breaks off, as told."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(slots=True)
class PostOffice:
    """`says` answers the recipient (`rcpt`) or the text (`data`) instead of the usual; `data` as "" hangs up."""

    mails: list[EmailMessage] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    port: int = 0
    scheme: str = "smtp"
    signed_in: int = 0
    """How often somebody told it name and password."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "rcpt" in self.says:
            return self.says["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "data" in self.says:
            if not self.says["data"]:
                assert isinstance(server.transport, asyncio.Transport)
                server.transport.abort()
            return self.says["data"]
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"

    @property
    def url(self) -> str:
        """What SMTP_URL is set to."""
        return f"{self.scheme}://desk:s%40cret@127.0.0.1:{self.port}"


class _AnyPort(Controller):
    """Listens where there is room, and knows where that is."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def post_office(scheme: str = "smtp", certificate: Path | None = None) -> Iterator[PostOffice]:
    """Open on a port of its own; `desk` may sign in with `s@cret`. With a certificate it encrypts by the scheme."""
    office = PostOffice(scheme=scheme)
    tls = None
    if certificate is not None:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)

    def admits(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        office.signed_in += 1
        return AuthResult(success=(given.login, given.password) == (b"desk", b"s@cret"), handled=False)

    controller = _AnyPort(
        office,
        hostname="127.0.0.1",
        port=0,
        authenticator=admits,
        # Where all is encrypted from the first byte, the server's own part does not know of it.
        auth_require_tls=tls is not None and scheme == "smtp+starttls",
        ssl_context=tls if scheme == "smtps" else None,
        tls_context=tls if scheme == "smtp+starttls" else None,
        require_starttls=tls is not None and scheme == "smtp+starttls",
    )
    # Its own log would be taken for the desk's.
    own_log = logging.getLogger("mail.log")
    own_log.disabled = True
    controller.start()
    try:
        office.port = controller.port
        yield office
    finally:
        controller.stop()
        own_log.disabled = False

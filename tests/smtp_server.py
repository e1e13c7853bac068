"""A real mail server on loopback for tests: keeps what it is given, knows one login, encrypts, and can be made to refuse."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from browser_app import free_port

from benchmark.settings import MailServer

FOLDER = Path(__file__).parent / "fixtures" / "smtp"
CERTIFICATE = FOLDER / "server.crt"
"""Of localhost and 127.0.0.1, signed by itself: whoever is to trust it names it in SSL_CERT_FILE."""
USER, PASSWORD = "reports", "planted-mail-5c1d0f"


@dataclass
class Mailbox:
    """What came, and how the server answers: an answer by the command or the recipient it is to be given to."""

    port: int
    envelopes: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def messages(self) -> list[EmailMessage]:
        read = [message_from_bytes(each.original_content or b"", policy=policy.default) for each in self.envelopes]
        return [each for each in read if isinstance(each, EmailMessage)]

    def server(self, **fields: Any) -> MailServer:
        """How the settings name this server."""
        known = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": USER,
            "password": PASSWORD,
            "sender": "reports@brand.example",
        }
        return MailServer(**{**known, **fields})

    async def handle_RCPT(self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.envelopes.append(envelope)
        return "250 taken"


def _known(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)  # the server says so itself


@contextmanager
def mail_server(*, encrypted: bool = True) -> Iterator[Mailbox]:
    """Serve until the block ends: with STARTTLS and a login that are both required, or with neither."""
    box = Mailbox(free_port())
    options: dict[str, Any] = {}
    if encrypted:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE, FOLDER / "server.key")
        options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _known}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, data_size_limit=40_000_000, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def dripping_server(greeting: bytes, arrived: Callable[[], object] = lambda: None) -> Iterator[MailServer]:
    """Serve one caller until the block ends: this greeting, and then a digit now and then of a line that never ends.

    ``arrived`` is called once the caller is there.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            peer, _ = listening.accept()
            with peer:
                arrived()
                peer.sendall(greeting)
                peer.settimeout(0.02)
                while True:
                    try:
                        if not peer.recv(1000):
                            return
                    except TimeoutError:
                        peer.sendall(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield MailServer("127.0.0.1", listening.getsockname()[1], "none", sender="reports@brand.example")
        thread.join(10)
        assert not thread.is_alive(), "the line was left open"

"""Mail with a file attached: the message, and the way to the mail server.

Nothing that a server says is shown or kept, for it may repeat what it was told: a failure is a code and the server's number.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final

from benchmark.refusals import Refusal
from benchmark.settings import MailServer
from benchmark.text.plain import plain

SECONDS: Final = 30.0
"""How long the server may take for one answer."""
SENDING_SECONDS: Final = 300.0
"""The same while the file goes out."""
DEADLINE: Final = 600.0
"""Seconds for the whole of it, however the server behaves."""
_TOO_LARGE: Final = 552


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail. ``name`` is made of ``[A-Za-z0-9._-]``."""

    name: str
    mime: str
    content: bytes


def message(
    server: MailServer,
    recipients: Sequence[str],
    subject: str,
    text: str,
    attachment: Attachment,
    *,
    about: str,
    at: datetime,
) -> EmailMessage:
    """Return a mail ready to go.

    Args:
        server: whose sender is named.
        recipients: addresses as `benchmark.refusals.mail_address` returns them.
        subject: one line; invisible characters and line ends are taken out.
        text: the body.
        attachment: the file.
        about: what makes this mail another than every other: a second one about the same carries the same id, by which mail
            programs know it for a copy.
        at: when, UTC.
    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = plain(subject, 200)
    made["From"] = server.sender
    made["To"] = ", ".join(recipients)
    made["Date"] = format_datetime(at.replace(tzinfo=UTC))
    made["Message-ID"] = f"<{about}@{server.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    kind, _, detail = attachment.mime.partition("/")
    made.add_attachment(attachment.content, maintype=kind, subtype=detail, filename=attachment.name)
    return made


def send(server: MailServer, made: EmailMessage) -> list[str]:
    """Hand a mail over to the mail server. Returns the addresses that it refused while it took the others.

    Raises:
        Refusal: ``mail_…``, it was not taken for anybody; see `benchmark.problems.sending`.
    """
    if not server.host or not server.sender:
        raise Refusal("mail_not_set")
    particulars = {"host": server.host, "port": str(server.port)}
    try:
        with _connected(server) as line:
            _sign_in(server, line)
            if line.sock is not None:
                line.sock.settimeout(SENDING_SECONDS)
            return sorted(line.send_message(made))
    except smtplib.SMTPRecipientsRefused as refused:
        raise Refusal("mail_recipients", addresses=", ".join(sorted(refused.recipients))) from None
    except smtplib.SMTPSenderRefused as refused:
        code = "mail_too_large" if refused.smtp_code == _TOO_LARGE else "mail_sender"
        raise Refusal(code, sender=server.sender, **particulars) from None
    except smtplib.SMTPResponseException as refused:
        code = "mail_too_large" if refused.smtp_code == _TOO_LARGE else "mail_refused"
        raise Refusal(code, number=str(refused.smtp_code), **particulars) from None
    except ssl.SSLCertVerificationError:
        raise Refusal("mail_certificate", **particulars) from None
    except ssl.SSLError:
        raise Refusal("mail_tls", security=server.security, **particulars) from None
    except (smtplib.SMTPException, OSError):  # not there, silent, gone in mid-sentence, no mail server at all
        raise Refusal("mail_unreachable", **particulars) from None


def hang_up() -> None:
    """Cut the lines that are open: the program ends and waits for no server."""
    for line in tuple(_open):
        line.cut()


class _Line(smtplib.SMTP):
    """A line to a mail server that is cut at the deadline, which begins before the server's first word."""

    _is_cut = False

    def connect(self, *where: Any, **named: Any) -> tuple[int, bytes]:
        _open.add(self)
        self._cutting = threading.Timer(DEADLINE, self.cut)
        self._cutting.daemon = True
        self._cutting.start()
        try:
            return super().connect(*where, **named)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        _open.discard(self)
        self._cutting.cancel()
        super().close()

    def getreply(self) -> tuple[int, bytes]:
        reply = (0, b"") if self._is_cut else super().getreply()
        if self._is_cut:  # a line that broke off is no answer
            self.close()
            raise smtplib.SMTPServerDisconnected
        return reply

    def cut(self) -> None:
        """Let whoever waits at this line go on at once, without an answer."""
        self._is_cut = True
        with suppress(OSError):
            if self.sock is not None:
                # not the encrypted socket's own shutdown, which first takes the encryption off while another thread may be sending
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


_open: Final[set[_Line]] = set()


class _EncryptedLine(_Line, smtplib.SMTP_SSL):
    """The same, encrypted from the beginning."""


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A line to the server, encrypted as the settings say, that is cut at the deadline."""
    context = ssl.create_default_context()
    if server.security == "tls":
        line: _Line = _EncryptedLine(server.host, server.port, timeout=SECONDS, context=context)
    else:
        line = _Line(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            line.ehlo()
            if not line.has_extn("starttls"):
                raise Refusal("mail_no_tls", host=server.host, port=str(server.port))
            line.starttls(context=context)
        yield line
        with suppress(
            smtplib.SMTPException, OSError
        ):  # the mail is taken; how the server says goodbye is its own affair
            line.quit()
    finally:
        line.close()


def _sign_in(server: MailServer, line: smtplib.SMTP) -> None:
    if not server.user:
        return
    try:
        line.login(server.user, server.password)
    except (smtplib.SMTPAuthenticationError, UnicodeError):  # the library sends no name or password beyond ASCII
        raise Refusal("mail_login", host=server.host) from None
    except smtplib.SMTPNotSupportedError:
        raise Refusal("mail_no_login", host=server.host) from None

"""Mails through the school's mail server, always over TLS."""

import logging
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from screening.adapters.messages.mail import as_mail
from screening.core.language import Text
from screening.digests.interface import DeliveryFailed, Envelope

_log = logging.getLogger(__name__)
_REFUSED_FOR_GOOD = 500  # RFC 5321 §4.2.1: 5yz is permanent, 4yz may pass


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """A mail server. ``starttls``: TLS by STARTTLS (port 587); False: TLS from the first byte (port 465). Never in the clear."""

    host: str
    port: int
    index_key: bytes = field(repr=False)
    sender: str = ""
    user: str = ""  # empty: the server asks for no login
    password: str = field(default="", repr=False)
    starttls: bool = True
    seconds: float = 30.0  # how long to wait for the server
    trusted: ssl.SSLContext | None = None  # None: the certificates this machine trusts

    def send(self, envelope: Envelope) -> None:
        """Return once the server has taken the mail (250 after DATA). Raises DeliveryFailed otherwise, permanent for 5yz."""
        mail = as_mail(envelope, sender=self.sender, index_key=self.index_key)
        try:
            connection = self._connected()
            try:
                self._hand_over(connection, mail)
            finally:
                _leave(connection)
        except OSError as fault:  # every fault of smtplib and ssl is one
            raise _failed(fault) from None

    def _connected(self) -> smtplib.SMTP:
        if self.starttls:
            return smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=self._context())

    def _hand_over(self, connection: smtplib.SMTP, mail: EmailMessage) -> None:
        if self.starttls:
            connection.starttls(context=self._context())
        if self.user:
            connection.login(self.user, self.password)
        connection.send_message(mail)

    def _context(self) -> ssl.SSLContext:
        return self.trusted or ssl.create_default_context()


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye. The mail is taken or refused by now: raising here would send it twice, so a rude goodbye is only noted."""
    try:
        connection.quit()
    except OSError as fault:
        _log.info("the mail server hung up: %s", type(fault).__name__)
    finally:
        connection.close()


def _failed(fault: OSError) -> DeliveryFailed:
    """The reason without the server's own words: they often quote the address."""
    if isinstance(fault, ssl.SSLError):
        return DeliveryFailed(
            Text("邮件服务器的证书不可信", "the mail server's certificate isn't trusted"),
            permanent=False,
            hint=Text("核对服务器名称，或请管理员安装证书", "check the server's name, or have its certificate installed"),
        )
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        return DeliveryFailed(
            Text("邮件服务器不支持加密连接或登录，邮件没有发出", "the server offers no STARTTLS or login; nothing was sent"),
            permanent=False,
            hint=Text("换用 465 端口并设 smtp_starttls = false", "use port 465 with smtp_starttls = false"),
        )
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return DeliveryFailed(
            Text("邮件服务器不接受用户名或口令", "the mail server refuses user name or password"),
            permanent=False,  # settings can be mended while the mail waits
            hint=Text("检查 smtp_user 和 smtp_password（许多邮箱要用授权码）", "check smtp_user and smtp_password"),
        )
    code = _code(fault)
    if code:
        return DeliveryFailed(
            Text(f"邮件服务器退回了邮件（代码 {code}）", f"the mail server refused the mail (code {code})"),
            permanent=code >= _REFUSED_FOR_GOOD,
        )
    return DeliveryFailed(
        Text("连不上邮件服务器", "the mail server can't be reached"),
        permanent=False,
        hint=Text("检查网络和 smtp_host、smtp_port", "check the network, smtp_host and smtp_port"),
    )


def _code(fault: OSError) -> int:
    """The server's reply code, 0 if it gave none."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return max(code for code, _ in fault.recipients.values())
    return fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else 0

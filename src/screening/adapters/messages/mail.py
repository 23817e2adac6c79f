"""One envelope as an internet mail whose every header is the same for everybody, but for the address."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from screening.casefiles.envelope import keyed_digest
from screening.core.language import Text
from screening.digests.interface import DeliveryFailed, Envelope

DEFAULT_SENDER = "screening@localhost"
_PURPOSE = "mail.idempotency"


def as_mail(envelope: Envelope, *, sender: str, index_key: bytes) -> EmailMessage:
    """The mail, byte for byte the same each time the same envelope is sent.

    Message-ID, idempotency header and boundary come of the outbox key under the index key: two sendings can be told to be one,
    and nobody without the key can guess what it was about. Raises DeliveryFailed (permanent) if the address is none.
    """
    name = mail_name(envelope.key, index_key)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender or DEFAULT_SENDER)
    mail["To"] = _address(envelope.to)
    mail["Subject"] = envelope.subject
    mail["Date"] = envelope.at
    mail["Message-ID"] = f"<{name}@{_address(sender or DEFAULT_SENDER).domain}>"
    mail["Idempotency-Key"] = name
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    mail.set_content(envelope.text, cte="base64")
    if envelope.attachment is not None:
        held = envelope.attachment
        mail.add_attachment(held.content, maintype="application", subtype="pdf", filename=held.name)
        mail.set_boundary(f"={name}=")
    return mail


def mail_name(key: str, index_key: bytes) -> str:
    """32 hex digits that stand for an outbox key: HMAC-SHA256 under the index key, cut to 128 bits."""
    return keyed_digest(key.encode(), index_key, _PURPOSE).hex()[:32]


def _address(words: str) -> Address:
    try:
        return Address(addr_spec=words)
    except (HeaderParseError, ValueError, IndexError):  # the parser's own ways to say no
        raise DeliveryFailed(
            Text("邮箱地址写得不对", "the mail address isn't one"),
            permanent=True,
            hint=Text("在名册的教职工表里改正后重新导入名册", "correct it on the staff sheet and import the roster again"),
        ) from None

"""Mails as a real server and a real folder get them: neutral, the same for everybody, never in the clear."""

import datetime as dt
import ipaddress
import re
import socket
import ssl
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.messages.eml import EmlFolder
from screening.adapters.messages.mail import as_mail, mail_name
from screening.adapters.messages.smtp import SmtpServer
from screening.adapters.pdf import encrypt_pdf, render_pdf
from screening.digests.digest import make_digest
from screening.digests.interface import Attachment, DeliveryFailed, DigestLine, Envelope
from screening.digests.phrases import MAIL_SUBJECT
from screening.digests.wording import digest_markup, mail_text

INDEX_KEY = bytes(range(32))
NOW = dt.datetime(2026, 11, 10, 1, 30, tzinfo=dt.UTC)
READER = "wang@school.example"
LOGIN = ("screening", "made-up-login")


def envelope(key="todo:17", to=READER, attachment=None):
    text = mail_text(attached=attachment is not None)
    return Envelope(key=key, to=to, subject=MAIL_SUBJECT.zh, text=text, at=NOW, attachment=attachment)


def raw(key="todo:17", to=READER, attachment=None):
    return as_mail(envelope(key, to, attachment), sender="screening@school.example", index_key=INDEX_KEY).as_bytes()


def read(content):
    return message_from_bytes(content, policy=policy.default)


def sealed_digest(name, ask="fetch"):
    line = DigestLine(seat=3, name=name, ask=ask, due_at=NOW)
    digest = make_digest(reader="王老师", school="示例学校", school_class="701", day=NOW.date(), lines=[line])
    return Attachment(name="todo.pdf", content=encrypt_pdf(render_pdf(digest_markup([digest])), "4821 0937"))


class Inbox:
    """A mail server's handler: keeps what it takes, refuses what it is told to refuse."""

    def __init__(self):
        self.mails, self.encrypted, self.refuse = [], [], ""

    async def handle_DATA(self, _server, session, taken):  # noqa: N802  # aiosmtpd names it
        if self.refuse:
            return self.refuse
        self.mails.append((taken.rcpt_tos, taken.content))
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A throw-away certificate for 127.0.0.1: its file and its key's file."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(built.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def serve(certificate, inbox):
    """Starts a mail server on a free port; gives the SmtpServer that knows its certificate."""
    started = []

    def start(mode="starttls", trusted=None, **login):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        how = {
            "starttls": {"tls_context": context, "require_starttls": True},
            "tls": {"ssl_context": context},
            "clear": {},
        }[mode]
        if mode == "starttls":
            how |= {"authenticator": check_login, "auth_required": bool(login)}
        server = Controller(inbox, hostname="127.0.0.1", port=free_port(), **how)
        server.start()
        started.append(server)
        return SmtpServer(
            host="127.0.0.1",
            port=server.port,
            index_key=INDEX_KEY,
            sender="screening@school.example",
            starttls=mode != "tls",
            seconds=5,
            trusted=trusted or ssl.create_default_context(cafile=certificate[0]),
            **login,
        )

    yield start
    for server in started:
        server.stop()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def check_login(_server, _session, _envelope, _mechanism, told):
    return AuthResult(success=(told.login.decode(), told.password.decode()) == LOGIN, handled=False)


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_a_mail_arrives_over_tls(serve, inbox, mode):
    serve(mode).send(envelope())
    [(recipients, content)] = inbox.mails
    assert recipients == [READER]
    assert read(content)["Subject"] == "有一条待办"
    assert read(content).get_content().replace("\r\n", "\n") == mail_text()
    assert mode == "tls" or inbox.encrypted == [True]


def test_the_server_is_logged_in_to_if_it_asks(serve, inbox):
    serve(user=LOGIN[0], password=LOGIN[1]).send(envelope())
    assert len(inbox.mails) == 1


def test_an_encrypted_digest_arrives_as_it_was_sent(serve, inbox):
    attachment = sealed_digest("张三")
    serve().send(envelope(attachment=attachment))
    [part] = read(inbox.mails[0][1]).iter_attachments()
    assert part.get_content() == attachment.content
    assert part.get_filename() == "todo.pdf"
    assert part.get_content_type() == "application/pdf"


def test_nothing_is_sent_to_a_server_without_tls(serve, inbox):
    with pytest.raises(DeliveryFailed) as failed:
        serve("clear").send(envelope())
    assert inbox.mails == []
    assert not failed.value.permanent


def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(serve, inbox):
    with pytest.raises(DeliveryFailed, match="certificate"):
        serve(trusted=ssl.create_default_context()).send(envelope())
    assert inbox.mails == []


def test_a_wrong_password_can_be_mended_while_the_mail_waits(serve, inbox):
    with pytest.raises(DeliveryFailed, match="password") as failed:
        serve(user=LOGIN[0], password="wrong").send(envelope())  # noqa: S106  # a wrong one, on purpose
    assert inbox.mails == []
    assert not failed.value.permanent


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        pytest.param("451 wang@school.example is busy", False, id="4yz may pass"),
        pytest.param("554 no wang@school.example here", True, id="5yz is for good"),
    ],
)
def test_a_refusal_says_whether_it_is_for_good_and_never_who(serve, inbox, answer, permanent):
    inbox.refuse = answer
    with pytest.raises(DeliveryFailed) as failed:
        serve().send(envelope())
    assert failed.value.permanent is permanent
    assert answer[:3] in failed.value.said("zh")
    assert "wang" not in failed.value.said("zh") + failed.value.said("en") + str(failed.value)


def test_a_server_that_is_away_is_tried_again_later():
    away = SmtpServer(host="127.0.0.1", port=1, index_key=INDEX_KEY, seconds=2)
    with pytest.raises(DeliveryFailed) as failed:
        away.send(envelope())
    assert not failed.value.permanent


@pytest.mark.parametrize("address", ["", "no at sign", "two@@signs", "line\r\nBcc: everybody@school.example"])
def test_an_address_that_is_none_fails_for_good_and_alone(address, tmp_path):
    with pytest.raises(DeliveryFailed) as failed:
        EmlFolder(folder=tmp_path, index_key=INDEX_KEY).send(envelope(to=address))
    assert failed.value.permanent
    assert list(tmp_path.iterdir()) == []


def test_a_folder_gets_the_same_mail_a_server_would(tmp_path, serve, inbox):
    folder = EmlFolder(folder=tmp_path / "outbox", index_key=INDEX_KEY, sender="screening@school.example")
    folder.send(envelope())
    serve().send(envelope())
    [file] = (tmp_path / "outbox").iterdir()
    wire = re.sub(rb"^(X-Peer|X-MailFrom|X-RcptTo):.*\r\n", b"", inbox.mails[0][1], flags=re.MULTILINE)
    assert file.read_bytes().strip() == wire.strip()


def test_sending_twice_leaves_one_file_readable_by_its_owner(tmp_path):
    folder = EmlFolder(folder=tmp_path, index_key=INDEX_KEY)
    folder.send(envelope())
    folder.send(envelope())
    [file] = tmp_path.iterdir()
    assert re.fullmatch(r"[0-9a-f]{32}\.eml", file.name)
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_can_not_be_written_keeps_the_message_due(tmp_path):
    (tmp_path / "outbox").write_text("a file stands where the folder should be")
    with pytest.raises(DeliveryFailed) as failed:
        EmlFolder(folder=tmp_path / "outbox", index_key=INDEX_KEY).send(envelope())
    assert not failed.value.permanent


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_the_outbox_key_shows_nowhere_and_changes_no_length(one, other):
    """Law 8: keys may tell of pupils and kinds of alert; a mail shows 32 hex digits, different for different keys."""
    first, second = raw(key=f"<{one}>"), raw(key=f"<{other}>")
    assert len(first) == len(second)
    assert (first == second) is (one == other)
    assert first.replace(mail_name(f"<{one}>", INDEX_KEY).encode(), b"") == second.replace(
        mail_name(f"<{other}>", INDEX_KEY).encode(), b""
    )


def test_the_same_message_has_the_same_id_on_every_try():
    assert raw() == raw()
    assert read(raw())["Message-ID"] == f"<{mail_name('todo:17', INDEX_KEY)}@school.example>"
    assert read(raw())["Idempotency-Key"] == mail_name("todo:17", INDEX_KEY)


def test_another_school_gives_the_same_key_another_id():
    assert mail_name("todo:17", INDEX_KEY) != mail_name("todo:17", bytes(32))


def test_two_digests_make_mails_of_one_size_and_one_shape():
    """Law 8: other pupil, other request; headers are equal byte for byte, only the sealed part differs."""
    first = raw(attachment=sealed_digest("张三", "stay"))
    second = raw(attachment=sealed_digest("阿依古丽·买买提", "make_up"))
    assert len(first) == len(second)
    body = first.index(b"JVBER")  # "%PDF" in base64
    assert first[:body] == second[:body]


@pytest.mark.parametrize("attached", [False, True])
def test_a_mail_says_no_name_class_level_or_count(attached):
    mail = read(raw(attachment=sealed_digest("张三", "stay") if attached else None))
    shown = "\n".join([*(f"{name}: {value}" for name, value in mail.items()), mail.get_body().get_content()])
    for word in ("张三", "王老师", "701", "stay", "todo:17", "重点", "紧急", "预警", "测评", "心理测", "digest"):
        assert word not in shown

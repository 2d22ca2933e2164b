"""E-mail to the person from its settings to the mailbox, over a real mail server with faults."""

import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from kiosk.connectors.connector import DeliveryType, parse_networks
from kiosk.connectors.smtp import (
    NO_TLS,
    STARTTLS,
    TLS,
    MailServer,
    Smtp,
    domain_of,
    is_sender,
    is_server,
    written_message,
)
from kiosk.connectors.tls import hub_context
from kiosk.errors import Unreachable
from tests.authority import certify
from tests.connectors.samples import delivery, parcel
from tests.gallery.receivers import mail_server as mail
from tests.gallery.receivers.mail_server import Mail

TO_ADA = {"to": "ada@example.org", "language": "fr", "subject": "Du nouveau", "text": "Il y a du nouveau."}


def email(port: int, keys: Path, **changes: str) -> Smtp:
    settings = {setting.name: setting.default for setting in Smtp.settings}
    own = {"server": f"localhost:{port}", "sender": "mairie@mairie.example", "security": "none"}
    return Smtp("post", {**settings, **own, "networks": "127.0.0.0/8, ::1", **changes}, keys)


def test_a_notice_arrives_with_its_own_id(tmp_path: Path) -> None:
    server = Mail()
    sender = email(server.port, tmp_path)
    assert sender.what_is_wrong() is None and not server.kept
    assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    assert server.kept == [f"<{7:032x}@mairie.example>"]
    server.stop()


def test_what_is_no_address_needs_a_person(tmp_path: Path) -> None:
    assert email(1, tmp_path).deliver(parcel(delivery(7, {**TO_ADA, "to": "ada"}))) == "address-refused"


def test_a_password_that_is_not_there_is_told(tmp_path: Path) -> None:
    sender = email(1, tmp_path, user="parvis", password_file=str(tmp_path / "none"))
    assert sender.what_is_wrong() == "no-secret" and sender.new_secret() is None
    with pytest.raises(Unreachable, match="no-secret"):
        sender.deliver(parcel(delivery(7, TO_ADA)))


def test_where_it_goes_is_the_server(tmp_path: Path) -> None:
    assert email(587, tmp_path).where == "localhost:587"


def test_a_server_with_its_port_is_one() -> None:
    for server in ["smtp.example:587", "[::1]:25"]:
        assert is_server(server)


def test_nothing_else_is() -> None:
    for server in ["smtp.example", ":25", "smtp.example:0", "smtp.example:x", "a@b:25", "é.fr:25"]:
        assert not is_server(server)


DATA = {"to": "ada@example.org", "language": "ar", "subject": "جديد في طلبك", "text": "هناك جديد في طلبك.\n.\nغدا"}
NEWS = delivery(7, DATA, type=DeliveryType.NOTICE_NEWS)


def test_the_same_notice_gives_the_same_bytes_with_its_own_id() -> None:
    first = written_message(NEWS, "Mairie <mairie@saint-aubin.example>")
    assert first == written_message(NEWS, "Mairie <mairie@saint-aubin.example>") and first.isascii()
    read = message_from_bytes(first, policy=policy.default)
    assert read["Message-ID"] == f"<{7:032x}@saint-aubin.example>"
    assert (read["Subject"], read["To"], read["Content-Language"]) == (DATA["subject"], DATA["to"], "ar")
    assert read["Auto-Submitted"] == "auto-generated" and read["Date"] == "Tue, 24 Nov 2026 13:05:00 +0000"
    assert read.get_content().splitlines() == DATA["text"].splitlines()


def test_no_line_of_it_is_the_end_of_a_message() -> None:
    assert b"\r\n." not in written_message(NEWS, "mairie@saint-aubin.example")


def test_nothing_of_a_case_stands_in_it() -> None:
    told = written_message(NEWS, "mairie@saint-aubin.example")
    assert NEWS.reference.encode() not in told and NEWS.service.encode() not in told


def test_what_is_no_address_is_refused() -> None:
    for to in ["ada", "a@b\r\nBcc: x@y.example", "", "a b@c.example"]:
        with pytest.raises(ValueError):
            written_message(delivery(7, {**DATA, "to": to}), "mairie@saint-aubin.example")


def test_one_address_is_a_sender() -> None:
    for sender in ["mairie@a.example", "Mairie de Saint-Aubin <mairie@a.example>"]:
        assert is_sender(sender) and domain_of(sender) == "a.example"


def test_nothing_else_is_a_message() -> None:
    for sender in ["", "mairie", "a@b", "a@b.example, c@d.example", "é@b.example", "a@b.example\n"]:
        assert not is_sender(sender)


HERE = parse_networks("127.0.0.0/8, ::1")
MESSAGE = b"Message-ID: <1@mairie.example>\r\nSubject: x\r\n\r\nDu nouveau.\r\n"


@pytest.fixture
def always(request: pytest.FixtureRequest) -> Iterator[Mail]:
    """A server that meets each message with one fault, or none."""
    fault = getattr(request, "param", mail.TAKES)
    made = Mail({fault: 100}, slow_s=1.0)
    yield made
    made.stop()


def send(port: int, *, security: str = NO_TLS, host: str = "localhost", timeout_s: float = 5.0) -> str | None:
    server = MailServer(host, port, security, HERE, timeout_s=timeout_s)
    return server.send("mairie@mairie.example", "ada@example.org", MESSAGE, "")


def test_what_the_server_has_taken_is_told(always: Mail) -> None:
    assert send(always.port) is None
    assert always.kept == ["<1@mairie.example>"] and always.messages[0].get_payload() == "Du nouveau.\r\n"


@pytest.mark.parametrize(
    ("always", "code"),
    [(mail.UNKNOWN, "address-refused"), (mail.REFUSES, "not-taken"), (mail.CUTS, "uncertain")],
    indirect=["always"],
)
def test_what_is_refused_or_in_doubt_is_for_a_person(always: Mail, code: str) -> None:
    assert send(always.port) == code


@pytest.mark.parametrize(
    ("always", "code"),
    [(mail.LATER, "receiver-broken"), (mail.LATER_AFTER, "receiver-broken"), (mail.CLOSES, "receiver-busy")],
    indirect=["always"],
)
def test_what_was_surely_not_taken_is_tried_again(always: Mail, code: str) -> None:
    with pytest.raises(Unreachable, match=code):
        send(always.port)
    assert not always.kept


@pytest.mark.parametrize("always", [mail.SLOW], indirect=True)
def test_a_server_that_keeps_its_answer_too_long_leaves_a_doubt(always: Mail) -> None:
    assert send(always.port, timeout_s=0.3) == "uncertain"


def test_a_server_that_is_not_there_or_inside_is_told() -> None:
    with pytest.raises(Unreachable, match="receiver-away"):
        send(1)
    with pytest.raises(Unreachable, match="receiver-private"):
        MailServer("localhost", 1, NO_TLS, ()).send("a@b.example", "c@d.example", MESSAGE, "")


@pytest.mark.parametrize("security", [STARTTLS, TLS])
def test_a_server_without_tls_is_not_told_anything(always: Mail, security: str) -> None:
    with pytest.raises(Unreachable, match=r"receiver-(untrusted|away)"):
        send(always.port, security=security, timeout_s=1.0)
    assert not always.kept


def test_only_this_machine_is_written_to_in_clear() -> None:
    with pytest.raises(Unreachable, match="receiver-untrusted"):
        MailServer("mail.example", 25, NO_TLS, HERE).greet("", "mairie.example")


@pytest.mark.parametrize(("trusted", "host", "code"), [
    (False, "localhost", "receiver-untrusted"), (True, "127.0.0.1", "receiver-untrusted"), (True, "localhost", ""),
])  # fmt: skip
def test_only_the_server_s_own_certificate_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, host: str, code: str
) -> None:
    certified = certify(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified.certificate, certified.key)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    hub_context.cache_clear()
    server = Mail(context=context)
    try:
        if code:
            with pytest.raises(Unreachable, match=code):
                send(server.port, security=STARTTLS, host=host)
            assert not server.kept
        else:
            assert send(server.port, security=STARTTLS) is None
    finally:
        server.stop()
        hub_context.cache_clear()


def test_who_signs_in_with_a_wrong_password_is_refused_and_nothing_is_sent(always: Mail) -> None:
    """This server knows no way to sign in at all: a password is never sent to it."""
    with pytest.raises(Unreachable, match=r"receiver-(untrusted|refuses)"):
        MailServer("localhost", always.port, NO_TLS, HERE, "parvis").greet("wrong", "mairie.example")

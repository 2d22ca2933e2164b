"""A real mail server with faults, and what becomes of a message."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.connectors.addresses import networks
from kiosk.connectors.smtp.mail_server import NO_TLS, STARTTLS, TLS, MailServer
from kiosk.connectors.tls import hub_context
from kiosk.errors import Unreachable
from tests.authority import certify
from tests.gallery.receivers import mail_server as mail
from tests.gallery.receivers.mail_server import Mail

HERE = networks("127.0.0.0/8, ::1")
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

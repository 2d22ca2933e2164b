"""Text messages from their settings to a gateway."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk.connectors.connector import parse_networks
from kiosk.connectors.sms_gateway import SmsGateway, are_headers, ask_once, is_body
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from tests.connectors.samples import delivery, parcel
from tests.gallery.receivers.sms_gateway import BUSY, CUTS, ODD, REFUSES, SAYS_NO, Gateway

TO_ADA = {"to": "+33612345678", "language": "fr", "subject": "", "text": '« Du nouveau » "} , {to}&x=\n'}
HERE = parse_networks("127.0.0.0/8")


def sms(gateway: Gateway, keys: Path, **changes: str) -> SmsGateway:
    return SmsGateway("sms", gateway.table(keys) | changes, keys)


def test_a_message_is_asked_for_with_the_secret_and_its_own_id(gateway: Gateway, tmp_path: Path) -> None:
    sender = sms(gateway, tmp_path)
    assert sender.what_is_wrong() is None and not gateway.sent and sender.new_secret() is None
    assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    headers, body = gateway.asked
    assert (headers["Authorization"], gateway.sent) == ("Bearer s3cret", [f"{7:032x}"])
    assert headers["Content-Type"] == "application/json"
    assert body == {"to": TO_ADA["to"], "text": TO_ADA["text"]}, "nothing that it holds becomes form"
    assert sender.where == gateway.url.split("/")[2]


def test_only_a_clear_yes_and_a_clear_no_are_believed(tmp_path: Path) -> None:
    for fault, code in [
        (REFUSES, "not-taken"), (BUSY, "not-taken"), (CUTS, "uncertain"), (ODD, "uncertain"), (SAYS_NO, "uncertain"),
    ]:  # fmt: skip
        gateway = Gateway({fault: 100})
        assert sms(gateway, tmp_path).deliver(parcel(delivery(7, TO_ADA))) == code, fault
        gateway.stop()


def test_what_is_missing_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.stop()
    assert sms(gateway, tmp_path).what_is_wrong() == "receiver-away"
    for changes in [{"secret_file": str(tmp_path / "none")}, {"secret_file": ""}]:
        sender = sms(gateway, tmp_path, **changes)
        assert sender.what_is_wrong() == "no-secret"
        with pytest.raises(Unreachable, match="no-secret"):
            sender.deliver(parcel(delivery(7, TO_ADA)))


def test_a_mistake_in_the_settings_is_seen() -> None:
    for body in ['{"to": ["{to}"], "text": "{text}", "key": "{secret}", "flash": {}}', "to={to}&text={text}&id={id}"]:
        assert is_body(body)
    for body in [
        '{"to": {to}, "text": "{text}"}', '{"to": "{to}", "text": "{texte}"}', '{"to": "{to}"}', "{to}", "",
        '{"to": "{to}", "text": "{text}"', '{"to": "{to}", "text": "{text}", "x": "{x}"}', "<sms>{to} {text}</sms>",
    ]:  # fmt: skip
        assert not is_body(body), body
    assert are_headers("Authorization: Bearer {secret}, Idempotency-Key: {id}, Accept: text/html, */*")
    for headers in ["Authorization", "X-To: {to}", "X: {token}", "X: é", "X: a\r\nY: b"]:
        assert not are_headers(headers), headers


@pytest.fixture
def met() -> Iterator[tuple[str, list[bytes], list[bytes]]]:
    """The address of a peer that reads one request and answers with what the test says."""
    asked: list[bytes] = []
    answers: list[bytes] = []

    def serve() -> None:
        with listening.accept()[0] as peer:
            peer.settimeout(2)
            reader = peer.makefile("rb")
            head = b"".join(iter(reader.readline, b"\r\n"))
            length = next(line for line in head.splitlines() if line.startswith(b"Content-Length: ")).partition(b" ")[2]
            asked.append(head + b"\r\n" + reader.read(int(length)))
            peer.sendall(b"".join(answers))
            if not answers:
                peer.recv(1)  # says nothing until the other side gives up

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(2)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/in?key=7", asked, answers
        thread.join(3)


@pytest.mark.parametrize(
    ("status", "code"),
    [(200, None), (202, "uncertain"), (302, "uncertain"), (401, "not-taken"), (408, "uncertain"), (409, "uncertain"),
     (503, "uncertain")],
)  # fmt: skip
def test_a_form_is_posted_once_whatever_the_answer(
    met: tuple[str, list[bytes], list[bytes]], tmp_path: Path, status: int, code: LineFault | None
) -> None:
    url, asked, answers = met
    answers.append(f"HTTP/1.1 {status} So\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n".encode())
    settings = {"url": url, "body": "To={to}&Body={text}", "headers": "", "secret_file": "", "networks": "127.0.0.1"}
    sender = SmsGateway("sms", {**settings, "accepted": "200", "accepted_says": ""}, tmp_path)
    assert sender.deliver(parcel(delivery(7, TO_ADA))) == code
    [request] = asked
    head, _, body = request.decode().partition("\r\n\r\n")
    assert head.startswith("POST /in?key=7 HTTP/1.1\r\n") and "application/x-www-form-urlencoded" in head
    assert parse_qs(body) == {"To": [TO_ADA["to"]], "Body": [TO_ADA["text"]]}


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nhalf", b"nonsense\r\n\r\n", b""])
def test_an_answer_that_does_not_come_is_not_asked_for_again(
    met: tuple[str, list[bytes], list[bytes]], answer: bytes
) -> None:
    url, asked, answers = met
    answers.extend([answer] if answer else [])
    assert ask_once(urlsplit(url), HERE, {}, json.dumps({}), timeout_s=0.4) is None and len(asked) == 1


def test_where_nothing_is_reached_nothing_was_sent() -> None:
    for url, allowed, code in [
        ("http://127.0.0.1:1/", HERE, "receiver-away"), ("https://127.0.0.1:1/", (), "receiver-private"),
    ]:  # fmt: skip
        with pytest.raises(Unreachable, match=code):
            ask_once(urlsplit(url), allowed, {}, "")

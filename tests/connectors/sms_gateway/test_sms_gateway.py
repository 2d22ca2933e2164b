"""Text messages from their settings to a gateway, or to a folder."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk.connectors.addresses import networks
from kiosk.connectors.sms_gateway.sms_gateway import Exchange, SmsGateway, read_gateway
from kiosk.errors import Unreachable
from tests.connectors.samples import delivery, parcel
from tests.gallery.receivers import sms_gateway as gateway
from tests.gallery.receivers.sms_gateway import Gateway

TO_ADA = {"to": "+33612345678", "language": "fr", "subject": "", "text": "Il y a du nouveau."}


def sms(to: Path, keys: Path, kind: str = "http") -> SmsGateway:
    return SmsGateway("sms", {"gateway": kind, "to": str(to), "networks": "127.0.0.0/8"}, keys)


def test_a_message_is_asked_for_with_the_secret_and_its_own_id(tmp_path: Path) -> None:
    service = Gateway()
    sender = sms(service.described(tmp_path), tmp_path)
    assert sender.what_is_wrong() is None and not service.sent and sender.new_secret() is None
    assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    headers, body = service.asked
    assert (headers["Authorization"], service.sent) == ("Bearer s3cret", [f"{7:032x}"])
    assert body == {"to": ["+33612345678"], "text": "Il y a du nouveau."}
    assert sender.where == service.url.split("/")[2]
    service.stop()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (gateway.REFUSES, "address-refused"), (gateway.SAYS_NO, "address-refused"), (gateway.CUTS, "uncertain"),
        (gateway.ODD, "uncertain"),
    ],
)  # fmt: skip
def test_what_is_refused_or_in_doubt_is_for_a_person(tmp_path: Path, fault: str, code: str) -> None:
    service = Gateway({fault: 100})
    assert sms(service.described(tmp_path), tmp_path).deliver(parcel(delivery(7, TO_ADA))) == code
    service.stop()


def test_what_is_to_come_again_is_tried_again(tmp_path: Path) -> None:
    service = Gateway({gateway.LATER: 100})
    with pytest.raises(Unreachable, match="receiver-broken"):
        sms(service.described(tmp_path), tmp_path).deliver(parcel(delivery(7, TO_ADA)))
    service.stop()


def test_a_folder_gets_one_file_a_message_however_often_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "sms"
    sender = sms(folder, tmp_path, "file")
    assert (sender.what_is_wrong(), sender.where) == ("folder-away", str(folder))
    folder.mkdir()
    for _ in range(2):
        assert sender.deliver(parcel(delivery(7, TO_ADA))) is None
    [written] = folder.iterdir()
    assert json.loads(written.read_bytes()) == {"id": f"{7:032x}", "to": "+33612345678", "text": "Il y a du nouveau."}


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    service = Gateway()
    path = service.described(tmp_path)
    service.stop()
    assert sms(path, tmp_path).what_is_wrong() == "receiver-away"
    (tmp_path / "sms-token").unlink()
    assert sms(path, tmp_path).what_is_wrong() == "no-secret"
    path.unlink()
    assert sms(path, tmp_path).what_is_wrong() == "no-gateway" and sms(path, tmp_path).where == str(path)


SOUND = """
url = "https://sms.example/v1"
secrets = {token = "/etc/parvis/token"}
headers = {Authorization = "Bearer {token}", "Idempotency-Key" = "{id}"}
body = {to = ["{to}"], text = "{text}", flash = false}
answers = {accepted = [200], refused = [400], again = [429], refused_says = "invalid"}
"""
VALUES = {"id": "7", "to": "+33612345678", "text": '« Du nouveau » "} , {to}', "token": "s3cret"}


def described(folder: Path, text: str = SOUND) -> Path:
    path = folder / "gateway.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_request_is_filled_and_no_text_becomes_form(tmp_path: Path) -> None:
    headers, body = read_gateway(described(tmp_path)).asked(VALUES)
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer s3cret", "7")
    assert body.decode() == '{"to": ["+33612345678"], "text": "« Du nouveau » \\"} , {to}", "flash": false}'


def test_a_form_is_filled_as_a_page_sends_it(tmp_path: Path) -> None:
    text = SOUND.replace('["{to}"]', '"{to}"').replace(", flash = false", "") + 'form = "form"\n'
    headers, body = read_gateway(described(tmp_path, text)).asked({**VALUES, "text": "a&b=c"})
    assert body == b"to=%2B33612345678&text=a%26b%3Dc"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_an_answer_means_what_the_file_says(tmp_path: Path) -> None:
    answers = read_gateway(described(tmp_path)).answers
    assert answers.meaning(200, "{}") is None
    assert answers.meaning(400, "") == "address-refused" == answers.meaning(200, '["invalid"]')
    assert answers.meaning(502, "") == "uncertain" == answers.meaning(302, "")
    with pytest.raises(Unreachable, match="receiver-broken"):
        answers.meaning(429, "")


def test_a_mistake_in_it_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    for text in [
        "", "url = ", SOUND.replace("https", "http"), SOUND.replace("{token}", "{tokem}"),
        SOUND.replace("{to}", "{too}"), SOUND.replace("{id}", "{text}"), SOUND.replace("{text}", "{text.real}"),
        SOUND.replace("{text}", "{text"),
        SOUND.replace("[200]", "[]"), SOUND + 'form = "xml"\n', SOUND + 'form = "form"\n', SOUND + 'other = "x"\n',
        SOUND + 'method = "GET"\n', SOUND.replace('"{text}"', '"hello"'),
    ]:  # fmt: skip
        with pytest.raises(Unreachable, match="no-gateway"):
            read_gateway(described(tmp_path, text))


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no-gateway"):
        read_gateway(tmp_path / "none.toml")


HERE = networks("127.0.0.0/8")


@pytest.fixture
def met() -> Iterator[tuple[Exchange, list[bytes], list[bytes]]]:
    """A peer that reads a request and answers with what the test says."""
    asked: list[bytes] = []
    answers: list[bytes] = []

    def serve() -> None:
        with listening.accept()[0] as peer:
            peer.settimeout(2)
            asked.append(peer.recv(65536))
            peer.sendall(b"".join(answers))
            if not answers:
                peer.recv(1)  # says nothing until the other side gives up

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(2)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        yield Exchange(urlsplit(f"http://127.0.0.1:{port}/in?key=7"), HERE, timeout_s=0.4), asked, answers
        thread.join(3)


def test_an_answer_is_given_with_its_text(met: tuple[Exchange, list[bytes], list[bytes]]) -> None:
    exchange, asked, answers = met
    answers.append(b"HTTP/1.1 202 Taken\r\nContent-Length: 3\r\n\r\nyes")
    assert exchange.ask("PUT", {"X-Id": "7"}, b"") == (202, "yes")
    assert asked[0].startswith(b"PUT /in?key=7 HTTP/1.1\r\n") and b"X-Id: 7\r\n" in asked[0]


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nhalf", b"nonsense\r\n\r\n", b""])
def test_an_answer_that_does_not_come_is_not_asked_for_again(
    met: tuple[Exchange, list[bytes], list[bytes]], answer: bytes
) -> None:
    exchange, asked, answers = met
    answers.extend([answer] if answer else [])
    assert exchange.ask("POST", {}, b"body") is None and len(asked) == 1


def test_where_nothing_is_reached_nothing_was_sent() -> None:
    with pytest.raises(Unreachable, match="receiver-away"):
        Exchange(urlsplit("http://127.0.0.1:1/"), HERE).ask("POST", {}, b"")
    with pytest.raises(Unreachable, match="receiver-private"):
        Exchange(urlsplit("https://127.0.0.1:1/"), ()).reach()

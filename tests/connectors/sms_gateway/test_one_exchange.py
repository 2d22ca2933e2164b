"""A request that is never sent a second time by itself."""

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kiosk.connectors.addresses import networks
from kiosk.connectors.sms_gateway.one_exchange import Exchange
from kiosk.errors import Unreachable

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

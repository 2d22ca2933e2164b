"""What a receiver answers, and what becomes of the delivery."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk.connectors.connector import parse_networks
from kiosk.connectors.tls import hub_context
from kiosk.connectors.webhook import Post, read_retry_after
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from tests.authority import certify

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HERE = parse_networks("127.0.0.0/8, ::1")


@contextmanager
def receiver(
    *answers: bytes, meet: Callable[[socket.socket], None] | None = None
) -> Iterator[tuple[Post, list[bytes]]]:
    """A server that gives these answers, one a request, each on a connection of its own unless it keeps it open."""
    asked: list[bytes] = []

    def serve() -> None:
        for answer in answers:
            with listening.accept()[0] as peer:
                peer.settimeout(5)
                asked.append(_request(peer))
                peer.sendall(answer)
                if meet:
                    meet(peer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        post = Post(urlsplit(f"http://127.0.0.1:{listening.getsockname()[1]}/in?key=7#x"), HERE, timeout_s=1.0)
        yield post, asked
        post.close()
        thread.join(5)


def _request(peer: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += peer.recv(65536) or b"\r\n\r\n"
    length = re.search(rb"Content-Length: (\d+)", data)
    while length and len(data.partition(b"\r\n\r\n")[2]) < int(length[1]):
        data += peer.recv(65536)
    return data


def answer(status: int, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", "Content-Length: 0", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode()


def test_what_is_taken_is_taken() -> None:
    for status in [200, 201, 202, 204]:
        with receiver(answer(status)) as (post, asked):
            assert post.send(b"body", {"webhook-id": "7"}, NOW) is None
            assert asked[0].startswith(b"POST /in?key=7 HTTP/1.1\r\n") and b"webhook-id: 7\r\n" in asked[0]
            assert asked[0].endswith(b"\r\n\r\nbody") and b"Host: 127.0.0.1:" in asked[0]


def test_what_this_receiver_never_takes_is_for_a_person() -> None:
    for status in [400, 409, 413, 415, 422, 451]:
        with receiver(answer(status)) as (post, _):
            assert post.send(b"", {}, NOW) == LineFault.NOT_TAKEN


def test_what_time_or_an_operator_mends_is_tried_again() -> None:
    for status, code in [
        (301, "receiver-moved"), (302, "receiver-moved"), (307, "receiver-moved"), (401, "receiver-refuses"),
        (403, "receiver-refuses"), (404, "receiver-refuses"), (410, "receiver-refuses"), (408, "receiver-busy"),
        (429, "receiver-busy"), (503, "receiver-busy"), (500, "receiver-broken"), (502, "receiver-broken"),
    ]:  # fmt: skip
        with (
            receiver(answer(status, "Location: http://127.0.0.1:1/")) as (post, asked),
            pytest.raises(Unreachable) as fault,
        ):
            post.send(b"", {}, NOW)
        assert fault.value.code == code and len(asked) == 1, "a redirect is not followed"


def test_a_receiver_says_how_long_to_wait() -> None:
    now = NOW
    assert (
        read_retry_after("120", now) == 120 and read_retry_after("", now) == 0 and read_retry_after("bientôt", now) == 0
    )
    assert read_retry_after("Tue, 24 Nov 2026 12:02:00 GMT", now) == 120
    assert read_retry_after("Tue, 24 Nov 2026 11:00:00 GMT", now) == 0
    assert read_retry_after("99999999", now) == 3600, "a slip of its hand does not silence it for years"
    with receiver(answer(429, "Retry-After: 7")) as (post, _), pytest.raises(Unreachable) as fault:
        post.send(b"", {}, NOW)
    assert fault.value.details["after_s"] == 7


def test_one_connection_serves_many_deliveries_and_a_closed_one_is_opened_again() -> None:
    kept = b"HTTP/1.1 204 Taken\r\n\r\n"

    def goes_on(peer: socket.socket) -> None:
        _request(peer)
        peer.sendall(kept)

    with receiver(kept, kept, meet=goes_on) as (post, asked):
        for _ in range(3):  # two on the first connection, which the receiver then closes
            assert post.send(b"", {}, NOW) is None
            time.sleep(0.05)
    assert len(asked) == 2


def test_a_lost_answer_is_tried_again() -> None:
    with receiver(b"") as (post, _), pytest.raises(Unreachable, match="receiver-away"):
        post.send(b"", {}, NOW)


def test_an_answer_that_drips_is_given_up() -> None:
    def drip(peer: socket.socket) -> None:
        begun = time.monotonic()
        try:
            while time.monotonic() - begun < 5:
                peer.sendall(b"X-Drip: 1\r\n")
                time.sleep(0.1)
        except OSError:
            stopped.append(time.monotonic() - begun)

    stopped: list[float] = []
    with (
        receiver(b"HTTP/1.1 200 OK\r\n", meet=drip) as (post, _),
        pytest.raises(Unreachable, match="receiver-away"),
    ):
        post.send(b"", {}, NOW)
    assert stopped and stopped[0] < 4


def test_a_long_answer_is_not_read_to_its_end() -> None:
    with receiver(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 900_000) as (post, _):
        assert post.send(b"", {}, NOW) is None


def test_a_private_address_is_not_posted_to() -> None:
    with pytest.raises(Unreachable, match="receiver-private"):
        Post(urlsplit("https://127.0.0.1:1/"), ()).send(b"", {}, NOW)


@pytest.mark.parametrize(("trusted", "host", "code"), [
    (False, "localhost", "receiver-untrusted"), (True, "127.0.0.1", "receiver-untrusted"), (True, "localhost", ""),
])  # fmt: skip
def test_only_the_receiver_s_own_certificate_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, host: str, code: str
) -> None:
    certified = certify(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certified.certificate, certified.key)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certified.authority))
    hub_context.cache_clear()
    try:
        with _secured(context) as port:
            post = Post(urlsplit(f"https://{host}:{port}/"), HERE, timeout_s=2.0)
            if code:
                with pytest.raises(Unreachable, match=code):
                    post.send(b"", {}, NOW)
            else:
                assert post.send(b"", {}, NOW) is None
            post.close()
    finally:
        hub_context.cache_clear()


@contextmanager
def _secured(context: ssl.SSLContext) -> Iterator[int]:
    def serve() -> None:
        peer, _ = listening.accept()
        try:
            with context.wrap_socket(peer, server_side=True) as secured:
                _request(secured)
                secured.sendall(answer(200))
        except OSError:
            peer.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)

"""One question, one answer, or the reason why there is none."""

import json
import socket
import threading
from contextlib import suppress

import pytest
import zstandard

from kiosk.connectors.hub import connection
from kiosk.connectors.hub.connection import HubConnection
from kiosk.errors import Unreachable
from tests.connectors.conftest import Speaker


def test_a_question_travels_packed_and_its_answer_is_an_object(speaker: Speaker) -> None:
    speaker.says = {"a": 1}
    line = HubConnection(speaker.url)
    assert line.ask("POST", "/here", {"é": "x" * 1000}, token="t") == (200, {"a": 1})
    ((said, headers, body),) = speaker.heard
    assert (said, headers["Authorization"], headers["Content-Encoding"]) == ("POST /here", "Bearer t", "zstd")
    assert json.loads(zstandard.ZstdDecompressor().decompress(body)) == {"é": "x" * 1000}
    line.close()


def test_nobodys_token_is_sent_where_none_is_given(speaker: Speaker) -> None:
    speaker.says, speaker.status = [], 404
    assert HubConnection(speaker.url).ask("GET", "/") == (404, {})
    assert "Authorization" not in speaker.heard[0][1]


@pytest.mark.parametrize(("says", "code"), [([], "bad-answer"), (b"{", "no-line")])
def test_what_is_no_object_is_no_answer(speaker: Speaker, says: object, code: str) -> None:
    speaker.says = says
    with pytest.raises(Unreachable, match=code):
        HubConnection(speaker.url).ask("GET", "/")


def test_a_line_that_was_never_used_closes() -> None:
    HubConnection("http://nowhere.invalid").close()


def test_an_answer_without_end_fills_no_memory(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    speaker.says = b"[" + b" " * 100_000 + b"]"
    monkeypatch.setattr(connection, "MOST_BYTES", 50_000)
    with pytest.raises(Unreachable, match="no-line"):
        HubConnection(speaker.url).ask("GET", "/")


def test_an_answer_that_drips_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is no answer, though each comes before the time for one is over."""
    monkeypatch.setattr(connection, "LONGEST_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as ear:
        over = threading.Event()

        def drip() -> None:
            near, _ = ear.accept()
            with near, suppress(OSError):
                near.recv(65_536)
                near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
                while not over.wait(0.05):
                    near.sendall(b" ")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(Unreachable, match="no-line"):
            HubConnection(f"http://127.0.0.1:{ear.getsockname()[1]}").ask("GET", "/")
        over.set()
        thread.join(5)

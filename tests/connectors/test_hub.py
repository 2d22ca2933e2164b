"""The hub as a box hears it: what cannot be believed is not, and what is wrong has a code."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import zstandard

from kiosk import keys
from kiosk.connectors.hub import Hub
from kiosk.domain.event import Event, canonical
from kiosk.errors import Unreachable

SEED = bytes(range(32))
EVENTS = [
    Event(letter * 32, letter * 32, 1, "submitted", f"SA100{index}K", canonical({"é": index}), datetime.now(UTC))
    for index, letter in enumerate("ab")
]
HEARTBEAT = {"unsent": 2, "oldest_unsent_at": None, "last_counter": 1001}
UPDATE = {
    "cursor": 1,
    "id": "u",
    "reference": "SA1001K",
    "kind": "state",
    "state": "accepted",
    "message": "",
    "at": "",
    "by": "",
}


@dataclass
class Speaker:
    """A machine at the hub's address that says whatever it is told to."""

    url: str = ""
    status: int = 200
    says: Any = None
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    told = Speaker()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.heard.append((f"{self.command} {self.path}", dict(self.headers), body))
            said = told.says if isinstance(told.says, bytes) else json.dumps(told.says).encode()
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(said)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield told
    server.shutdown()
    server.server_close()


@contextmanager
def unreachable(code: str) -> Iterator[None]:
    with pytest.raises(Unreachable) as raised:
        yield
    assert raised.value.code == code


def hub_at(speaker: Speaker) -> Hub:
    return Hub(speaker.url, "token", keys.verify_key(SEED), "SA")


def signed(event: Event, seed: bytes = SEED, outcome: str = "acknowledged", **changes: Any) -> dict[str, Any]:
    """The hub's answer to an event; `changes` are made before it is signed."""
    said = {
        "version": 1,
        "event": event.id,
        "sha256": event.sha256,
        "site": "SA",
        "reference": event.reference,
        **changes,
    }
    statement = canonical(said)
    signature = keys.sign(seed, statement).hex()
    return {"id": event.id, "outcome": outcome, "statement": statement.decode(), "signature": signature}


def answers(*entries: Any) -> dict[str, Any]:
    return {"version": 1, "answers": list(entries)}


def outcomes(speaker: Speaker) -> list[tuple[str, str]]:
    return [(each.outcome, each.code) for each in hub_at(speaker).send(EVENTS, HEARTBEAT)]


def test_a_batch_travels_compressed_with_the_sites_token(speaker: Speaker) -> None:
    speaker.says = answers(*(signed(event) for event in EVENTS))
    assert outcomes(speaker) == [("acknowledged", "")] * 2
    ((line, headers, body),) = speaker.heard
    assert (line, headers["Authorization"]) == ("POST /api/v1/events", "Bearer token")
    batch = json.loads(zstandard.ZstdDecompressor().decompress(body))
    assert (batch["version"], batch["site"], batch["heartbeat"]) == (1, "SA", HEARTBEAT)
    first = batch["events"][0]
    assert (first["id"], first["replaces"], first["sha256"]) == (EVENTS[0].id, None, EVENTS[0].sha256)
    assert first["body"].encode() == EVENTS[0].body


def test_an_acknowledgement_is_kept_as_it_was_signed(speaker: Speaker) -> None:
    speaker.says = answers(signed(EVENTS[0]), signed(EVENTS[1], outcome="duplicate"))
    first, second = hub_at(speaker).send(EVENTS, HEARTBEAT)
    assert (first.outcome, second.outcome) == ("acknowledged", "duplicate")
    assert keys.verified(keys.verify_key(SEED), first.statement, first.signature)


FORGERIES: dict[str, tuple[Callable[[Event], Any], str]] = {
    "another hub's key": (lambda event: signed(event, bytes(32)), "bad-signature"),
    "no signature": (lambda event: signed(event) | {"signature": ""}, "bad-signature"),
    "half a signature": (lambda event: signed(event) | {"signature": signed(event)["signature"][:64]}, "bad-signature"),
    "a signature that is no hexadecimal": (lambda event: signed(event) | {"signature": "zz"}, "bad-answer"),
    "a statement changed after it was signed": (
        lambda event: signed(event, reference="SA1K") | {"statement": signed(event)["statement"]}, "bad-signature",
    ),
    "a signature of another event": (lambda event: signed(EVENTS[1]) | {"id": event.id}, "bad-answer"),
    "another content": (lambda event: signed(event, sha256="0" * 64), "bad-answer"),
    "another site": (lambda event: signed(event, site="BZ"), "bad-answer"),
    "a statement that is no object": (lambda event: signed(event) | {"statement": "[]"}, "bad-answer"),
    "half a character": (lambda event: signed(event) | {"statement": "\ud800"}, "bad-answer"),
    "an endless statement": (lambda event: signed(event) | {"statement": "[" * 100_000}, "bad-answer"),
    "only the word": (lambda event: {"id": event.id, "outcome": "acknowledged"}, "bad-answer"),
    "an outcome nobody knows": (lambda event: signed(event, outcome="purged"), "bad-answer"),
    "no outcome": (lambda event: {"id": event.id}, "bad-answer"),
    "no entry at all": (lambda event: None, "bad-answer"),
    "an id that is a list": (lambda event: {"id": [event.id], "outcome": "acknowledged"}, "bad-answer"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_not_believed_and_spoils_no_other_answer(speaker: Speaker, forgery: str) -> None:
    forge, code = FORGERIES[forgery]
    speaker.says = answers(forge(EVENTS[0]), signed(EVENTS[1]))
    assert outcomes(speaker) == [("unbelieved", code), ("acknowledged", "")]


def test_a_refusal_says_why(speaker: Speaker) -> None:
    speaker.says = answers(
        {"id": EVENTS[0].id, "outcome": "rejected", "code": "bad-event", "detail": "body.answers"},
        {"id": EVENTS[1].id, "outcome": "later", "code": "out-of-order"},
    )
    first, second = hub_at(speaker).send(EVENTS, HEARTBEAT)
    assert (first.outcome, first.code, first.detail) == ("rejected", "bad-event", "body.answers")
    assert (second.outcome, second.code, second.detail) == ("later", "out-of-order", "")


@pytest.mark.parametrize(
    ("status", "says", "code"),
    [
        (500, {}, "hub-broken"),
        (503, {}, "hub-broken"),
        (401, {"error": "unknown-site"}, "hub-refuses"),
        (413, {}, "hub-refuses"),
        (302, {}, "hub-refuses"),
        (201, answers(), "hub-refuses"),
        (200, b"<html>Welcome to our hotel</html>", "no-line"),
        (200, b"\xff\xfe", "no-line"),
        (200, b"[" * 100_000, "no-line"),
        (200, [], "bad-answer"),
        (200, {"version": 2, "answers": []}, "bad-answer"),
        (200, {"version": 1}, "bad-answer"),
        (200, {"version": 1, "answers": {"id": "a"}}, "bad-answer"),
    ],
)
def test_what_is_no_answer_of_a_hub_is_a_line_that_fails(speaker: Speaker, status: int, says: Any, code: str) -> None:
    """A captive portal answers 200 to everything."""
    speaker.status, speaker.says = status, says
    with unreachable(code):
        hub_at(speaker).send(EVENTS, HEARTBEAT)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://127.0.0.1:99999", "http://[", "ftp://hub", "nowhere"])
def test_an_address_that_leads_nowhere_is_no_line(url: str) -> None:
    with unreachable("no-line"):
        Hub(url, "token", "0" * 64, "SA").send([], HEARTBEAT)


def test_updates_are_asked_for_after_the_last_one(speaker: Speaker) -> None:
    accuse = {**UPDATE, "cursor": 2, "kind": "accuse", "accuse": {"service": "État civil"}}
    speaker.says = {"version": 1, "cursor": 2, "updates": [UPDATE, accuse]}
    assert hub_at(speaker).updates(7) == [UPDATE, accuse]
    assert speaker.heard[0][0] == "GET /api/v1/updates?after=7&limit=100"


@pytest.mark.parametrize(
    "updates",
    [None, {}, [None], [{**UPDATE, "cursor": "1"}], [{**UPDATE, "message": None}], [{**UPDATE, "kind": "accuse"}]],
)
def test_an_update_that_could_not_be_shown_is_no_answer(speaker: Speaker, updates: Any) -> None:
    speaker.says = {"version": 1, "cursor": 1, "updates": updates}
    with unreachable("bad-answer"):
        hub_at(speaker).updates(0)


def test_the_hub_tells_the_highest_counter_it_has_heard_of(speaker: Speaker) -> None:
    speaker.says = {"version": 1, "site": "SA", "name": "Saint-Aubin", "highest_counter": 1042}
    hub = hub_at(speaker)
    assert hub.highest_counter() == 1042
    hub.close()
    speaker.says = {"version": 1, "highest_counter": "many"}
    with unreachable("bad-answer"):
        hub_at(speaker).highest_counter()


def test_a_hub_says_what_it_lacks() -> None:
    key = "0" * 64
    wrong = [
        Hub(*given, "SA").what_is_wrong() for given in (("", "", ""), ("u", "t", ""), ("u", "", key), ("u", "t", key))
    ]
    assert wrong == ["no-hub", "no-hub-key", "no-hub-token", ""]
    assert [Hub("u", "t", key, "SA").is_usable(), Hub("", "t", key, "SA").is_usable()] == [True, False]
    Hub("", "", "", "SA").close()

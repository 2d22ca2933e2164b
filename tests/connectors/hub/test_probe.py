"""Only the hub can sign a question that was never asked before."""

import pytest

from kiosk.clock import Clock
from kiosk.connectors.hub import probe
from kiosk.connectors.hub.probe import Answering, who_answers
from kiosk.crypto import keys
from kiosk.domain.events.wire.statements import HelloStatement
from kiosk.domain.proofs import signed_statement
from tests.connectors.conftest import Speaker
from tests.connectors.hub.test_hub import SEED

KEY = keys.verify_key(SEED)
ASKED = "7" * 32


def _hello(question: str = ASKED, seed: bytes = SEED) -> dict[str, object]:
    said = HelloStatement(version=2, hello=question, at=Clock().now())
    return {"version": 2, **signed_statement.sign_message(said, seed).to_wire()}


def test_the_hub_is_known_by_its_signature(speaker: Speaker) -> None:
    speaker.says = _hello()
    assert who_answers(speaker.url, KEY, ASKED) == Answering.HUB
    ((line, headers, body),) = speaker.heard
    assert (line, body) == (f"GET /api/v2/hello?asked={ASKED}", b"") and "Authorization" not in headers


@pytest.mark.parametrize("status", [200, 302, 403, 503, 511])
@pytest.mark.parametrize(
    "page", [b"<html>Bienvenue sur le Wi-Fi</html>", b"", b"[" * 9999, {}, _hello("8" * 32), _hello(seed=bytes(32))]
)
def test_a_page_of_the_network_is_not_the_hub(speaker: Speaker, status: int, page: object) -> None:
    """A portal may answer with any status, send elsewhere, or play back what the hub said before."""
    speaker.status, speaker.says = status, page
    assert who_answers(speaker.url, KEY, ASKED) == Answering.SOMEBODY_ELSE
    assert len(speaker.heard) == 1, "no redirect is followed"


def test_where_nobody_answers_there_is_no_line() -> None:
    assert who_answers("http://127.0.0.1:9", KEY, ASKED, timeout_s=2) == Answering.NOBODY
    assert who_answers("http://[", KEY, ASKED) == Answering.NOBODY


@pytest.mark.parametrize(
    ("answer", "who"),
    [
        (None, Answering.NOBODY),
        ((b"<html>", "https://login.wifi.example/"), Answering.SOMEBODY_ELSE),
        ((b"<html>", ""), Answering.SOMEBODY_ELSE),
        ((b"", "https://hub.example/api/v2/hello"), Answering.NOBODY),
        ((b"", "https://hub.example.wifi.example/"), Answering.SOMEBODY_ELSE),
    ],
)
def test_where_tls_shows_nothing_the_door_without_it_tells_a_portal(
    answer: object, who: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands before a hub sends from http to https and to nowhere else; a portal shows its page there."""
    asked: list[str] = []

    def door(url: str, timeout_s: float) -> object:
        asked.append(url.partition("/api")[0])
        return None if url.startswith("https") else answer

    monkeypatch.setattr(probe, "first_bytes", door)
    assert who_answers("https://hub.example", KEY, ASKED) == who
    assert asked == ["https://hub.example", "http://hub.example"]
    asked.clear()
    assert who_answers("https://hub.example:8443", KEY, ASKED) == Answering.NOBODY
    assert asked == ["https://hub.example:8443"]

"""A box believes what its hub signed in answer to its own question, and nothing else."""

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.connectors.hub import connection
from kiosk.connectors.hub.connection import AIM_S, FIRST_BYTES, LEAST_BYTES, MOST_AT_ONCE, Answering, Pace, who_answers
from kiosk.connectors.hub.hub import Hub, ask_named_cases, ask_whereabouts
from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import Message
from kiosk.domain.events.wire.statements import AskedNamedCases, AskedWhereabouts, HelloStatement, NoWhereabouts
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from tests.connectors.conftest import SEED, Speaker

QUESTION = AskedWhereabouts(version=2, asked="a" * 32, reference="SA1001G", follow_sha256="0" * 64)


def test_a_hub_that_knows_no_such_case_says_so_signed(linked: Box) -> None:
    assert ask_whereabouts(hub_of(linked), QUESTION) is None


def test_what_another_hub_signed_is_not_believed(linked: Box) -> None:
    signed = hub_of(linked).ask_signed("/api/v2/whereabouts", AskedWhereabouts(version=2, asked="a" * 32))
    with pytest.raises(Unreachable, match="bad-signature"):
        signed.verified(NoWhereabouts, keys.verify_key(b"x" * 32))


def test_an_answer_to_another_question_is_not_believed(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    other = AskedWhereabouts(version=2, asked="b" * 32)
    earlier = hub_of(linked).ask_signed("/api/v2/whereabouts", other)
    monkeypatch.setattr(Hub, "ask_signed", lambda *_: earlier)
    with pytest.raises(Unreachable, match="bad-answer"):
        ask_whereabouts(hub_of(linked), QUESTION)


BY_NAME = AskedNamedCases(
    version=2, asked="a" * 32, site="SA", at=datetime(2026, 12, 2, 9, tzinfo=UTC), mediator="b" * 32,
    services=("etat-civil",), name="Benali",
)  # fmt: skip


def test_a_hub_that_knows_nobody_of_that_name_says_so_signed(linked: Box) -> None:
    told = ask_named_cases(hub_of(linked), BY_NAME)
    assert (told.named, told.more) == ((), False)


def test_names_in_answer_to_another_question_are_not_believed(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    asks, earlier = Hub.ask_signed, []

    def first(hub: Hub, path: str, message: Message) -> SignedStatement:
        earlier.append(asks(hub, path, message) if not earlier else earlier[0])
        return earlier[0]

    monkeypatch.setattr(Hub, "ask_signed", first)
    ask_named_cases(hub_of(linked), BY_NAME)
    with pytest.raises(Unreachable, match="bad-answer"):
        ask_named_cases(hub_of(linked), replace(BY_NAME, asked="c" * 32))


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


def test_a_page_of_the_network_is_not_the_hub(speaker: Speaker) -> None:
    """A portal may answer with any status, send elsewhere, or play back what the hub said before."""
    portal = b"<html>Bienvenue sur le Wi-Fi</html>"
    for speaker.status, speaker.says in product(
        (200, 302, 403, 503, 511), (portal, b"", b"[" * 9999, {}, _hello("8" * 32), _hello(seed=bytes(32)))
    ):
        speaker.heard.clear()
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

    monkeypatch.setattr(connection, "first_bytes", door)
    assert who_answers("https://hub.example", KEY, ASKED) == who
    assert asked == ["https://hub.example", "http://hub.example"]
    asked.clear()
    assert who_answers("https://hub.example:8443", KEY, ASKED) == Answering.NOBODY
    assert asked == ["https://hub.example:8443"]


SLOW = 8_000
"""Bytes a second at 64 kbit/s."""


def _batches(total: int, rate: float, round_trip: float) -> list[int]:
    """The sizes of the batches in which so many bytes leave."""
    pace, sizes = Pace(), []
    while total > 0:
        sizes.append(min(total, pace.most))
        total -= sizes[-1]
        pace.carried(sizes[-1], sizes[-1] / rate + round_trip)
    return sizes


def test_a_telephone_line_is_not_kept_waiting_by_round_trips() -> None:
    sizes = _batches(350_000, SLOW, 0.6)
    assert sizes[0] == FIRST_BYTES and len(sizes) <= 4
    assert max(sizes) <= SLOW * AIM_S


def test_a_good_line_has_full_batches_after_four() -> None:
    assert _batches(30_000_000, 12_000_000, 0.02)[4] == MOST_AT_ONCE


def test_a_cut_halves_and_a_bad_line_still_carries_something() -> None:
    pace = Pace()
    pace.cut()
    assert pace.most == FIRST_BYTES // 2
    for _ in range(20):
        pace.cut()
    assert pace.most == LEAST_BYTES


def test_a_small_batch_says_nothing_of_the_line() -> None:
    pace = Pace()
    pace.carried(300, 0.6)
    assert pace.most == FIRST_BYTES


@given(st.lists(st.tuples(st.integers(0, 4_000_000), st.floats(0, 1e6, allow_nan=False))))
def test_it_never_leaves_its_bounds(past: list[tuple[int, float]]) -> None:
    pace = Pace()
    for size, seconds in past:
        pace.carried(size, seconds)
        assert LEAST_BYTES <= pace.most <= MOST_AT_ONCE

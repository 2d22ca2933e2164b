"""A NUL is found wherever a text may hold one, and nowhere else."""

import json

import pytest

from kiosk.domain.events.wire import nul
from kiosk.domain.events.wire.bodies import CorrectedAnswer, Correction
from kiosk.domain.events.wire.reading import decode


def _written(**changes: object) -> bytes:
    answer = {"field": "name", "label": "Nom", "kind": "text", "value": "Benali", "shown": "Benali"}
    body = {
        "version": 1, "type": "correction", "id": "a" * 32, "stream": "b" * 32, "sequence": 2, "site": {"code": "SA"},
        "reference": "SA1042K", "legal_date": "2026-11-24", "recorded_at": "2026-11-24T09:00:00+00:00",
        "corrections": [answer, answer | changes],
    }  # fmt: skip
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, None),
        ({"label": "No\0m"}, "corrections[1].label"),
        ({"value": "No\0m"}, None),
        ({"unknown": "\0"}, None),
        ({"label": "\\u0000"}, None),
    ],
)
def test_the_place_of_a_nul_is_told(changes: dict[str, object], place: str | None) -> None:
    written = _written(**changes)
    assert nul.place_of(decode(Correction, written), written) == place


def test_a_message_without_the_escape_is_not_walked_through() -> None:
    answer = CorrectedAnswer(field="", label="a\0b", kind="", shown="")
    assert nul.place_of(answer, b"{}") is None

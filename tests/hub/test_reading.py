"""Whatever a batch holds, an event is read or rejected; nothing else comes out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.event import digest
from kiosk.errors import Rejected
from kiosk.hub.reading import folded, read, site_of
from tests.hub.samples import Box, Item

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _sample() -> Item:
    return Box("SA", "", lambda batch, token: None).submitted()


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, part in inner for each in _paths(part, (*path, key)))]


SAMPLE = json.loads(_sample()["body"])


@given(some.sampled_from(_paths(SAMPLE)), JSON)
def test_any_value_anywhere_in_a_body_is_read_or_rejected(path: tuple[Any, ...], value: Any) -> None:
    body = json.loads(json.dumps(SAMPLE))
    if path:
        place = body
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
    else:
        body = value
    text = json.dumps(body)
    sent = {key: SAMPLE[key] for key in ("id", "stream", "sequence", "type", "reference", "replaces")}
    try:
        incoming = read({**sent, "sha256": digest(text.encode()), "body": text})
    except Rejected as reason:
        assert reason.code in ("bad-event", "unknown-version")
    else:
        assert incoming.content["follow_sha256"] == SAMPLE["follow_sha256"] or path == ("follow_sha256",)


@given(some.dictionaries(some.sampled_from(sorted(_sample())), JSON), JSON)
def test_any_envelope_is_read_or_rejected(parts: dict[str, Any], body: Any) -> None:
    with pytest.raises(Rejected):
        read({**_sample(), **parts, "body": body})


def test_the_site_is_read_from_a_true_reference_only() -> None:
    assert site_of("SA1042X") == "SA"
    for wrong in ("SA1042Y", "sa1042x", "SA 1042 X", "1042", "", "SA", "X" * 5000):
        assert site_of(wrong) is None


def test_names_are_folded_for_the_search() -> None:
    assert folded("  Durand-LEFÈVRE  Œdipe Straße ﬁ") == "durand-lefevre œdipe strasse fi"

"""A fact about a case."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events.event import Event, canonical, digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
BODIES = st.dictionaries(st.text(), JSON)


@given(BODIES)
def test_one_content_has_one_spelling(body):
    backwards = dict(reversed(body.items()))
    assert canonical(backwards) == canonical(body)
    assert json.loads(canonical(body)) == body
    assert canonical(json.loads(canonical(body))) == canonical(body)


def test_the_spelling_is_utf8_without_white_space():
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()


def test_what_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_the_digest_is_of_the_body():
    event = Event("1", "s", 1, "submitted", "SA1042K", b"{}", datetime(2026, 11, 24, tzinfo=UTC))
    assert event.sha256 == digest(b"{}") == hashlib.sha256(b"{}").hexdigest()
    assert event.replaces == ""

"""A fact about a case."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, canonical, digest, renumbered
from kiosk.domain.places.site import Site

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


def test_a_fact_about_a_case_that_has_another_number_takes_the_place_of_the_one_before():
    place = {"stream": "s", "sequence": 2, "day": date(2026, 11, 24), "at": datetime(2026, 11, 24, tzinfo=UTC)}
    nowhere, here = Site("XX", "Mairie"), Site("SA", "Mairie de Saint-Aubin")
    old = make_added("access", {"message": ""}, event_id="a", reference="XX1003Y", site=nowhere, helper="", **place)
    new = renumbered(old, "b", "SA1004A", here)
    was, now = json.loads(old.body), json.loads(new.body)
    assert (new.id, new.reference, new.replaces, new.sequence, new.stream) == ("b", "SA1004A", "a", 2, "s")
    assert now["site"] == {"code": "SA", "name": "Mairie de Saint-Aubin"}
    assert {name for name in now if now[name] != was[name]} == {"id", "reference", "replaces", "site"}
    assert (new.body, new.recorded_at) == (canonical(now), old.recorded_at)

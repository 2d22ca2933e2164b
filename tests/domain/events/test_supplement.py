"""Documents or words added to a submitted case."""

import json
from datetime import UTC, date, datetime

from kiosk.domain.events.event import Event, canonical
from kiosk.domain.events.supplement import Supplement, make_event, moved_up
from kiosk.domain.places.site import Site

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
ADDED = Supplement("  Voici.\n", (("identity", "Pièce d’identité", "seen"), ("", "Une lettre", "to_bring")))


def an_event(replaces: str = "") -> Event:
    return make_event(
        ADDED, event_id="e" * 32, stream="s" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 30), at=NOON, helper="Nadia Roux", replaces=replaces,
    )  # fmt: skip


def test_nothing_is_no_supplement() -> None:
    assert not Supplement("", ()) and not Supplement(" \n ", ())
    assert Supplement("Un mot", ()) and Supplement("", (("", "Une lettre", "seen"),))


def test_the_body_is_what_the_wire_says() -> None:
    event = an_event()
    assert json.loads(event.body) == {
        "version": 1,
        "type": "supplement",
        "id": "e" * 32,
        "stream": "s" * 32,
        "sequence": 3,
        "site": {"code": "SA", "name": "Saint-Aubin"},
        "reference": "SA1001G",
        "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00",
        "legal_date": "2026-11-30",
        "helper": "Nadia Roux",
        "message": "Voici.",
        "documents": [
            {"id": "identity", "label": "Pièce d’identité", "state": "seen"},
            {"id": "", "label": "Une lettre", "state": "to_bring"},
        ],
    }
    assert event.body == canonical(json.loads(event.body))
    assert (event.type, event.sequence, event.recorded_at, event.replaces) == ("supplement", 3, NOON, "")


def test_a_mended_one_names_the_one_it_replaces() -> None:
    event = an_event(replaces="f" * 32)
    assert (event.replaces, json.loads(event.body)["replaces"]) == ("f" * 32, "f" * 32)


def test_one_that_moves_up_says_the_same_one_place_earlier() -> None:
    before, after = an_event(), moved_up(an_event(), "m" * 32, replaces="g" * 32)
    assert (after.id, after.sequence, after.replaces, after.stream) == ("m" * 32, 2, "g" * 32, before.stream)
    assert after.recorded_at == before.recorded_at
    changed = {"id": "m" * 32, "sequence": 2, "replaces": "g" * 32}
    assert json.loads(after.body) == json.loads(before.body) | changed
    assert after.body == canonical(json.loads(after.body))

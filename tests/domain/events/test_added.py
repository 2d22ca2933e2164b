"""What is added to a submitted case."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kiosk.domain.events.added import make_added, own_fields
from kiosk.domain.events.event import EventType
from kiosk.domain.places.site import Site

PLACE: dict[str, Any] = {
    "event_id": "e" * 32, "stream": "s" * 32, "sequence": 3, "reference": "SA1001G", "site": Site("SA", "Saint-Aubin"),
    "day": date(2026, 11, 30), "at": datetime(2026, 11, 30, 9, tzinfo=UTC), "helper": "Nadia Roux",
}  # fmt: skip


def test_what_was_said_is_said_again_in_another_place() -> None:
    which = {"birth_date": "1945-03-02"}
    first = make_added(EventType.ACCESS, {"message": "Tout.", "which": which}, **PLACE)
    own = own_fields(json.loads(first.body) | {"from_a_later_version": 1})
    assert own == {"message": "Tout.", "which": which}
    again = make_added(EventType.ACCESS, own, **PLACE | {"event_id": "f" * 32, "replaces": "e" * 32})
    changed = {"id": "f" * 32, "replaces": "e" * 32}
    assert json.loads(again.body) == json.loads(first.body) | changed
    assert (again.id, again.replaces, again.sequence) == ("f" * 32, "e" * 32, 3)


@pytest.mark.parametrize("own", [{"documents": ()}, {"message": "", "more": 1}])
def test_an_event_says_what_its_type_has_and_nothing_else(own: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        make_added(EventType.ERASURE, own, **PLACE)
    with pytest.raises(TypeError):
        make_added(EventType.CORRECTION, {"message": ""}, **PLACE)

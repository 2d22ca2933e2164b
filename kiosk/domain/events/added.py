"""Events that are added to a submitted case: the body of each type around what it says, without the old answers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kiosk.domain.events.event import Event, EventType, canonical
from kiosk.domain.events.wire.bodies import BODIES, Body, NamedSite
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.domain.places.site import Site

_PLACE = frozenset({*Body.__struct_fields__, "recorded_at"})
"""The fields of every body that is added; the others are what it says."""


def make_added(
    type_: EventType,
    own: Mapping[str, Any],
    *,
    event_id: str,
    stream: str,
    sequence: int,
    reference: str,
    site: Site,
    day: date,
    at: datetime,
    helper: str,
    replaces: str = "",
) -> Event:
    """Make an event about a submitted case; `own` are the fields of its type (`wire.bodies`).

    Raises `TypeError` for a field that its type does not have, or that is missing.
    """
    body = BODIES[type_](
        version=BODY_VERSION,
        type=type_,
        id=event_id,
        stream=stream,
        sequence=sequence,
        site=NamedSite(**site.named()),
        reference=reference,
        replaces=replaces or None,
        recorded_at=at,
        legal_date=day,
        helper=helper,
        **own,
    )  # type: ignore[call-arg]
    return Event(event_id, stream, sequence, type_, reference, canonical(body), at, replaces)


def own_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body that was read says, without its place: what `make_added` takes to say it again."""
    known = BODIES[EventType(body["type"])].__struct_fields__
    return {name: value for name, value in body.items() if name in known and name not in _PLACE}

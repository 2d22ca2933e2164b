"""The body of an `erasure` or `access` event: the citizen asks for erasure, or for a copy (GDPR art. 17 and 15)."""

from typing import Any

from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType

KINDS = (EventType.ACCESS, EventType.ERASURE)


def make_event(kind: EventType, message: str = "", **place: Any) -> Event:
    """The event (docs/wire.md); `place` is what `make_added` takes. Raises `ValueError` for another kind."""
    if kind not in KINDS:
        raise ValueError(kind)
    return make_added(kind, {"message": message.strip()}, **place)

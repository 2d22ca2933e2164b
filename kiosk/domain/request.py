"""The body of an `erasure` or `access` event: the citizen asks for erasure, or for a copy (GDPR 15 and 17)."""

from datetime import date, datetime
from typing import Any

from kiosk.domain import event
from kiosk.domain.event import Event
from kiosk.domain.site import Site

KINDS = ("access", "erasure")


def made(
    kind: str, *, event_id: str, stream: str, sequence: int, reference: str, site: Site, day: date, at: datetime,
    helper: str, message: str = "", replaces: str = "",
) -> Event:  # fmt: skip
    """The event (see `docs/wire.md`). None of the answers is needed to make it."""
    if kind not in KINDS:
        raise ValueError(kind)
    body: dict[str, Any] = {
        "version": event.VERSION,
        "type": kind,
        "id": event_id,
        "stream": stream,
        "sequence": sequence,
        "site": site.named(),
        "reference": reference,
        "replaces": replaces or None,
        "recorded_at": at.isoformat(timespec="microseconds"),
        "legal_date": day.isoformat(),
        "helper": helper,
        "message": message.strip(),
    }
    return Event(event_id, stream, sequence, kind, reference, event.canonical(body), at, replaces)

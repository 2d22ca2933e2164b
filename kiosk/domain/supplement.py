"""The body of a `supplement` event: documents or words added to a submitted case, by reference."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kiosk.domain import event
from kiosk.domain.event import Event
from kiosk.domain.site import Site

LONGEST_MESSAGE = 4000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """What the desk adds: free words, and documents as `(id, label, state)`; id "" for one nobody had listed."""

    message: str
    documents: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.message.strip() or self.documents)


def made(
    supplement: Supplement, *, event_id: str, stream: str, sequence: int, reference: str, site: Site, day: date,
    at: datetime, helper: str, replaces: str = "",
) -> Event:  # fmt: skip
    """The event (version 1, see `docs/wire.md`). None of the old answers is needed to make it."""
    body: dict[str, Any] = {
        "version": event.VERSION,
        "type": "supplement",
        "id": event_id,
        "stream": stream,
        "sequence": sequence,
        "site": site.named(),
        "reference": reference,
        "replaces": replaces or None,
        "recorded_at": at.isoformat(timespec="microseconds"),
        "legal_date": day.isoformat(),
        "helper": helper,
        "message": supplement.message.strip(),
        "documents": [dict(zip(("id", "label", "state"), each, strict=True)) for each in supplement.documents],
    }
    return Event(event_id, stream, sequence, "supplement", reference, event.canonical(body), at, replaces)


def moved_up(waiting: Event, event_id: str, replaces: str) -> Event:
    """The same supplement one place earlier in its stream, where the event it `replaces` was given up."""
    sequence = waiting.sequence - 1
    body = json.loads(waiting.body) | {"id": event_id, "sequence": sequence, "replaces": replaces}
    return replace(waiting, id=event_id, sequence=sequence, body=event.canonical(body), replaces=replaces)

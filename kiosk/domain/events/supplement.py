"""The body of a `supplement` event: documents or words added to a submitted case, by reference."""

import json
from dataclasses import replace
from typing import Any

from kiosk.domain.events import event
from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.bodies import ListedDocument
from kiosk.frozen import Frozen

LONGEST_MESSAGE = 4000
"""Most characters of a message."""


class Supplement(Frozen):
    """What the desk adds: a message, and documents as `(id, label, state)`; id "" for one that was not listed."""

    message: str
    documents: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.message.strip() or self.documents)


def make_event(supplement: Supplement, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    documents = tuple(ListedDocument(id=id, label=label, state=state) for id, label, state in supplement.documents)
    return make_added(EventType.SUPPLEMENT, {"message": supplement.message.strip(), "documents": documents}, **place)


def moved_up(waiting: Event, event_id: str, replaces: str) -> Event:
    """The same supplement one place earlier in its stream, in place of the abandoned event it `replaces`."""
    sequence = waiting.sequence - 1
    body = json.loads(waiting.body) | {"id": event_id, "sequence": sequence, "replaces": replaces}
    return replace(waiting, id=event_id, sequence=sequence, body=event.canonical(body), replaces=replaces)

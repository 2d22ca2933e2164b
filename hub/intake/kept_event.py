"""An event as the row that keeps it: its body packed and encrypted under the case's key, its acknowledgement beside."""

from datetime import datetime
from typing import Any

from hub.intake import acknowledgement
from hub.secrets.vault import CaseLock, label_of
from hub.wire.read_event import Incoming


def event_row(site: str, incoming: Incoming, lock: CaseLock, now: datetime) -> dict[str, Any]:
    """The row of an event of a site, received at `now`; it is signed for when it is told (`answering`)."""
    return {
        "id": incoming.id,
        "stream": incoming.stream,
        "sequence": incoming.sequence,
        "type": incoming.type,
        "site": site,
        "reference": incoming.reference,
        "sha256": incoming.sha256,
        "body": lock.lock_packed(label_of("event", incoming.id), incoming.packed),
        "received_at": now,
        "statement": acknowledgement.of_event(site, incoming, now),
    }

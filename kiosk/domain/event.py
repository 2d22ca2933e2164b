"""A fact about a case, as the hub will read it: versioned, immutable, ordered within its stream."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kiosk.domain.site import Site

VERSION = 1
"""Version of every body made here; the hub refuses a version it does not know as `unknown-version`."""
TYPES = ("submitted", "supplement", "correction", "withdrawal", "erasure", "access")
"""The last two: the citizen asks at a desk that the contents be erased, or for a copy of them."""
ENDED = ("accepted", "refused", "closed", "withdrawn")
"""States of a case to which nothing is added any more."""
PLACE = (
    "version", "type", "id", "stream", "sequence", "site", "reference", "replaces", "recorded_at", "legal_date",
    "helper",
)  # fmt: skip
"""What every body of an event says that is added to a case; the rest is its type's own."""


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `id` is the idempotency key; `body` is canonical JSON (UTF-8), whose bytes never change.

    `stream` orders: within it `sequence` counts from 1. It is the case's id at the site that opened the case, and a
    new id for a supplement that another site adds by reference. A mended event takes the `sequence` of the one it
    `replaces`.
    """

    id: str
    stream: str
    sequence: int
    type: str
    reference: str
    body: bytes
    recorded_at: datetime
    replaces: str = ""

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the body, named by the hub's acknowledgement."""
        return digest(self.body)


def added(
    type_: str, said: Mapping[str, Any], *, event_id: str, stream: str, sequence: int, reference: str, site: Site,
    day: date, at: datetime, helper: str, replaces: str = "",
) -> Event:  # fmt: skip
    """An event about a case that was submitted before (see `docs/wire.md`): `said` is what its type has of its own.

    None of the old answers is needed to make it.
    """
    body = {
        "version": VERSION,
        "type": type_,
        "id": event_id,
        "stream": stream,
        "sequence": sequence,
        "site": site.named(),
        "reference": reference,
        "replaces": replaces or None,
        "recorded_at": at.isoformat(timespec="microseconds"),
        "legal_date": day.isoformat(),
        "helper": helper,
        **said,
    }
    return Event(event_id, stream, sequence, type_, reference, canonical(body), at, replaces)


def canonical(body: Mapping[str, Any]) -> bytes:
    """One spelling per content: keys sorted, no white space, UTF-8."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(body: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(body).hexdigest()

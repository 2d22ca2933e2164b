"""Rows of the queries about events, as `outbox` gives them to services and screens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from msgspec import Struct

from kiosk.clock import moment
from kiosk.domain.events.event import EventType


class WaitingEvent(Struct, frozen=True):
    """An event that the hub has not answered; `sent` is whether the hub may have heard it."""

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    recorded_at: datetime
    sent: bool

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of the view `outbox` with `sent`."""
        typed = {"type": EventType(row["type"]), "recorded_at": moment(row["recorded_at"]), "sent": bool(row["sent"])}
        return cls(**row | typed)


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """An event that the hub refused and the desk has to mend; `kept` is its locked body.

    `code` is the hub's reason and `detail` what it says of it. `service_id` is the service of the case, "" for an
    event in a stream that is no case of this box.
    """

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    kept: bytes = field(repr=False)
    code: str
    detail: str
    rejected_at: datetime
    service_id: str

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns of the view `attention`, with the service of its case."""
        typed = {"type": EventType(row["type"]), "rejected_at": moment(row["rejected_at"])}
        return cls(**row | typed | {"service_id": row["service_id"] or ""})


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event and what became of it. `kept` is its locked body, empty once destroyed.

    `replaces` is the event whose place it takes, "" for none; `replaced` is whether another took its place. `code` is
    why the hub refused it, "" where it did not.
    """

    id: str
    stream: str
    sequence: int
    type: EventType
    kept: bytes = field(repr=False)
    recorded_at: datetime
    replaces: str
    acknowledged_at: datetime | None
    rejected_at: datetime | None
    code: str
    dismissed_at: datetime | None
    replaced: bool

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of `events` with its acknowledgement, its rejection and its dismissal."""
        ends = ("acknowledged_at", "rejected_at", "dismissed_at")
        moments = {name: moment(row[name]) if row[name] else None for name in ends}
        typed = {"type": EventType(row["type"]), "recorded_at": moment(row["recorded_at"])}
        named = {"replaces": row["replaces"] or "", "code": row["code"] or "", "replaced": bool(row["replaced"])}
        return cls(**row | moments | typed | named)

"""Contents that came under the id of an event that the hub had already: the first counts, both are kept and shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import event, other_content

MOST = 20
"""Contents kept for one event: a box that makes a new one each time shall not fill the disk."""


class OtherContent(Struct, frozen=True):
    """What arrived at `at` under the id of an event of type `type`; `site` had sent the first."""

    type: str
    site: str
    at: datetime
    body: Mapping[str, Any]


def keep(
    connection: Connection, case_id: str, lock: CaseLock, event_id: str, sha256: str, packed: bytes, now: datetime
) -> None:
    """Keep one beside the event with this id, in the caller's transaction; the same one again is kept once.

    `packed` is the body, compressed.
    """
    known = connection.execute(select(other_content.c.sha256).where(other_content.c.event_id == event_id))
    hashes = set(known.scalars())
    if sha256 not in hashes and len(hashes) < MOST:
        row = {
            "event_id": event_id,
            "sha256": sha256,
            "case_id": case_id,
            "body": lock.lock_packed(_label(event_id, sha256), packed),
            "received_at": now,
        }
        connection.execute(other_content.insert().values(row))


def of_case(connection: Connection, case_id: str, lock: CaseLock) -> tuple[OtherContent, ...]:
    """Those of a case, the oldest first."""
    rows = connection.execute(
        select(other_content, event.c.type, event.c.site)
        .join(event, event.c.id == other_content.c.event_id)
        .where(other_content.c.case_id == case_id)
        .order_by(other_content.c.received_at, other_content.c.sha256)
    )
    return tuple(
        OtherContent(row.type, row.site, row.received_at, lock.read(_label(row.event_id, row.sha256), row.body))
        for row in rows
    )


def _label(event_id: str, sha256: str) -> str:
    return f"{label_of('event', event_id)} {sha256}"

"""Which tables of the hub's database cannot be read as they were written: on SQLite by its pages, everywhere by proof.

SQLite keeps no sums of its pages. So each event is held against what it was acknowledged with, and opened under the
key of its case: whatever was changed of it, one of the two does not agree any more.
"""

import json

from sqlalchemy import Row, select

from hub.hub import Hub
from hub.secrets.vault import event_label, unwrap_lock
from hub.store.damage import damaged_tables
from hub.store.schema import case_key, cases, event
from kiosk.errors import Unreadable

MOST_EVENTS = 20_000
"""The events that are opened, the newest: some seconds."""


def tables(hub: Hub) -> tuple[str, ...]:
    """The names of the damaged tables, in their order."""
    with hub.store.reading() as connection:
        by_page = damaged_tables(connection)
    return by_page or _by_proof(hub)


def _by_proof(hub: Hub) -> tuple[str, ...]:
    newest = (
        select(event.c.id, event.c.sha256, event.c.reference, event.c.body, event.c.statement)
        .add_columns(cases.c.id.label("case_id"), case_key.c.wrapped)
        .join(cases, cases.c.reference == event.c.reference)
        .join(case_key, case_key.c.case_id == cases.c.id)
        .order_by(event.c.received_at.desc())
        .limit(MOST_EVENTS)
    )
    wrong: set[str] = set()
    with hub.store.reading() as connection:
        for row in connection.execution_options(yield_per=500).execute(newest):
            if table := _wrong(hub, row):
                wrong.add(table)
    return tuple(sorted(wrong))


def _wrong(hub: Hub, row: Row[tuple[object, ...]]) -> str:
    """The table that does not agree with itself about this event, "" for none."""
    try:
        lock = unwrap_lock(hub.ring, row.case_id, row.wrapped)
    except Unreadable:
        return case_key.name
    try:
        said = json.loads(row.statement)
        lock.unlock(event_label(row.id), row.body)
    except (Unreadable, ValueError):
        return event.name
    agrees = (said["event"], said["sha256"], said["reference"]) == (row.id, row.sha256, row.reference)
    return "" if agrees else event.name

"""Ends contents that were kept for as long as their box promised the person, counted from the decision that ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from kiosk.hub.cases.computed_columns import REQUESTS, WITHDRAWN_AT
from kiosk.hub.cases.states import DECIDED
from kiosk.hub.hub import Hub
from kiosk.hub.retention import erasure
from kiosk.hub.store.schema import case_key, cases, decision, event
from kiosk.hub.store.schema_ends import rights_answer
from kiosk.hub.store.scrubbing import scrub
from kiosk.hub.trail import audit

_ANSWERED = (
    select(func.min(decision.c.at))
    .where(decision.c.case_id == cases.c.id, decision.c.state.in_(DECIDED))
    .correlate(cases)
    .scalar_subquery()
)
_ENDED = func.coalesce(_ANSWERED, WITHDRAWN_AT)
"""When the service answered, or the person withdrew; filing the case later starts nothing again."""
_OPEN_REQUEST = (
    select(event.c.id)
    .join(rights_answer, rights_answer.c.event_id == event.c.id, isouter=True)
    .where(event.c.reference == cases.c.reference, event.c.type.in_(REQUESTS), rights_answer.c.event_id.is_(None))
    .correlate(cases)
    .exists()
)


def expire(hub: Hub) -> int:
    """End the contents of every case whose days are over; how many there were.

    Each case goes in a transaction of its own. One that a person asks something about waits for the answer.
    """
    with hub.store.reading() as connection:
        found = list(due(connection, hub.clock.now(), hub.settings.retention_days))
    ended = sum(_end(hub, case_id, reference) for case_id, reference in found)
    if ended:
        scrub(hub.store)
    return ended


def due(connection: Connection, now: datetime, default: int) -> Iterator[tuple[str, str]]:
    """The cases (id, reference) whose days are over; `default` counts where their box named none.

    A prepared case, which nobody decides here, is counted from its receipt.
    """
    kept = func.coalesce(cases.c.keep_days, default)
    for days in connection.execute(select(kept).distinct().join(case_key)).scalars().all():
        until = now - timedelta(days=days)
        mine = select(cases.c.id, cases.c.reference).join(case_key).where(kept == days, ~_OPEN_REQUEST)
        for ended in (
            mine.where(cases.c.prepared.is_(True), cases.c.received_at <= until),
            mine.where(cases.c.prepared.is_(False), until >= _ENDED),
        ):
            yield from ((row.id, row.reference) for row in connection.execute(ended))


def _end(hub: Hub, case_id: str, reference: str) -> bool:
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())
        still = select(cases.c.id).join(case_key).where(cases.c.id == case_id, ~_OPEN_REQUEST)
        if connection.execute(still).first() is None:  # somebody asked something, or was faster
            return False
        erasure.erase(hub, connection, case_id, erasure.EXPIRED)
        audit.note(hub, "expired", reference=reference, within=connection)
    return True

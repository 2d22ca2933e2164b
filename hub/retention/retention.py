"""Erases cases whose retention period, as their box promised it to the person, is over since the final decision."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from hub.cases.computed_columns import REQUESTS, WITHDRAWN_AT
from hub.cases.states import DECIDED, STATES
from hub.files import file_ends
from hub.hub import Hub
from hub.retention import erasure
from hub.store.schema import case_key, cases, decision, event, rights_answer, site, site_update
from hub.store.scrubbing import scrub
from hub.trail import audit
from hub.trail.audit_action import AuditAction

_ANSWERED = (
    select(func.min(decision.c.at))
    .where(decision.c.case_id == cases.c.id, decision.c.state.in_(DECIDED))
    .correlate(cases)
    .scalar_subquery()
)
_ENDED = func.coalesce(_ANSWERED, WITHDRAWN_AT)
"""When the retention period began: at the first final decision or the withdrawal, not at a later closing."""
_OPEN_REQUEST = (
    select(event.c.id)
    .join(rights_answer, rights_answer.c.event_id == event.c.id, isouter=True)
    .where(event.c.reference == cases.c.reference, event.c.type.in_(REQUESTS), rights_answer.c.event_id.is_(None))
    .correlate(cases)
    .exists()
)

_NOT_FETCHED = (
    select(site_update.c.id)
    .join(site, site.c.code == site_update.c.site)
    .where(site_update.c.case_id == cases.c.id, site_update.c.cursor > site.c.fetched, site.c.token_hash.is_not(None))
    .correlate(cases)
    .exists()
)
"""Words for a box that it has not fetched yet; a revoked site fetches none any more."""


def expire(hub: Hub) -> int:
    """Erase the contents of every case whose retention period is over; returns how many there were.

    Each case is erased in a transaction of its own. One with an open request about personal data waits for the answer,
    and one of which a box has not fetched every word waits for that box.
    """
    with hub.store.reading() as connection:
        cases_due = list(due(connection, hub.clock.now(), hub.settings.retention_days))
    ended = sum(_end(hub, case_id, reference) for case_id, reference in cases_due)
    if ended:
        file_ends.bury(hub)
        scrub(hub.store)
    return ended


def due(connection: Connection, now: datetime, default: int) -> Iterator[tuple[str, str]]:
    """The cases (id, reference) whose retention period is over; `default` are the days where their box named none.

    A prepared case, which nobody decides here, is counted from the day it was received.
    """
    kept = func.coalesce(cases.c.keep_days, default)
    for days in connection.execute(select(kept).distinct().join(case_key)).scalars().all():
        until = now - timedelta(days=days)
        mine = select(cases.c.id, cases.c.reference).join(case_key).where(kept == days, ~_OPEN_REQUEST, ~_NOT_FETCHED)
        for ended in (
            mine.where(cases.c.prepared.is_(True), cases.c.listed_state.in_(STATES), cases.c.received_at <= until),
            mine.where(
                cases.c.prepared.is_(False),
                # What the index has first: only a case that came before the day and is decided can have ended by then.
                cases.c.listed_state.in_(DECIDED),
                cases.c.received_at <= until,
                until >= _ENDED,
            ),
        ):
            yield from ((row.id, row.reference) for row in connection.execute(ended))


def _end(hub: Hub, case_id: str, reference: str) -> bool:
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())
        still = select(cases.c.id).join(case_key).where(cases.c.id == case_id, ~_OPEN_REQUEST, ~_NOT_FETCHED)
        if connection.execute(still).first() is None:  # somebody asked something, or was faster
            return False
        erasure.erase(hub, connection, case_id, erasure.EXPIRED)
        audit.note(hub, AuditAction.EXPIRED, reference=reference, within=connection)
    return True

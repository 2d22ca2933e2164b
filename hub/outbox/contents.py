"""Reads what a delivery tells, at the moment it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from hub.hub import Hub
from hub.outbox.person_notices import read_notice
from hub.secrets.vault import CaseLock, label_of, unwrap_lock
from hub.store.schema import case_key, cases, decision, delivery, event
from kiosk.connectors.connector import NOTICES, Delivery, DeliveryType

SECRETS = ("follow_sha256", "salt", "which", "notices")
"""Parts of a body that no other system is told: those that prove or tell apart, with which a case could be withdrawn,
and how the person wishes to be told of news, which they said to this hub alone."""


def read_deliveries(hub: Hub, connection: Connection, numbers: Sequence[int]) -> tuple[Delivery, ...]:
    """The deliveries of these rows, by their numbers; one whose contents were erased meanwhile is left out."""
    query = (
        select(delivery, cases.c.reference, cases.c.site, cases.c.service, cases.c.title)
        .add_columns(cases.c.erased_at, cases.c.erased_why, case_key.c.wrapped)
        .join(cases, cases.c.id == delivery.c.case_id)
        .join(case_key, case_key.c.case_id == cases.c.id, isouter=True)
        .where(delivery.c.number.in_(numbers))
        .order_by(delivery.c.number)
    )
    made = ((row, _contents(hub, connection, row)) for row in connection.execute(query).all())
    return tuple(
        Delivery(
            row.id,
            row.number,
            DeliveryType(row.type),
            row.at,
            row.reference,
            row.site,
            row.service,
            row.title,
            contents,
            tried=row.tries > 1,
        )
        for row, contents in made
        if contents is not None
    )


def _contents(hub: Hub, connection: Connection, row: Row[Any]) -> Mapping[str, Any] | None:
    if row.type == DeliveryType.ERASED:
        return {"erased_at": row.erased_at.isoformat(timespec="microseconds"), "why": row.erased_why}
    if row.wrapped is None:
        return None
    lock = unwrap_lock(hub.ring, row.case_id, row.wrapped)
    if row.type in NOTICES:
        return read_notice(hub, connection, lock, row)
    if row.type == DeliveryType.DECISION:
        return _decision(connection, lock, row.id)
    body = connection.execute(select(event.c.body).where(event.c.id == row.id)).scalar_one()
    content = lock.read(label_of("event", row.id), body)
    return {name: part for name, part in content.items() if name not in SECRETS}


def _decision(connection: Connection, lock: CaseLock, decision_id: str) -> Mapping[str, Any]:
    made = connection.execute(select(decision).where(decision.c.id == decision_id)).one()
    return {
        "state": made.state,
        "message": lock.unlock(label_of("decision", decision_id), made.message),
        "at": made.at.isoformat(timespec="microseconds"),
        **({"papers_by": made.papers_by} if made.papers_by else {}),
    }

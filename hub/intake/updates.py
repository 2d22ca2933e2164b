"""Updates that sites fetch about their cases, numbered in the order of commits, so that a cursor never skips one."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from hub.hub import Hub
from hub.secrets.vault import CaseLock, hub_lock, label_of, unwrap_lock
from hub.store.schema import case_key, cases, event, site, site_update
from kiosk.domain.events.wire.batch import SignedUpdate
from kiosk.domain.events.wire.reading import VERSION, encode
from kiosk.domain.events.wire.statements import Update
from kiosk.domain.proofs import signed_statement

MOST = 100
"""Most updates in one answer."""


def sites_of_case(connection: Connection, reference: str) -> list[str]:
    """The sites that opened the case or added to it, in the order their rows are to be locked."""
    added = select(event.c.site).where(event.c.reference == reference)
    opened = select(cases.c.site).where(cases.c.reference == reference)
    return sorted(connection.execute(added.union(opened)).scalars())


def send_update(
    connection: Connection,
    sites: Iterable[str],
    case_id: str,
    lock: CaseLock,
    update: Callable[..., Update],
    *,
    of_hub: bool = False,
) -> None:
    """Store the update for each site under its next cursor, inside the caller's transaction.

    `update` makes it for one `site` and `cursor`, in a `version` of the wire: a partial of a class of `UPDATES`.
    `of_hub`: `lock` is `vault.hub_lock`, and the update is still readable after its case was erased.
    The lock on the site's row lasts until that transaction ends: whoever gets cursor 17 commits after 16 did.
    """
    for code in sites:
        locked = select(site.c.cursor).where(site.c.code == code).with_for_update(key_share=True)
        cursor = connection.execute(locked).scalar_one() + 1
        connection.execute(site.update().where(site.c.code == code).values(cursor=cursor))
        told = update(version=VERSION, site=code, cursor=cursor)
        body = lock.lock(label_of("update", told.id), encode(told).decode())
        row = {"site": code, "cursor": cursor, "id": told.id, "case_id": case_id, "body": body, "of_hub": of_hub}
        connection.execute(site_update.insert().values(row))


def after(hub: Hub, code: str, cursor: int, limit: int) -> tuple[int, list[SignedUpdate]]:
    """The next updates of a site after its cursor, each signed for it, and the cursor to ask with next time.

    Updates about an erased case are left out, except the one that says it was erased; they take no place among the
    `limit`, since a box goes on from the last update that it was given. That the site has everything up to `cursor` is
    noted: contents that it has not fetched wait for it (`hub.retention`).
    """
    note_fetched(hub, code, cursor)
    return listed(hub, code, cursor, limit)


def listed(hub: Hub, code: str, cursor: int, limit: int) -> tuple[int, list[SignedUpdate]]:
    """As `after`, and nothing is noted: whoever is given them by hand may never get them."""
    with hub.store.reading() as connection:
        rows = connection.execute(
            select(site_update, case_key.c.wrapped)
            .join(case_key, case_key.c.case_id == site_update.c.case_id, isouter=True)
            .where(site_update.c.site == code, site_update.c.cursor > cursor)
            .where(or_(site_update.c.of_hub, case_key.c.wrapped.is_not(None)))
            .order_by(site_update.c.cursor)
            .limit(limit)
        ).all()
    return (rows[-1].cursor if rows else cursor), [_signed(hub, code, row) for row in rows]


def note_fetched(hub: Hub, code: str, cursor: int) -> None:
    """Note that a site has every update up to a cursor."""
    with hub.store.reading() as connection:
        known = connection.execute(select(site.c.fetched).where(site.c.code == code)).scalar()
    if known != cursor:
        with hub.store.writing() as connection:
            connection.execute(site.update().where(site.c.code == code).values(fetched=cursor))


def _signed(hub: Hub, code: str, row: Row[Any]) -> SignedUpdate:
    lock = hub_lock(hub.ring) if row.of_hub else unwrap_lock(hub.ring, row.case_id, row.wrapped)
    update = lock.read(label_of("update", row.id), row.body)
    return SignedUpdate(**signed_statement.update_to_wire(update, code, row.cursor, hub.seed))

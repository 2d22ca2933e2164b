"""What the sites are told of their cases, in the order of commits, so that a cursor never skips one."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import cases, event, site, site_update

MOST = 100
"""Updates in one answer."""


def concerned(connection: Connection, reference: str) -> list[str]:
    """The sites that opened the case or added to it, in the order their rows are to be locked."""
    added = select(event.c.site).where(event.c.reference == reference)
    opened = select(cases.c.site).where(cases.c.reference == reference)
    return sorted(connection.execute(added.union(opened)).scalars())


def tell(connection: Connection, sites: Iterable[str], update: dict[str, Any]) -> None:
    """Give each site the update under its next cursor, inside the caller's transaction.

    The lock on the site's row is held until that transaction ends: whoever gets cursor 17 commits after 16 did.
    """
    for code in sites:
        locked = select(site.c.cursor).where(site.c.code == code).with_for_update(key_share=True)
        cursor = connection.execute(locked).scalar_one() + 1
        connection.execute(site.update().where(site.c.code == code).values(cursor=cursor))
        row = {"site": code, "cursor": cursor, "id": update["id"], "body": json.dumps(update, ensure_ascii=False)}
        connection.execute(site_update.insert().values(row))


def after(store: Store, code: str, cursor: int, limit: int) -> dict[str, Any]:
    """The next updates of a site as the wire says them, and the cursor to ask with next time."""
    with store.reading() as connection:
        rows = connection.execute(
            select(site_update.c.cursor, site_update.c.body)
            .where(site_update.c.site == code, site_update.c.cursor > cursor)
            .order_by(site_update.c.cursor)
            .limit(limit)
        ).all()
    updates = [{"cursor": row.cursor, **json.loads(row.body)} for row in rows]
    return {"version": 1, "cursor": updates[-1]["cursor"] if updates else cursor, "updates": updates}

"""The list that receipts are verified with: every key a site has had, signed, and public."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from kiosk import keys
from kiosk.domain.sealed import VERSION
from kiosk.domain.sitekeys import SiteKey, statement
from kiosk.hub.hub import Hub
from kiosk.hub.lineage import epoch_of
from kiosk.hub.store.schema import site, site_key


def signed_list(hub: Hub) -> dict[str, Any]:
    """As the wire gives it: `{version, statement, signature}`, made of what is true now.

    Rows of keys are never deleted, so their number and their ends count what has happened to them.
    """
    columns = (site_key.c.verify_key, site_key.c.site, site_key.c.until, site_key.c.revoked_at, site.c.name)
    query = (
        select(*columns).join(site, site.c.code == site_key.c.site).order_by(site_key.c.since, site_key.c.verify_key)
    )
    with hub.store.reading() as connection:
        rows = connection.execute(query).all()
    listed = [SiteKey(row.verify_key, row.site, row.name, _day(row.until), _day(row.revoked_at)) for row in rows]
    number = sum(1 + (each.until is not None) + (each.revoked is not None) for each in listed)
    said = statement(number, hub.clock.now(), epoch_of(hub.store), hub.verify_key, listed)
    return {"version": VERSION, "statement": said.decode(), "signature": keys.sign(hub.seed, said).hex()}


def written(hub: Hub) -> str:
    """The same as the text of a file."""
    return json.dumps(signed_list(hub), ensure_ascii=False) + "\n"


def _day(at: datetime | None) -> Any:
    return None if at is None else at.astimezone(UTC).date()

"""The list that receipts are verified with: every key a site has had, signed, and public."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from kiosk.domain.events.sealed import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.site_keys import KeyList, SiteKey, statement
from kiosk.hub.hub import Hub
from kiosk.hub.keys.lineage import epoch_of
from kiosk.hub.store.schema import site, site_key


def known(hub: Hub) -> KeyList:
    """What is true now. Rows of keys are never deleted: they and their ends count what has happened to keys."""
    columns = (site_key.c.verify_key, site_key.c.site, site_key.c.until, site_key.c.revoked_at, site.c.name)
    query = (
        select(*columns).join(site, site.c.code == site_key.c.site).order_by(site_key.c.since, site_key.c.verify_key)
    )
    with hub.store.reading() as connection:
        rows = connection.execute(query).all()
    listed = tuple(SiteKey(row.verify_key, row.site, row.name, _day(row.until), _day(row.revoked_at)) for row in rows)
    number = sum(1 + (each.until is not None) + (each.revoked is not None) for each in listed)
    return KeyList(listed, number, hub.clock.now(), epoch_of(hub.store), hub.verify_key)


def signed(hub: Hub, of: KeyList) -> dict[str, Any]:
    """The list as the wire gives it: `{version, statement, signature}`."""
    return {"version": VERSION, **signed_statement.sign(statement(of), hub.seed).to_wire()}


def written(hub: Hub) -> str:
    """The same as the text of a file."""
    return json.dumps(signed(hub, known(hub)), ensure_ascii=False) + "\n"


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(UTC).date()

"""The public, signed list of every key a site has had, which receipts are verified with."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.keys.lineage import epoch_of
from hub.sites.sites import codes_of
from hub.store.schema import alias, cases, site, site_key
from kiosk.domain.events import reference as references
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.site_keys import KeyList, SiteKey, statement


def key_list(hub: Hub) -> KeyList:
    """The current list. Its number counts keys, their ends, revocations and former codes, so that it only grows."""
    columns = (site_key.c.verify_key, site_key.c.site, site_key.c.until, site_key.c.revoked_at, site.c.name)
    query = (
        select(*columns).join(site, site.c.code == site_key.c.site).order_by(site_key.c.since, site_key.c.verify_key)
    )
    with hub.store.reading() as connection:
        rows = connection.execute(query).all()
        former = {code: _codes_before(connection, code) for code in {row.site for row in rows}}
    listed = tuple(
        SiteKey(row.verify_key, row.site, row.name, _day(row.until), _day(row.revoked_at), former[row.site])
        for row in rows
    )
    number = sum(1 + (key.until is not None) + (key.revoked is not None) + len(key.formerly) for key in listed)
    return KeyList(listed, number, hub.clock.now(), epoch_of(hub.store), hub.verify_key)


def signed_list(hub: Hub, of: KeyList) -> dict[str, Any]:
    """The list as the API gives it: `{version, statement, signature}`."""
    return {"version": VERSION, **signed_statement.sign(statement(of), hub.seed).to_wire()}


def signed_list_text(hub: Hub) -> str:
    """The current list, signed, as the text of a file."""
    return json.dumps(signed_list(hub, key_list(hub)), ensure_ascii=False) + "\n"


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(UTC).date()


def _codes_before(connection: Connection, site: str) -> tuple[str, ...]:
    """The other codes under which a site gives numbers, or gave them before, in order."""
    query = select(alias.c.former).join(cases, cases.c.id == alias.c.case_id).where(cases.c.site == site).distinct()
    codes = {references.site_of(number) for number in connection.execute(query).scalars()}
    return tuple(sorted((codes | codes_of(connection, site)) - {site}))

"""Lets the old end of the audit trail go, up to a line whose hash the hub signs for."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.store.schema import audit
from kiosk.hub.store.schema_ends import audit_checkpoint

KEPT = timedelta(days=365)
"""Twelve months, as the CNIL advises at most for traces of use (deliberation 2021-122)."""
_LAST = select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)


def purge(hub: Hub) -> int:
    """Forget the lines older than twelve months, up to a new signed checkpoint; how many there were.

    Only from the beginning: a line that is young, or was dated so by a wrong clock, keeps those behind it.
    """
    now = hub.clock.now()
    limit = (now - KEPT).isoformat(timespec="microseconds")
    with hub.store.writing() as connection:
        last = None
        with connection.execute(select(audit).order_by(audit.c.number)) as lines:
            for line in lines:
                if _at(line.line) >= limit:
                    break
                last = line
        if last is None:
            return 0
        signature = keys.sign(hub.seed, _statement(last.number, last.hash, now)).hex()
        checkpoint = {"number": last.number, "hash": last.hash, "at": now, "signature": signature}
        connection.execute(audit_checkpoint.insert().values(checkpoint))
        return int(connection.execute(audit.delete().where(audit.c.number <= last.number)).rowcount)


def begins(connection: Connection, verify_key: str) -> tuple[int, str] | None:
    """The number and hash before the first line that is kept; None where nothing was ever purged.

    Raises `Refused("audit-broken")` where the hub did not sign for what is gone.
    """
    found = connection.execute(_LAST).first()
    if found is None:
        return None
    if not _signed(found, verify_key):
        raise Refused("audit-broken", number=found.number)
    return found.number, found.hash


def _signed(row: Row[tuple[object, ...]], verify_key: str) -> bool:
    return keys.verified(verify_key, _statement(row.number, row.hash, row.at), bytes.fromhex(row.signature))


def _statement(number: int, hashed: str, at: datetime) -> bytes:
    return canonical({"trail": number, "hash": hashed, "at": at.isoformat(timespec="microseconds")})


def _at(line: str) -> str:
    return str(json.loads(line)["at"])

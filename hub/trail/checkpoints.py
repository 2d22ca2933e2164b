"""Deletes the oldest lines of the audit trail, and signs the number and hash up to which they were deleted."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

from hub.hub import Hub
from hub.store.schema import audit, audit_checkpoint
from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from kiosk.domain.trail.hash_chain import GENESIS, Head
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

KEPT = timedelta(days=365)
"""Twelve months, as the CNIL advises at most for traces of use (deliberation 2021-122)."""
_TOGETHER = 500
"""Lines fetched at once: the whole trail is long."""
_LAST = select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)


def purge(hub: Hub) -> int:
    """Delete the lines older than twelve months, sign a checkpoint for them, and return how many there were.

    Only from the beginning: the first younger line, even one dated by a wrong clock, stops the deletion.
    """
    now = hub.clock.now()
    limit = (now - KEPT).isoformat(timespec="microseconds")
    with hub.store.writing() as connection:
        last = None
        with connection.execute(select(audit).order_by(audit.c.number).execution_options(yield_per=_TOGETHER)) as lines:
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


def start_of_trail(connection: Connection, verify_key: str) -> Head:
    """The head after which lines are kept: that of the last deleted line, or of the beginning.

    Raises `Refused`: `audit-broken` where the checkpoint does not bear the hub's signature.
    """
    checkpoint = connection.execute(_LAST).first()
    if checkpoint is None:
        return Head(0, GENESIS)
    if not _signed(checkpoint, verify_key):
        raise Refused(HubRefusal.AUDIT_BROKEN, number=checkpoint.number)
    return Head(checkpoint.number, checkpoint.hash)


def _signed(row: Row[tuple[object, ...]], verify_key: str) -> bool:
    return keys.verified(verify_key, _statement(row.number, row.hash, row.at), bytes.fromhex(row.signature))


def _statement(number: int, hashed: str, at: datetime) -> bytes:
    return canonical({"trail": number, "hash": hashed, "at": at.isoformat(timespec="microseconds")})


def _at(line: str) -> str:
    return str(json.loads(line)["at"])

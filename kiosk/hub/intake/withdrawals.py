"""A person takes back what they asked: whether it is theirs, and what the sites are told of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from kiosk.crypto import keys
from kiosk.errors import Rejected
from kiosk.hub.cases.states import WITHDRAWN
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import concerned, tell
from kiosk.hub.secrets.vault import CaseLock
from kiosk.hub.store.schema import cases


def check(connection: Connection, case_id: str, content: Mapping[str, Any]) -> None:
    """Whoever is alone knows the follow code of the receipt. Raises `Rejected("not-theirs")` for another code."""
    known = connection.execute(select(cases.c.follow_sha256).where(cases.c.id == case_id)).scalar_one()
    if content["follow_sha256"] and not keys.same(known, content["follow_sha256"]):
        raise Rejected("not-theirs", detail="body.follow_sha256")


def tell_sites(
    hub: Hub, connection: Connection, case_id: str, reference: str, lock: CaseLock, now: datetime
) -> None:  # fmt: skip
    """Every site that had to do with the case learns that it is withdrawn, in the transaction that took the event.

    Whoever called holds the case's row.
    """
    service = connection.execute(select(cases.c.service_name).where(cases.c.id == case_id)).scalar_one()
    update = {
        "id": hub.clock.new_id(),
        "reference": reference,
        "kind": "state",
        "state": WITHDRAWN,
        "message": "",
        "at": now.isoformat(timespec="microseconds"),
        "by": service,
    }
    tell(connection, concerned(connection, reference), case_id, lock, update)

"""Withdrawals of cases: checks that the case is the person's, and sends the sites an update."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from kiosk.crypto import keys
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected
from kiosk.hub.cases.states import WITHDRAWN
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import send_update, sites_of_case
from kiosk.hub.secrets.vault import CaseLock
from kiosk.hub.store.schema import cases


def check(connection: Connection, case_id: str, content: Mapping[str, Any]) -> None:
    """Check a withdrawal made without a mediator, which carries the follow code of the receipt.

    Raises `Rejected`: `not-theirs` for another code.
    """
    follow_sha256 = connection.execute(select(cases.c.follow_sha256).where(cases.c.id == case_id)).scalar_one()
    if content["follow_sha256"] and not keys.same(follow_sha256, content["follow_sha256"]):
        raise Rejected(Rejection.NOT_THEIRS, detail="body.follow_sha256")


def tell_sites(
    hub: Hub, connection: Connection, case_id: str, reference: str, lock: CaseLock, now: datetime
) -> None:  # fmt: skip
    """Send every site of the case an update that it is withdrawn, in the transaction that stored the event.

    The caller holds the lock on the case's row.
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
    send_update(connection, sites_of_case(connection, reference), case_id, lock, update)

"""Withdrawals of cases: checks that the case is the person's, and sends the sites an update."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select

from kiosk.crypto import keys
from kiosk.domain.events.event import UpdateKind
from kiosk.domain.events.wire.statements import StateUpdate, Update
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected
from kiosk.hub.cases.computed_columns import state_of
from kiosk.hub.cases.states import WITHDRAWN
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import send_update, sites_of_case
from kiosk.hub.secrets.vault import CaseLock, lock_of
from kiosk.hub.store.schema import cases, site_update


def check(connection: Connection, case_id: str, follow_sha256: str) -> None:
    """Check a withdrawal made without a mediator, which carries the hash of a receipt's follow code ("" at a desk).

    Raises `Rejected`: `not-theirs` for another code.
    """
    theirs = connection.execute(select(cases.c.follow_sha256).where(cases.c.id == case_id)).scalar_one()
    if follow_sha256 and not keys.same(theirs, follow_sha256):
        raise Rejected(Rejection.NOT_THEIRS, detail="body.follow_sha256")


def tell_sites(hub: Hub, connection: Connection, case_id: str, reference: str, lock: CaseLock, now: datetime) -> None:
    """Send every site of the case an update that it is withdrawn, in the transaction that stored the event.

    The caller holds the lock on the case's row.
    """
    update = _update(hub, connection, case_id, reference, now)
    send_update(connection, sites_of_case(connection, reference), case_id, lock, update)


def tell_late_site(hub: Hub, code: str, reference: str) -> None:
    """Send a site whose event came after the withdrawal the update that the others had, once.

    Nothing of the site is stored with the case, and its refusal says only that the case is closed.
    """
    with hub.store.writing() as connection:
        case_id = connection.execute(
            select(cases.c.id).where(cases.c.reference == reference).with_for_update(key_share=True)
        ).scalar()
        if case_id is None or state_of(connection, case_id) != WITHDRAWN:
            return
        lock = lock_of(connection, hub.ring, case_id)
        had = select(site_update.c.id).where(site_update.c.site == code, site_update.c.case_id == case_id)
        if lock is not None and connection.execute(had).first() is None:
            update = _update(hub, connection, case_id, reference, hub.clock.now())
            send_update(connection, [code], case_id, lock, update)


def _update(hub: Hub, connection: Connection, case_id: str, reference: str, now: datetime) -> Callable[..., Update]:
    service = connection.execute(select(cases.c.service_name).where(cases.c.id == case_id)).scalar_one()
    return partial(
        StateUpdate,
        id=hub.clock.new_id(),
        reference=reference,
        kind=UpdateKind.STATE,
        state=WITHDRAWN,
        message="",
        at=now,
        by=service,
    )

"""Withdrawals of cases: checks that the case is the person's, and sends the sites an update."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select

from kiosk.crypto import keys
from kiosk.domain.events.event import UpdateKind
from kiosk.domain.events.wire.statements import StateUpdate, Update
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected
from kiosk.frozen import Frozen
from kiosk.hub.cases.computed_columns import state_of
from kiosk.hub.cases.states import WITHDRAWN
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import send_update, sites_of_case
from kiosk.hub.secrets.vault import CaseLock, lock_of
from kiosk.hub.store.schema import cases, site, site_update
from kiosk.hub.trail import audit
from kiosk.hub.trail.audit_action import AuditAction


class _Notice(Frozen):
    """An update for some sites; `late`: only for one that has none about this case yet."""

    sites: tuple[str, ...]
    case_id: str
    lock: CaseLock
    update: Callable[..., Update]
    late: bool = False


@dataclass(slots=True)
class Notices:
    """The updates that a transaction sends at its end.

    Each takes the lock of its site's row until the commit. Taken one after the other among the events of a batch,
    two batches would wait for each other's; taken at the end, in the order of the codes, they do not.
    """

    hub: Hub
    _notices: list[_Notice] = field(default_factory=list)
    _lines: list[tuple[AuditAction, str, str]] = field(default_factory=list)

    def noted(self, action: AuditAction, reference: str, detail: str) -> None:
        """Keep a line of the audit trail about a case for the end of the transaction."""
        self._lines.append((action, reference, detail))

    def withdrawn(self, connection: Connection, case_id: str, reference: str, lock: CaseLock, now: datetime) -> None:
        """Tell every site of the case that it is withdrawn; the caller holds the lock on the case's row."""
        update = _update(self.hub, connection, case_id, reference, now)
        self._notices.append(_Notice(tuple(sites_of_case(connection, reference)), case_id, lock, update))

    def came_late(self, connection: Connection, code: str, reference: str) -> None:
        """Send a site whose event came after the withdrawal the update that the others had, once.

        Nothing of the site is stored with the case, and its refusal says only that the case is closed.
        """
        case_id = connection.execute(
            select(cases.c.id).where(cases.c.reference == reference).with_for_update(key_share=True)
        ).scalar()
        if case_id is None or state_of(connection, case_id) != WITHDRAWN:
            return
        lock = lock_of(connection, self.hub.ring, case_id)
        if lock is not None:
            update = _update(self.hub, connection, case_id, reference, self.hub.clock.now())
            self._notices.append(_Notice((code,), case_id, lock, update, late=True))

    def send(self, connection: Connection, sender: str = "") -> None:
        """Send them all, in the order in which they were noted, as the last gesture of the transaction but one: after
        it, the row of the site `sender` is changed, which is locked before the audit trail is.
        """
        told = {code for notice in self._notices for code in notice.sites}
        for code in sorted({sender, *told} - {""}) if told or self._lines else ():
            connection.execute(select(site.c.cursor).where(site.c.code == code).with_for_update(key_share=True))
        for notice in self._notices:
            if not notice.late or not _was_told(connection, notice.sites, notice.case_id):
                send_update(connection, notice.sites, notice.case_id, notice.lock, notice.update)
        for action, reference, detail in self._lines:
            audit.note(self.hub, action, reference=reference, detail=detail, within=connection)


def check(connection: Connection, case_id: str, follow_sha256: str) -> None:
    """Check what a person did without a mediator, which carries the hash of a receipt's follow code ("" at a desk).

    Raises `Rejected`: `not-theirs` for another code.
    """
    theirs = connection.execute(select(cases.c.follow_sha256).where(cases.c.id == case_id)).scalar_one()
    if follow_sha256 and not keys.same(theirs, follow_sha256):
        raise Rejected(Rejection.NOT_THEIRS, detail="body.follow_sha256")


def _was_told(connection: Connection, sites: Sequence[str], case_id: str) -> bool:
    had = select(site_update.c.id).where(site_update.c.site.in_(sites), site_update.c.case_id == case_id)
    return connection.execute(had).first() is not None


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

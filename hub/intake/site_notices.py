"""What a transaction tells sites of their cases at its end: a withdrawal, and what was added elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.cases.computed_columns import state_of
from hub.cases.states import WITHDRAWN
from hub.hub import Hub
from hub.intake.batch import OpenedEvent
from hub.intake.updates import send_update, sites_of_case
from hub.secrets.vault import CaseLock, lock_of
from hub.store.schema import cases, site, site_update
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.domain.events.event import AddedFrom, UpdateKind
from kiosk.domain.events.wire.bodies import ListedDocument, Supplement
from kiosk.domain.events.wire.statements import AddedUpdate, ArrivedDocument, StateUpdate, Update


class _Notice(Struct, frozen=True):
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

    def added(self, connection: Connection, case_id: str, opened: OpenedEvent, lock: CaseLock, now: datetime) -> None:
        """Tell the other sites of the case that something was added to it; the caller holds the lock on its row.

        The site that sent it has it already, but for what came from a telephone, and for what a person sent alone at a
        terminal: its box forgets that as soon as it is here, so the site of the case is told. The update has the
        event's id: a hub that was put back and is sent the event again tells the same again.
        """
        reference, content = opened.incoming.reference, opened.incoming.content
        assert isinstance(content, Supplement)
        forgets = bool(content.follow_sha256) and opened.site == _site_of(connection, case_id)
        sender = "" if opened.telephone or forgets else opened.site
        sites = tuple(code for code in sorted(sites_of_case(connection, reference)) if code != sender)
        if sites:
            update = partial(
                AddedUpdate,
                id=opened.incoming.id,
                reference=reference,
                kind=UpdateKind.ADDED,
                state=state_of(connection, case_id),
                message="",
                at=now,
                by="" if opened.telephone else _name_of(connection, opened.site),
                source=_source(opened.telephone, content),
                legal_date=content.legal_date,
                documents=tuple(map(_arrived, content.documents)),
            )
            self._notices.append(_Notice(sites, case_id, lock, update))

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


def _site_of(connection: Connection, case_id: str) -> str:
    return str(connection.execute(select(cases.c.site).where(cases.c.id == case_id)).scalar_one())


def _name_of(connection: Connection, code: str) -> str:
    return str(connection.execute(select(site.c.name).where(site.c.code == code)).scalar_one())


def _source(telephone: bool, content: Supplement) -> AddedFrom:
    """Where it was added: a person who is alone at a screen proves with the code of their receipt that it is theirs."""
    if telephone:
        return AddedFrom.TELEPHONE
    return AddedFrom.TERMINAL if content.follow_sha256 else AddedFrom.DESK


def _arrived(document: ListedDocument) -> ArrivedDocument:
    files = document.attachments or ()
    return ArrivedDocument(
        id=document.id, label=document.label, state=document.state, files=len(files), answers=document.answers
    )


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

"""Updates that sites fetch about their cases, numbered in the order of commits, so that a cursor never skips one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from msgspec import Struct
from sqlalchemy import Connection, or_, select

from hub import trail
from hub.cases.states import WITHDRAWN, state_of
from hub.hub import Hub
from hub.intake.batch import OpenedEvent
from hub.secrets.vault import CaseLock, hub_lock, label_of, lock_of, unwrap_lock
from hub.store.schema import case_key, cases, event, site, site_update
from hub.trail import AuditAction
from kiosk.domain.events.event import AddedFrom, EventType, UpdateKind
from kiosk.domain.events.wire.batch import SignedUpdate
from kiosk.domain.events.wire.bodies import ListedDocument, SupplementBody
from kiosk.domain.events.wire.reading import VERSION, encode
from kiosk.domain.events.wire.statements import AddedUpdate, ArrivedDocument, StateUpdate, UpdateStatement
from kiosk.domain.proofs import signed_statement

MOST = 100
"""Most updates in one answer."""


def sites_of_case(connection: Connection, reference: str) -> list[str]:
    """The sites that opened the case or added to it, in the order their rows are to be locked; one that it was passed
    on to has no box that knows it."""
    return sorted(connection.execute(select(event.c.site).where(event.c.reference == reference).distinct()).scalars())


def send_update(
    connection: Connection,
    sites: Iterable[str],
    case_id: str,
    lock: CaseLock,
    update: Callable[..., UpdateStatement],
    *,
    of_hub: bool = False,
) -> None:
    """Store the update for each site under its next cursor, inside the caller's transaction.

    `update` makes it for one `site` and `cursor`, in a `version` of the wire: a partial of a class of `UPDATES`.
    `of_hub`: `lock` is `vault.hub_lock`, and the update is still readable after its case was erased.
    The lock on the site's row lasts until that transaction ends: whoever gets cursor 17 commits after 16 did.
    """
    for code in sites:
        locked = select(site.c.cursor).where(site.c.code == code).with_for_update(key_share=True)
        cursor = connection.execute(locked).scalar_one() + 1
        connection.execute(site.update().where(site.c.code == code).values(cursor=cursor))
        told = update(version=VERSION, site=code, cursor=cursor)
        body = lock.lock(label_of("update", told.id), encode(told).decode())
        row = {"site": code, "cursor": cursor, "id": told.id, "case_id": case_id, "body": body, "of_hub": of_hub}
        connection.execute(site_update.insert().values(row))


def fetch_updates(hub: Hub, code: str, cursor: int, limit: int) -> tuple[int, list[SignedUpdate]]:
    """The next updates of a site after its cursor, each signed for it, and the cursor to ask with next time.

    Updates about an erased case are left out, except the one that says it was erased; they take no place among the
    `limit`, since a box goes on from the last update that it was given. That the site has everything up to `cursor` is
    noted: contents that it has not fetched wait for it (`hub.retention`).
    """
    note_fetched(hub, code, cursor)
    return list_updates(hub, code, cursor, limit)


def list_updates(hub: Hub, code: str, cursor: int, limit: int) -> tuple[int, list[SignedUpdate]]:
    """As `fetch_updates`, and nothing is noted: whoever is given them by hand may never get them."""
    with hub.store.reading() as connection:
        rows = connection.execute(
            select(site_update, case_key.c.wrapped)
            .join(case_key, case_key.c.case_id == site_update.c.case_id, isouter=True)
            .where(site_update.c.site == code, site_update.c.cursor > cursor)
            .where(or_(site_update.c.of_hub, case_key.c.wrapped.is_not(None)))
            .order_by(site_update.c.cursor)
            .limit(limit)
        ).all()
    given = []
    for row in rows:
        lock = hub_lock(hub.ring) if row.of_hub else unwrap_lock(hub.ring, row.case_id, row.wrapped)
        update = lock.read(label_of("update", row.id), row.body)
        given.append(SignedUpdate(**signed_statement.update_to_wire(update, code, row.cursor, hub.ring.seed)))
    return (rows[-1].cursor if rows else cursor), given


def note_fetched(hub: Hub, code: str, cursor: int) -> None:
    with hub.store.reading() as connection:
        known = connection.execute(select(site.c.fetched).where(site.c.code == code)).scalar()
    if known != cursor:
        with hub.store.writing() as connection:
            connection.execute(site.update().where(site.c.code == code).values(fetched=cursor))


class _Notice(Struct, frozen=True):
    sites: tuple[str, ...]
    case_id: str
    lock: CaseLock
    update: Callable[..., UpdateStatement]
    late: bool = False


@dataclass(slots=True)
class PendingUpdates:
    """The updates that a transaction sends at its end.

    Each takes the lock of its site's row until the commit. Taken one after the other among the events of a batch,
    two batches would wait for each other's; taken at the end, in the order of the codes, they do not.
    """

    hub: Hub
    _notices: list[_Notice] = field(default_factory=list)
    _lines: list[tuple[AuditAction, str, str]] = field(default_factory=list)

    def noted(self, action: AuditAction, reference: str, detail: str) -> None:
        self._lines.append((action, reference, detail))

    def withdrawn(self, connection: Connection, case_id: str, reference: str, lock: CaseLock, now: datetime) -> None:
        update = _update(self.hub, connection, case_id, reference, now)
        self._notices.append(_Notice(tuple(sites_of_case(connection, reference)), case_id, lock, update))

    def added(self, connection: Connection, case_id: str, opened: OpenedEvent, lock: CaseLock, now: datetime) -> None:
        """Tell the other sites of the case that something was added to it; the caller holds the lock on its row.

        The site that sent it has it already, but for what came from a telephone, and for what a person sent alone at a
        terminal: its box forgets that as soon as it is here, so the site of the case is told. The update has the
        event's id: a hub that was put back and is sent the event again tells the same again.
        """
        reference, content = opened.incoming.reference, opened.incoming.content
        assert isinstance(content, SupplementBody)
        opens = select(event.c.site).where(event.c.stream == case_id, event.c.type == EventType.SUBMITTED)
        opener = connection.execute(opens).scalar_one()
        forgets = bool(content.follow_sha256) and opened.site == opener
        sender = "" if opened.telephone or forgets else opened.site
        sites = tuple(code for code in sorted(sites_of_case(connection, reference)) if code != sender)
        if sites:
            name = connection.execute(select(site.c.name).where(site.c.code == opened.site)).scalar_one()
            # A person who is alone at a screen proves with the code of their receipt that it is theirs.
            source = AddedFrom.TERMINAL if content.follow_sha256 else AddedFrom.DESK
            update = partial(
                AddedUpdate,
                id=opened.incoming.id,
                reference=reference,
                kind=UpdateKind.ADDED,
                state=state_of(connection, case_id),
                message="",
                at=now,
                by="" if opened.telephone else name,
                source=AddedFrom.TELEPHONE if opened.telephone else source,
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
            had = select(site_update.c.id).where(site_update.c.site.in_(notice.sites))
            had = had.where(site_update.c.case_id == notice.case_id).limit(1)
            if not notice.late or connection.execute(had).first() is None:
                send_update(connection, notice.sites, notice.case_id, notice.lock, notice.update)
        for action, reference, detail in self._lines:
            trail.append_audit_line(self.hub, action, reference=reference, detail=detail, within=connection)


def _arrived(document: ListedDocument) -> ArrivedDocument:
    files = document.attachments or ()
    return ArrivedDocument(
        id=document.id, label=document.label, state=document.state, files=len(files), answers=document.answers
    )


def _update(
    hub: Hub, connection: Connection, case_id: str, reference: str, now: datetime
) -> Callable[..., UpdateStatement]:
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

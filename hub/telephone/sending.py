"""Files what somebody sent from their telephone as their own addition, together with the event that lists it.

The event is made here: no box has one of that id. Everything else is as with an addition that a box sends: what it
stops, what it moves, whom it is passed on to.
"""

from collections.abc import Collection
from typing import Literal

from sqlalchemy import Connection, select

from hub.cases.cases import CaseFile
from hub.files import kept_file
from hub.files.kept_file import KeptFile
from hub.files.listed_file import ListedFile, write_receipt
from hub.hub import Hub
from hub.intake import one_event
from hub.intake.batch import OpenedEvent, Taken
from hub.intake.site_notices import Notices
from hub.outbox import outbox, person_notices
from hub.secrets.vault import pack
from hub.store.schema import attachment, cases, site, telephone_file
from hub.telephone import door, rows
from hub.telephone.rows import CleanedFile
from hub.telephone.ticket import Ticket
from hub.wire.read_event import Incoming
from kiosk.domain.events import additions
from kiosk.domain.events.additions import Item
from kiosk.domain.events.event import EventType, canonical, digest
from kiosk.domain.events.wire.bodies import NamedSite, Supplement
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Rejected


class FromTelephone(Supplement, frozen=True, kw_only=True):
    """The body of a `supplement` that the hub makes itself; no box says it, and none is sent one."""

    own_telephone: Literal[True] = True


def send(hub: Hub, ticket: Ticket, file_ids: Collection[str]) -> str:
    """Send the files of these ids that arrived; gives the id of the event that lists them, the same one again.

    Raises `Refused`: `nothing-arrived` where none of them is there, `not-asked` where the case was decided meanwhile,
    `page-too-old`.
    """
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.id == ticket.case_id).with_for_update(key_share=True))
        case = door.open_case(hub, connection, ticket)
        waiting = [file for file in rows.of_case(connection, case.id) if file.id in file_ids]
        if not waiting:
            return _sent_before(connection, case.id, file_ids)
        files = [(file.paper_id, rows.open_file(file, case.lock)) for file in waiting]
        try:
            event_id, kept = _filed(hub, connection, case, ticket, files)
        except Rejected:  # it was decided, or withdrawn
            raise Refused(HubRefusal.NOT_ASKED) from None
    for file in kept:
        kept_file.keep_only(hub.objects, file)
    return event_id


def _sent_before(connection: Connection, case_id: str, file_ids: Collection[str]) -> str:
    query = select(attachment.c.event_id).where(attachment.c.case_id == case_id, attachment.c.id.in_(file_ids))
    event_id = connection.execute(query).scalars().first()
    if event_id is None:
        raise Refused(HubRefusal.NOTHING_ARRIVED)
    return str(event_id)


def _filed(
    hub: Hub, connection: Connection, case: CaseFile, ticket: Ticket, files: list[tuple[str, CleanedFile]]
) -> tuple[str, list[KeptFile]]:
    incoming, notices = _event(hub, connection, case, ticket, files), Notices(hub)
    outcome = one_event.take(hub, connection, OpenedEvent(case.site, incoming, telephone=True), notices)
    assert isinstance(outcome, Taken)
    outbox.note_events(hub, connection, [incoming.id])
    person_notices.note_events(hub, connection, [incoming])
    kept = []
    for _, file in files:
        about, made = file.attachment, file.made
        connection.execute(telephone_file.delete().where(telephone_file.c.id == about.id))
        place = (about.id, case.id, incoming.id, case.site, about.size)
        kept.append(KeptFile(*place, made.file_key, made.header, made.chunks))
        kept_file.write_row(connection, kept[-1], hub.clock.now())
        write_receipt(hub, connection, ListedFile(*place, about.sha256, case.lock))
    notices.send(connection)
    return incoming.id, kept


def _event(
    hub: Hub, connection: Connection, case: CaseFile, ticket: Ticket, files: list[tuple[str, CleanedFile]]
) -> Incoming:
    """The event, in a stream of its own, as the case's town hall would say it."""
    now, event_id = hub.clock.now(), hub.clock.new_id()
    stream = hub.clock.new_id()
    name = connection.execute(select(site.c.name).where(site.c.code == case.site)).scalar_one()
    papers = {item.paper.id: Item(item.paper.document, item.paper.label, item.paper.id) for item in case.asked}
    listed = additions.joined((papers[paper_id], file.attachment) for paper_id, file in files)
    content = FromTelephone(
        version=BODY_VERSION,
        type=EventType.SUPPLEMENT,
        id=event_id,
        stream=stream,
        sequence=1,
        site=NamedSite(code=case.site, name=name),
        reference=case.reference,
        legal_date=hub.day(now),
        helper="",
        recorded_at=now,
        message="",
        documents=tuple(map(additions.listed, listed)),
        follow_sha256=ticket.follow_sha256,
    )
    body = canonical(content)
    header = (event_id, stream, 1, EventType.SUPPLEMENT, case.reference, "")
    return Incoming(*header, digest(body), packed=pack(body), content=content)

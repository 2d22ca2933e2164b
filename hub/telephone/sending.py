"""Files what somebody sent from their telephone as their own addition, together with the event that lists it.

The event is made here: no box has one of that id. Everything else is as with an addition that a box sends: what it
stops, what it moves, whom it is passed on to.
"""

import json
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from sqlalchemy import Connection, select

from hub.cases.cases import CaseFile
from hub.files import kept_file
from hub.files.kept_file import KeptFile, cut
from hub.files.listed_file import ListedFile, write_receipt
from hub.hub import Hub
from hub.intake import one_event
from hub.intake.batch import OpenedEvent, Taken
from hub.intake.site_notices import Notices
from hub.outbox import outbox, person_notices
from hub.secrets.vault import CaseLock, lock_of, pack
from hub.store.schema import attachment, cases, site, telephone_file
from hub.telephone import door, parts, rows
from hub.telephone.rows import CleanedFile, WaitingFile
from hub.telephone.ticket import Ticket, sealing_pair
from hub.wire.read_event import Incoming
from kiosk.crypto import sealing
from kiosk.domain.events import supplement as supplements
from kiosk.domain.events.event import EventType, canonical, digest
from kiosk.domain.events.supplement import Item
from kiosk.domain.events.wire.bodies import NamedSite, Supplement
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected, Unreadable
from kiosk.files.clean_file import Clean, clean

WAIT_S = 10.0
"""How long a file waits for its turn; then the page asks again, and loses nothing."""
LONGEST_HEAD = 1_000
"""Bytes of the line before the file."""
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)


def open_whole(hub: Hub, ticket: Ticket, file: WaitingFile) -> CleanedFile | None:
    """Open, clean and keep a file of which all sealed bytes are there; once, however often it is asked for.

    None where it has to wait for its turn. Raises `Refused`: `not-sealed` for what the page's key does not open or what
    was sealed for another place, `not-asked` where the case was erased, and what `clean` refuses. What is refused is
    forgotten.
    """
    with _turn() as mine:
        if not mine:
            return None
        with hub.store.reading() as connection:
            lock, known = lock_of(connection, hub.ring, file.case_id), rows.find(connection, file.id)
        if lock is None or known is None:
            raise Refused(HubRefusal.NOT_ASKED)
        if known.cleaned is None:
            try:
                cleaned = _cleaned(hub, ticket, file)
            except FileNotFoundError:  # another process has just opened it
                return None
            except Refused:
                parts.give_up(hub, file)
                raise
            known = _kept(hub, file, lock, cleaned)
        return rows.opened(known, lock)


def _cleaned(hub: Hub, ticket: Ticket, file: WaitingFile) -> Clean:
    try:
        clear = sealing.unseal_by(sealing_pair(hub, ticket), parts.sealed_bytes(hub, file))
    except Unreadable:
        raise Refused(HubRefusal.NOT_SEALED) from None
    head, _, data = clear.partition(b"\n")
    del clear  # 10 MB that nobody needs while the file is cleaned
    name = _named(head, file)
    if len(data) > parts.MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=parts.MOST_BYTES // 1_000_000)
    return clean(data, name)


def _named(head: bytes, file: WaitingFile) -> str:
    """The file's name, from the line before it. Raises `Refused` (`not-sealed`) where it is of another file."""
    try:
        said = json.loads(head) if len(head) <= LONGEST_HEAD else {}
        theirs = (said["file"], said["paper"]) == (file.id, file.paper_id)
        name = said["name"] if theirs else None
    except (ValueError, TypeError, KeyError):
        name = None
    if not isinstance(name, str):
        raise Refused(HubRefusal.NOT_SEALED)
    return name


def _kept(hub: Hub, file: WaitingFile, lock: CaseLock, cleaned: Clean) -> WaitingFile:
    """The file with its chunks kept; those of whoever was slower go."""
    put: list[str] = []
    made = cut(hub.objects, file.id, lock, iter([cleaned.data]), put)
    with hub.store.writing() as connection:
        first = rows.keep(connection, file, lock, made, cleaned.name, cleaned.media_type)
        known = rows.find(connection, file.id)
    with suppress(OSError):  # the sweep finds them
        hub.objects.delete(parts.names(hub, file) if first else put)
    if known is None:
        raise Refused(HubRefusal.NOT_ASKED)
    return known


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether it is this file's turn, which ends with the block."""
    mine = _ONE_AT_A_TIME.acquire(timeout=WAIT_S)
    try:
        yield mine
    finally:
        if mine:
            _ONE_AT_A_TIME.release()


class FromTelephone(Supplement, frozen=True, kw_only=True):
    """The body of a `supplement` that the hub makes itself; no box says it, and none is sent one."""

    own_telephone: Literal[True] = True


def send(hub: Hub, ticket: Ticket, file_ids: Collection[str]) -> str:
    """Send the files of these ids that were opened; gives the id of the event that lists them, the same one again.

    Raises `Refused`: `nothing-arrived` where none of them is there, `not-asked` where the case was decided meanwhile,
    `page-too-old`.
    """
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.id == ticket.case_id).with_for_update(key_share=True))
        case = door.open_case(hub, connection, ticket)
        waiting = [file for file in rows.of_case(connection, case.id) if file.id in file_ids and file.cleaned]
        if not waiting:
            return _sent_before(connection, case.id, file_ids)
        files = [rows.opened(file, case.lock) for file in waiting]
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
    hub: Hub, connection: Connection, case: CaseFile, ticket: Ticket, files: list[CleanedFile]
) -> tuple[str, list[KeptFile]]:
    incoming, notices = _event(hub, connection, case, ticket, files), Notices(hub)
    outcome = one_event.take(hub, connection, OpenedEvent(case.site, incoming, telephone=True), notices)
    assert isinstance(outcome, Taken)
    outbox.note_events(hub, connection, [incoming.id])
    person_notices.note_events(hub, connection, [incoming])
    kept = []
    for file in files:
        about, made = file.attachment, file.made
        connection.execute(telephone_file.delete().where(telephone_file.c.id == about.id))
        place = (about.id, case.id, incoming.id, case.site, about.size)
        kept.append(KeptFile(*place, made.file_key, made.header, made.chunks))
        kept_file.write_row(connection, kept[-1], hub.clock.now())
        write_receipt(hub, connection, ListedFile(*place, about.sha256, case.lock))
    notices.send(connection)
    return incoming.id, kept


def _event(hub: Hub, connection: Connection, case: CaseFile, ticket: Ticket, files: list[CleanedFile]) -> Incoming:
    """The event, in a stream of its own, as the case's town hall would say it."""
    now, event_id = hub.clock.now(), hub.clock.new_id()
    stream = hub.clock.new_id()
    name = connection.execute(select(site.c.name).where(site.c.code == case.site)).scalar_one()
    papers = {item.paper.id: Item(item.paper.document, item.paper.label, item.paper.id) for item in case.asked}
    listed = supplements.joined((papers[file.paper_id], file.attachment) for file in files)
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
        documents=tuple(map(supplements.listed, listed)),
        follow_sha256=ticket.follow_sha256,
    )
    body = canonical(content)
    header = (event_id, stream, 1, EventType.SUPPLEMENT, case.reference, "")
    return Incoming(*header, digest(body), packed=pack(body), content=content)

"""Takes a file from a telephone: cleaned and encrypted in memory, before anything of it is written down.

Its id comes of its bytes: what is sent again after a lost answer, or chosen twice for one paper, is the same file.
"""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from hub.cases.cases import CaseFile
from hub.files import kept_file, listed_file
from hub.files.kept_file import KeptFile, cut_file
from hub.files.listed_file import ListedFile, write_receipt
from hub.hub import Hub
from hub.intake import one_event
from hub.intake.batch import OpenedEvent, TakenEvent
from hub.intake.updates import PendingUpdates
from hub.outbox import outbox, person_notices
from hub.secrets.secrets_at_rest import WrongTries, hash_with_key
from hub.secrets.vault import pack
from hub.store.schema import attachment, cases, site, telephone_file
from hub.telephone import door
from hub.telephone.door import CleanedFile, Ticket, WaitingFile
from hub.wire import Incoming
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events import additions
from kiosk.domain.events.additions import SupplementItem
from kiosk.domain.events.event import EventType, digest, encode_canonical_body
from kiosk.domain.events.wire.bodies import NamedSite, SupplementBody
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected
from kiosk.files.clean_file import MOST_OF_A_CASE, SafeFile, clean_untrusted_file

MOST_FILES = 10
"""Of one case that wait at a time."""
MOST_BYTES = 10_000_000
"""Of one file as it lies on the telephone."""
OF_CASE = WrongTries("telephone case", 40, timedelta(hours=1))
"""Files that came for one case; whoever photographs a paper again and again is below it."""
FROM_ADDRESS = WrongTries("telephone from", 200, timedelta(hours=1))
"""Files that came from one address, behind which a mobile operator has many telephones."""
WAIT_S = 10.0
"""How long a file waits for its turn; then it has to come again."""
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)


class TelephoneUpload(Struct, frozen=True):
    """A file as a form brought it, for the paper of that id, from an address."""

    paper_id: str
    name: str
    data: bytes
    address: str


def take_telephone_file(hub: Hub, ticket: Ticket, brought: TelephoneUpload) -> bool:
    """Clean and keep a file until « Envoyer », once; whether it waits, False for one that was sent before.

    Raises `Refused`: `not-asked`, `page-too-old`, `file-too-large`, `too-many-telephone-files`, `case-full`,
    `sent-too-often`, `not-arrived` where many come at once and it has to come again, and what
    `clean_untrusted_file` refuses.
    """
    file_id = hash_with_key(hub, f"{ticket.case_id} {brought.paper_id} {digest(brought.data)}", "telephone file")[:32]
    with hub.store.reading() as connection:
        sent = connection.execute(select(attachment.c.id).where(attachment.c.id == file_id)).first()
        if sent or door.find_waiting_file(connection, file_id):
            return not sent
        case = door.open_case(hub, connection, ticket)
        door.check_asked(hub, case, ticket, brought.paper_id)
        _check_room(connection, ticket.case_id, len(brought.data))
    if len(brought.data) > MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    with _turn():
        try:
            OF_CASE.admit(hub, ticket.case_id)
            FROM_ADDRESS.admit(hub, brought.address)
        except Refused:
            raise Refused(HubRefusal.SENT_TOO_OFTEN) from None
        OF_CASE.record(hub, ticket.case_id)
        FROM_ADDRESS.record(hub, brought.address)
        cleaned = clean_untrusted_file(brought.data, brought.name)
    _keep(hub, ticket, file_id, brought.paper_id, cleaned)
    return True


def remove_waiting_file(hub: Hub, ticket: Ticket, file_id: str) -> None:
    with hub.store.writing() as connection:
        file = door.find_waiting_file(connection, file_id)
        if file is not None and file.case_id == ticket.case_id:
            door.delete_waiting_files(hub, connection, [file])
    listed_file.delete_dead_objects(hub)


def _keep(hub: Hub, ticket: Ticket, file_id: str, paper_id: str, cleaned: SafeFile) -> None:
    put: list[str] = []
    try:
        with hub.store.reading() as connection:
            lock = door.open_case(hub, connection, ticket).lock
        made = cut_file(hub.objects, file_id, lock, iter([cleaned.data]), put)
        about = Attachment(file_id, cleaned.name, cleaned.media_type, made.size, made.sha256)
        locked = door.lock_cleaned_file(file_id, lock, CleanedFile(about, made))
        with hub.store.writing() as connection:
            door.open_case(hub, connection, ticket)
            _check_room(connection, ticket.case_id, made.size)
            waiting = WaitingFile(file_id, ticket.case_id, ticket.page, paper_id, made.size, locked)
            door.insert_waiting_file(hub, connection, waiting)
    except (Refused, IntegrityError) as error:
        hub.objects.delete(put)
        if isinstance(error, Refused):
            raise


def _check_room(connection: Connection, case_id: str, size: int) -> None:
    waiting = door.list_waiting_files(connection, case_id)
    if len(waiting) >= MOST_FILES:
        raise Refused(HubRefusal.TOO_MANY_TELEPHONE_FILES, most=MOST_FILES)
    if sum(file.size for file in waiting) + size > MOST_OF_A_CASE:
        raise Refused(Refusal.CASE_FULL, most=MOST_OF_A_CASE // 1_000_000)


@contextmanager
def _turn() -> Iterator[None]:
    """This file's turn: one at a time is drawn, which costs 256 MB."""
    if not _ONE_AT_A_TIME.acquire(timeout=WAIT_S):
        raise Refused(HubRefusal.NOT_ARRIVED)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


class FromTelephone(SupplementBody, frozen=True, kw_only=True):
    """The body of a `supplement` that the hub makes itself; no box says it, and none is sent one."""

    own_telephone: Literal[True] = True


def send_telephone_files(hub: Hub, ticket: Ticket, file_ids: Collection[str]) -> str:
    """Send the files of these ids that arrived; gives the id of the event that lists them, the same one again.

    Raises `Refused`: `nothing-arrived` where none of them is there, `not-asked` where the case was decided meanwhile,
    `page-too-old`.
    """
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.id == ticket.case_id).with_for_update(key_share=True))
        case = door.open_case(hub, connection, ticket)
        waiting = [file for file in door.list_waiting_files(connection, case.id) if file.id in file_ids]
        if not waiting:
            sent = select(attachment.c.event_id).where(attachment.c.case_id == case.id, attachment.c.id.in_(file_ids))
            before = connection.execute(sent).scalars().first()
            if before is None:
                raise Refused(HubRefusal.NOTHING_ARRIVED)
            return str(before)
        files = [(file.paper_id, door.unlock_cleaned_file(file, case.lock)) for file in waiting]
        try:
            event_id, kept = _filed(hub, connection, case, ticket, files)
        except Rejected:  # it was decided, or withdrawn
            raise Refused(HubRefusal.NOT_ASKED) from None
    for file in kept:
        kept_file.keep_only(hub.objects, file)
    return event_id


def _filed(
    hub: Hub, connection: Connection, case: CaseFile, ticket: Ticket, files: list[tuple[str, CleanedFile]]
) -> tuple[str, list[KeptFile]]:
    incoming, notices = _event(hub, connection, case, ticket, files), PendingUpdates(hub)
    outcome = one_event.take_event(hub, connection, OpenedEvent(case.site, incoming, telephone=True), notices)
    assert isinstance(outcome, TakenEvent)
    outbox.note_event_deliveries(hub, connection, [incoming.id])
    person_notices.note_event_notices(hub, connection, [incoming])
    kept = []
    for _, file in files:
        about, made = file.attachment, file.made
        connection.execute(telephone_file.delete().where(telephone_file.c.id == about.id))
        place: dict[str, Any] = {"id": about.id, "case_id": case.id, "event_id": incoming.id, "site": case.site}
        place["size"] = about.size
        kept.append(KeptFile(**place, file_key=made.file_key, header=made.header, chunks=made.chunks))
        kept_file.save_file_row(connection, kept[-1], hub.clock.now())
        write_receipt(hub, connection, ListedFile(**place, sha256=about.sha256, lock=case.lock))
    notices.send(connection)
    return incoming.id, kept


def _event(
    hub: Hub, connection: Connection, case: CaseFile, ticket: Ticket, files: list[tuple[str, CleanedFile]]
) -> Incoming:
    """The event, in a stream of its own, as the case's town hall would say it."""
    now, event_id = hub.clock.now(), hub.clock.new_id()
    stream = hub.clock.new_id()
    name = connection.execute(select(site.c.name).where(site.c.code == case.site)).scalar_one()
    papers = {
        item.paper.id: SupplementItem(item.paper.document, item.paper.label, item.paper.id) for item in case.asked
    }
    listed = additions.group_files_by_item((papers[paper_id], file.attachment) for paper_id, file in files)
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
        documents=tuple(map(additions.to_listed_document, listed)),
        follow_sha256=ticket.follow_sha256,
    )
    body = encode_canonical_body(content)
    return Incoming(
        id=event_id,
        stream=stream,
        sequence=1,
        type=EventType.SUPPLEMENT,
        reference=case.reference,
        replaces="",
        sha256=digest(body),
        packed=pack(body),
        content=content,
    )

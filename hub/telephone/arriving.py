"""Takes a file from a telephone: cleaned and encrypted in memory, before anything of it is written down.

Its id comes of its bytes: what is sent again after a lost answer, or chosen twice for one paper, is the same file.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from hub.files import file_ends
from hub.files.kept_file import cut
from hub.hub import Hub
from hub.secrets.secrets_at_rest import WrongTries, keyed
from hub.store.schema import attachment
from hub.telephone import door, rows
from hub.telephone.rows import CleanedFile, WaitingFile
from hub.telephone.ticket import Ticket
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events.event import digest
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_OF_A_CASE, Clean, clean

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


class Brought(Struct, frozen=True):
    """A file as a form brought it, for the paper of that id, from an address."""

    paper_id: str
    name: str
    data: bytes
    address: str


def take(hub: Hub, ticket: Ticket, brought: Brought) -> bool:
    """Clean and keep a file until « Envoyer », once; whether it waits, False for one that was sent before.

    Raises `Refused`: `not-asked`, `page-too-old`, `file-too-large`, `too-many-telephone-files`, `case-full`,
    `sent-too-often`, `not-arrived` where many come at once and it has to come again, and what `clean` refuses.
    """
    file_id = keyed(hub, f"{ticket.case_id} {brought.paper_id} {digest(brought.data)}", "telephone file")[:32]
    with hub.store.reading() as connection:
        sent = connection.execute(select(attachment.c.id).where(attachment.c.id == file_id)).first()
        if sent or rows.find(connection, file_id):
            return not sent
        case = door.open_case(hub, connection, ticket)
        door.check_asked(hub, case, ticket, brought.paper_id)
        _check_room(connection, ticket.case_id, len(brought.data))
    if len(brought.data) > MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)
    with _turn():
        _count(hub, ticket.case_id, brought.address)
        cleaned = clean(brought.data, brought.name)
    _keep(hub, ticket, file_id, brought.paper_id, cleaned)
    return True


def give_up(hub: Hub, ticket: Ticket, file_id: str) -> None:
    """Forget a file that the person takes away."""
    with hub.store.writing() as connection:
        file = rows.find(connection, file_id)
        if file is not None and file.case_id == ticket.case_id:
            rows.drop(hub, connection, [file])
    file_ends.bury(hub)


def _keep(hub: Hub, ticket: Ticket, file_id: str, paper_id: str, cleaned: Clean) -> None:
    put: list[str] = []
    try:
        with hub.store.reading() as connection:
            lock = door.open_case(hub, connection, ticket).lock
        made = cut(hub.objects, file_id, lock, iter([cleaned.data]), put)
        about = Attachment(file_id, cleaned.name, cleaned.media_type, made.size, made.sha256)
        locked = rows.lock_file(file_id, lock, CleanedFile(about, made))
        with hub.store.writing() as connection:
            door.open_case(hub, connection, ticket)
            _check_room(connection, ticket.case_id, made.size)
            waiting = WaitingFile(file_id, ticket.case_id, ticket.page, paper_id, made.size, locked)
            rows.keep(hub, connection, waiting)
    except (Refused, IntegrityError) as error:
        hub.objects.delete(put)
        if isinstance(error, Refused):
            raise


def _count(hub: Hub, case_id: str, address: str) -> None:
    for pace, source in ((OF_CASE, case_id), (FROM_ADDRESS, address)):
        try:
            pace.admit(hub, source)
        except Refused:
            raise Refused(HubRefusal.SENT_TOO_OFTEN) from None
    OF_CASE.record(hub, case_id)
    FROM_ADDRESS.record(hub, address)


def _check_room(connection: Connection, case_id: str, size: int) -> None:
    waiting = rows.of_case(connection, case_id)
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

"""What the page of a case shows of papers from a telephone: what may be sent, what waits, and what was sent."""

import base64
import binascii
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, delete, select

from hub.cases import case_history
from hub.cases.cases import CaseFile, read_case
from hub.files import listed_file
from hub.files.kept_file import CutFile
from hub.hub import Hub
from hub.secrets.vault import CaseLock, lock_of
from hub.store.schema import cases, dead_file, telephone_file
from kiosk.crypto import keys, sealing
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events.wire.statements import RequestedPaper
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Unreadable

LASTS = timedelta(hours=4)
"""How long a page may go on; then it is opened anew with number and code."""
LONGEST = 1_000
"""Characters of a ticket."""
_ABOUT = "telephone page"
KEPT = timedelta(days=1)
"""How long files wait for « Envoyer »: whoever did not press by the next day begins again."""
_MINE = telephone_file.c


class Ticket(Struct, frozen=True):
    """A page that somebody opened with the number and the code of a case.

    `page` is its random id, the same until number and code are typed again, `follow_sha256` the hash of the code.
    `birth_date` (ISO 8601) is what opened the service's own words, "" where nothing did.
    """

    case_id: str
    page: str
    follow_sha256: str
    until: datetime
    birth_date: str = ""


def issue_ticket(hub: Hub, case_id: str, follow_sha256: str) -> Ticket:
    return Ticket(case_id, hub.clock.new_id(), follow_sha256, hub.clock.now() + LASTS)


def write_ticket(hub: Hub, ticket: Ticket, browser: str) -> str:
    """The ticket as the page carries it: only this hub can read it, for the `browser` of that name, and nobody can make
    one."""
    locked = sealing.lock_bytes(hub.ring.key_for(_ABOUT), msgspec.json.encode(ticket), f"{_ABOUT} {browser}")
    return base64.urlsafe_b64encode(locked).decode()


def read_ticket(hub: Hub, text: str, browser: str) -> Ticket:
    """The ticket that a page sent. Raises `Refused`: `page-too-old`, also for what is none of this hub and browser."""
    try:
        if len(text) > LONGEST:
            raise Unreadable()
        locked = base64.urlsafe_b64decode(text.encode("ascii"))
        said = sealing.unlock_bytes(hub.ring.key_for(_ABOUT), locked, f"{_ABOUT} {browser}")
    except (Unreadable, binascii.Error, UnicodeEncodeError):
        raise Refused(HubRefusal.PAGE_TOO_OLD) from None
    ticket = msgspec.json.decode(said, type=Ticket)
    if hub.clock.now() > ticket.until:
        raise Refused(HubRefusal.PAGE_TOO_OLD)
    return ticket


class CleanedFile(Struct, frozen=True):
    attachment: Attachment
    made: CutFile


class WaitingFile(Struct, frozen=True):
    """A file that arrived on the page of id `page`; `size` in bytes, `locked` a `CleanedFile`."""

    id: str
    case_id: str
    page: str
    paper_id: str
    size: int
    locked: bytes


def find_waiting_file(connection: Connection, file_id: str) -> WaitingFile | None:
    row = connection.execute(select(telephone_file).where(_MINE.id == file_id)).first()
    return _of_row(row) if row else None


def list_waiting_files(connection: Connection, case_id: str) -> list[WaitingFile]:
    query = select(telephone_file).where(_MINE.case_id == case_id).order_by(_MINE.came_at, _MINE.id)
    return [_of_row(row) for row in connection.execute(query)]


def insert_waiting_file(hub: Hub, connection: Connection, file: WaitingFile) -> None:
    """Note a file whose chunks are kept. Raises `IntegrityError` where a twin of the same request was faster."""
    connection.execute(telephone_file.insert().values(came_at=hub.clock.now(), **msgspec.structs.asdict(file)))
    connection.execute(delete(dead_file).where(dead_file.c.id == file.id))  # it was taken away, and is chosen again


def lock_cleaned_file(file_id: str, lock: CaseLock, cleaned: CleanedFile) -> bytes:
    return lock.lock(_label(file_id), msgspec.json.encode(cleaned).decode())


def unlock_cleaned_file(file: WaitingFile, lock: CaseLock) -> CleanedFile:
    return msgspec.json.decode(lock.unlock(_label(file.id), file.locked), type=CleanedFile)


def delete_waiting_files(hub: Hub, connection: Connection, files: Iterable[WaitingFile]) -> None:
    """Forget files, whose objects have to go; the caller runs `listed_file.delete_dead_objects` after the commit."""
    for file in files:
        listed_file.insert_dead_file(connection, file.id, hub.clock.now())
        connection.execute(delete(telephone_file).where(_MINE.id == file.id))


def delete_old_waiting_files(hub: Hub) -> int:
    """Forget what nobody sent within `KEPT`; gives how many files."""
    with hub.store.writing() as connection:
        query = select(telephone_file).where(_MINE.came_at < hub.clock.now() - KEPT)
        old = [_of_row(row) for row in connection.execute(query)]
        delete_waiting_files(hub, connection, old)
    return len(old)


def _of_row(row: Row[Any]) -> WaitingFile:
    return WaitingFile(row.id, row.case_id, row.page, row.paper_id, row.size, row.locked)


def _label(file_id: str) -> str:
    return f"telephone file {file_id}"


def open_case(hub: Hub, connection: Connection, ticket: Ticket) -> CaseFile:
    """The case of a page.

    Raises `Refused`: `page-too-old` where another code took the place of the one that was typed, `not-asked` where the
    contents were erased.
    """
    row = check_follow_code(connection, ticket)
    if row.erased_at is not None:
        raise Refused(HubRefusal.NOT_ASKED)
    return read_case(connection, hub.ring, row.reference)


def check_follow_code(connection: Connection, ticket: Ticket) -> Row[Any]:
    """The row of the case, whose code is still the one that was typed. Raises `Refused`: `page-too-old`."""
    row = connection.execute(cases.select().where(cases.c.id == ticket.case_id)).first()
    if row is None or not keys.are_same_secrets(row.follow_sha256, ticket.follow_sha256):
        raise Refused(HubRefusal.PAGE_TOO_OLD)
    return row


def asked_now(hub: Hub, case: CaseFile) -> tuple[RequestedPaper, ...]:
    """The papers that somebody still has to bring; none once nothing is asked of them."""
    papers = case_history.line_of_case_file(hub, case).papers
    return papers.named if papers else ()


def check_asked(hub: Hub, case: CaseFile, ticket: Ticket, paper_id: str) -> None:
    """Check that this paper is asked for now; one in free words needs the birth date. Raises `Refused`: `not-asked`."""
    if paper_id not in {paper.id for paper in asked_now(hub, case) if paper.document or ticket.birth_date}:
        raise Refused(HubRefusal.NOT_ASKED)


class WaitingCopy(Struct, frozen=True):
    """A file that arrived and was not sent to the service yet; `size` in bytes, `name` "" on another page than its
    own: a name may say more than whoever holds a receipt knows."""

    id: str
    paper_id: str
    size: int
    name: str


class SentCopies(Struct, frozen=True):
    """The files that came for one paper; `label` is "" for a paper in free words. `size` in bytes."""

    label: str
    count: int
    size: int


class SentPapers(Struct, frozen=True):
    at: datetime
    day: date
    papers: tuple[SentCopies, ...]


class TelephonePapers(Struct, frozen=True):
    """`address` is the service's, in French."""

    papers: tuple[RequestedPaper, ...] = ()
    waiting: tuple[WaitingCopy, ...] = ()
    sent: tuple[SentPapers, ...] = ()
    address: str = ""


def read_telephone_papers(hub: Hub, case_id: str, shown: Collection[str], ticket: Ticket | None) -> TelephonePapers:
    """What to show of a case, nothing of one whose contents were erased; `shown` are the ids of the papers that the
    page names.

    Without a ticket nothing of files: whoever shows a receipt's square knows where the case is, no more.
    """
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        if lock is None:
            return TelephonePapers()
        reference = connection.execute(select(cases.c.reference).where(cases.c.id == case_id)).scalar_one()
        case = read_case(connection, hub.ring, reference)
        waiting = list_waiting_files(connection, case_id) if ticket else []
    page = ticket.page if ticket else ""
    names = {file.id: unlock_cleaned_file(file, lock).attachment.name for file in waiting if file.page == page}
    sent = []
    for event, body in reversed(case.supplements if ticket else ()):
        if body.get("own_telephone"):
            copies = tuple(map(_copies, body["documents"]))
            sent.append(SentPapers(event.received_at, date.fromisoformat(body["legal_date"]), copies))
    return TelephonePapers(
        papers=tuple(paper for paper in asked_now(hub, case) if paper.id in shown),
        waiting=tuple(WaitingCopy(file.id, file.paper_id, file.size, names.get(file.id, "")) for file in waiting),
        sent=tuple(sent),
        address=str(case.submitted["service"].get("address") or ""),
    )


def _copies(document: Mapping[str, Any]) -> SentCopies:
    files = document["attachments"]
    return SentCopies(document["label"] if document["id"] else "", len(files), sum(file["size"] for file in files))

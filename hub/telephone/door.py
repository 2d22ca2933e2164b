"""What the page of a case shows of papers from a telephone: what may be sent, what waits, and what was sent."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, select

from hub.cases import case_history
from hub.cases.cases import CaseFile, read_case
from hub.hub import Hub
from hub.replies.asked_papers import AskedItem
from hub.secrets.vault import lock_of
from hub.store.schema import cases
from hub.telephone import rows
from hub.telephone.ticket import Ticket
from kiosk.crypto import keys
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


def check_code(hub: Hub, ticket: Ticket) -> None:
    """Check that the code that was typed is still the case's. Raises `Refused`: `page-too-old`."""
    with hub.store.reading() as connection:
        _row(connection, ticket)


def open_case(hub: Hub, connection: Connection, ticket: Ticket) -> CaseFile:
    """The case of a page.

    Raises `Refused`: `page-too-old` where another code took the place of the one that was typed, `not-asked` where the
    contents were erased.
    """
    row = _row(connection, ticket)
    if row.erased_at is not None:
        raise Refused(HubRefusal.NOT_ASKED)
    return read_case(connection, hub.ring, row.reference)


def _row(connection: Connection, ticket: Ticket) -> Row[Any]:
    row = connection.execute(cases.select().where(cases.c.id == ticket.case_id)).first()
    if row is None or not keys.same(row.follow_sha256, ticket.follow_sha256):
        raise Refused(HubRefusal.PAGE_TOO_OLD)
    return row


def asked_now(hub: Hub, case: CaseFile) -> tuple[AskedItem, ...]:
    """The papers that somebody still has to bring; none once nothing is asked of them."""
    if not case_history.of_case(hub, case).asks:
        return ()
    return tuple(item for item in case.asked if item.is_waited_for)


def check_asked(hub: Hub, case: CaseFile, ticket: Ticket, paper_id: str) -> None:
    """Check that this paper is asked for now; one in free words needs the birth date. Raises `Refused`: `not-asked`."""
    papers = [item.paper for item in asked_now(hub, case)]
    if paper_id not in {paper.id for paper in papers if paper.document or ticket.birth_date}:
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
    """What was sent together: when, on which legal day, and what."""

    at: datetime
    day: date
    papers: tuple[SentCopies, ...]


class Door(Struct, frozen=True):
    """`address` is the service's, in French."""

    papers: tuple[AskedPaper, ...] = ()
    waiting: tuple[WaitingCopy, ...] = ()
    sent: tuple[SentPapers, ...] = ()
    address: str = ""


def look(hub: Hub, case_id: str, shown: Collection[str], ticket: Ticket | None) -> Door:
    """What to show of a case, nothing of one whose contents were erased; `shown` are the ids of the papers that the
    page names.

    Without a ticket nothing of files: whoever shows a receipt's square knows where the case is, no more.
    """
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        if lock is None:
            return Door()
        reference = connection.execute(select(cases.c.reference).where(cases.c.id == case_id)).scalar_one()
        case = read_case(connection, hub.ring, reference)
        waiting = rows.of_case(connection, case_id) if ticket else []
    page = ticket.page if ticket else ""
    names = {file.id: rows.open_file(file, lock).attachment.name for file in waiting if file.page == page}
    return Door(
        papers=tuple(item.paper for item in asked_now(hub, case) if item.paper.id in shown),
        waiting=tuple(WaitingCopy(file.id, file.paper_id, file.size, names.get(file.id, "")) for file in waiting),
        sent=tuple(_sent(case)) if ticket else (),
        address=str(case.submitted["service"].get("address") or ""),
    )


def _sent(case: CaseFile) -> Iterable[SentPapers]:
    """Each sending from a telephone, the last one first."""
    for event, body in reversed(case.supplements):
        if body.get("own_telephone"):
            day = date.fromisoformat(body["legal_date"])
            yield SentPapers(event.received_at, day, tuple(map(_copies, body["documents"])))


def _copies(document: Mapping[str, Any]) -> SentCopies:
    files = document["attachments"]
    return SentCopies(document["label"] if document["id"] else "", len(files), sum(file["size"] for file in files))

"""What the page of a case shows of papers from a telephone: what may be sent, what waits, and what was sent."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.cases import case_history
from hub.cases.cases import CaseFile, read_case
from hub.hub import Hub
from hub.replies.asked_papers import AskedItem
from hub.secrets.vault import lock_of
from hub.store.schema import cases
from hub.telephone import rows
from hub.telephone import ticket as tickets
from hub.telephone.ticket import Ticket
from kiosk.crypto import keys
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

SAYS = (
    "chosen",
    "empty",
    "handing-over",
    "kilobytes",
    "megabytes",
    "no-line",
    "not-all",
    "nothing",
    "page-too-old",
    "sealing",
    "sending",
    "taken-away",
    "too-big",
    "too-many",
    "unreadable",
)
"""What the page's script says: codes of words of the context `telephone-says`, with `{}` for a name or a number."""


def open_case(hub: Hub, connection: Connection, ticket: Ticket) -> CaseFile:
    """The case of a page.

    Raises `Refused`: `page-too-old` where another code took the place of the one that was typed, `not-asked` where the
    contents were erased.
    """
    row = connection.execute(
        select(cases.c.reference, cases.c.follow_sha256, cases.c.erased_at).where(cases.c.id == ticket.case_id)
    ).first()
    if row is None or not keys.same(row.follow_sha256, ticket.follow_sha256):
        raise Refused(HubRefusal.PAGE_TOO_OLD)
    if row.erased_at is not None:
        raise Refused(HubRefusal.NOT_ASKED)
    return read_case(connection, hub.ring, row.reference)


def asked_now(hub: Hub, case: CaseFile) -> tuple[AskedItem, ...]:
    """The papers that somebody still has to bring; none once nothing is asked of them."""
    if not case_history.of_case(hub, case).asks:
        return ()
    return tuple(item for item in case.asked if item.is_waited_for)


def check_asked(hub: Hub, case: CaseFile, ticket: Ticket, paper_id: str) -> None:
    """Check that this paper is asked for now, and was on the page. Raises `Refused`: `not-asked`."""
    if paper_id not in ticket.papers or paper_id not in {item.paper.id for item in asked_now(hub, case)}:
        raise Refused(HubRefusal.NOT_ASKED)


class WaitingCopy(Struct, frozen=True):
    """A file that arrived and was not sent to the service yet; `size` in bytes."""

    id: str
    paper_id: str
    size: int


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
    """`ticket` and `key` (hexadecimal) are "" where nothing may be sent now. `address` is the service's, in French."""

    papers: tuple[AskedPaper, ...]
    waiting: tuple[WaitingCopy, ...]
    sent: tuple[SentPapers, ...]
    address: str
    ticket: str = ""
    key: str = ""


SHUT = Door((), (), (), "")
"""Of a case whose contents were erased."""


def look(hub: Hub, case_id: str, shown: Collection[str], *, typed_code: bool) -> Door:
    """What to show of a case; `shown` are the ids of the papers that the page names.

    Nothing may be sent where no code was typed: whoever shows a receipt's square knows where the case is, no more.
    """
    with hub.store.reading() as connection:
        if lock_of(connection, hub.ring, case_id) is None:
            return SHUT
        row = connection.execute(cases.select().where(cases.c.id == case_id)).one()
        case = read_case(connection, hub.ring, row.reference)
        waiting = rows.of_case(connection, case_id) if typed_code else []
    papers = tuple(item.paper for item in asked_now(hub, case) if item.paper.id in shown)
    made = None
    if papers and typed_code:
        made = tickets.issue(hub, case_id, row.follow_sha256, tuple(paper.id for paper in papers))
    return Door(
        papers=papers,
        waiting=tuple(
            WaitingCopy(file.id, file.paper_id, file.cleaned_size) for file in waiting if file.cleaned is not None
        ),
        sent=tuple(_sent(case)) if typed_code else (),
        address=str(case.submitted["service"].get("address") or ""),
        ticket=tickets.written(hub, made) if made else "",
        key=tickets.sealing_pair(hub, made).public.hex() if made else "",
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

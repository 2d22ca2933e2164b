"""Whether a page may send for a case: its code is still the case's, and what it sends is still asked for."""

from sqlalchemy import Connection, select

from hub.cases import line_of_case
from hub.cases.cases import CaseFile, read_case
from hub.hub import Hub
from hub.replies.asked_papers import AskedItem
from hub.store.schema import cases
from hub.telephone.ticket import Ticket
from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


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
    if not line_of_case.of_case(hub, case).asks:
        return ()
    return tuple(item for item in case.asked if item.is_waited_for)


def check_asked(hub: Hub, case: CaseFile, ticket: Ticket, paper_id: str) -> None:
    """Check that this paper is asked for now, and was on the page. Raises `Refused`: `not-asked`."""
    if paper_id not in ticket.papers or paper_id not in {item.paper.id for item in asked_now(hub, case)}:
        raise Refused(HubRefusal.NOT_ASKED)

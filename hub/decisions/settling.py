"""What the service says of a paper that it asked for: complete, not needed any more, or still to come."""

from sqlalchemy import update

from hub.cases.cases import read_case
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import asked_paper
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.domain.replies.asked_paper import SETTLED
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


def settle(hub: Hub, by: Staff, reference: str, paper_id: str, state: str) -> None:
    """Tick a paper off, or take the tick back where `state` is "" ; once for the same press twice.

    Raises `Refused`: `unknown-case`, also for a paper that was not asked for in it, `no-such-change` for another state.
    """
    if state not in (*SETTLED, ""):
        raise Refused(HubRefusal.NO_SUCH_CHANGE, to=state)
    with hub.store.writing() as connection:
        case = read_case(connection, hub.ring, reference, by.scope)
        if not any(item.paper.id == paper_id for item in case.asked):
            raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
        changed = connection.execute(
            update(asked_paper)
            .where(asked_paper.c.id == paper_id, asked_paper.c.settled != state)
            .values(settled=state, settled_by=by.id if state else None, settled_at=hub.clock.now() if state else None)
        )
        if changed.rowcount:
            detail = f"{paper_id} {state or 'open'}"
            audit.note(hub, AuditAction.PAPER_SETTLED, by=by.id, reference=reference, detail=detail, within=connection)

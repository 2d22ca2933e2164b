"""SQL expressions for what is computed of a case: its state, new additions, open requests.

Only the state is stored too, as `listed_state`, by which lists find a case; triggers keep it.
"""

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select

from hub.cases.states import WITHDRAWN
from hub.store.schema import case_key, cases, decision, event, rights_answer
from kiosk.domain.events.event import CaseState, EventType

_LAST = select(func.max(decision.c.number)).where(decision.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
_DECIDED = (
    select(decision.c.state)
    .where(decision.c.case_id == cases.c.id, decision.c.number == _LAST)
    .correlate(cases)
    .scalar_subquery()
)
WITHDRAWN_AT = (
    select(func.min(event.c.received_at))
    .where(event.c.reference == cases.c.reference, event.c.type == EventType.WITHDRAWAL)
    .correlate(cases)
    .scalar_subquery()
)
"""When the person withdrew the case; a withdrawal that came after a decision was rejected and has no row."""
STATE: ColumnElement[str] = case(
    (WITHDRAWN_AT.is_not(None), literal(WITHDRAWN.value)),
    else_=func.coalesce(_DECIDED, literal(CaseState.RECEIVED.value)),
)
"""A case's state, computed from the withdrawal, or the last decision."""
_DECIDED_AT = select(func.max(decision.c.at)).where(decision.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
ADDED = (EventType.SUPPLEMENT, EventType.CORRECTION)
"""Events by which the person adds to what they submitted."""
NEWS = (
    select(func.count())
    .where(
        event.c.reference == cases.c.reference,
        event.c.type.in_(ADDED),
        or_(_DECIDED_AT.is_(None), event.c.received_at > _DECIDED_AT),
    )
    .correlate(cases)
    .scalar_subquery()
)
"""How many supplements and corrections came since the last decision."""
REQUESTS = (EventType.ERASURE, EventType.ACCESS)
"""Events by which the person exercises a right about their data (GDPR articles 15 and 17)."""
ASKED = (
    select(func.count())
    .where(event.c.reference == cases.c.reference, event.c.type.in_(REQUESTS), case_key.c.wrapped.is_not(None))
    .where(~select(rights_answer.c.event_id).where(rights_answer.c.event_id == event.c.id).exists())
    .correlate(cases, case_key)
    .scalar_subquery()
)
"""How many requests nobody has answered yet; none where the contents were erased."""


def state_of(connection: Connection, case_id: str) -> str:
    """The state of one case: `withdrawn`, or that of its last decision, or `received`."""
    return str(connection.execute(select(STATE).select_from(cases).where(cases.c.id == case_id)).scalar_one())

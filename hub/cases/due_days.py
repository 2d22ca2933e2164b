"""By when each case is due, as a column that a worklist can follow: the day on which silence decides it.

The day follows from what was submitted, asked and added (`case_silence`); it is kept anew in the transaction of
whatever moves it. A case that its service has not to answer has none.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, to_builtins
from sqlalchemy import Connection, bindparam

from hub.cases import case_silence
from hub.hub import Hub
from hub.store.schema import cases
from kiosk.domain.events.event import ENDED
from kiosk.domain.events.silence_facts import SilenceDay, silence_day
from kiosk.domain.events.wire.bodies import Submitted
from kiosk.domain.procedure.procedure import ProcedureKind

NOT_DUE = ""
"""Of a case that is decided, withdrawn, erased, or decided by another body."""
NO_DAY = "9999-12-31"
"""Of a case whose delay has not begun, or for which silence means nothing: it comes last."""
_KEEP = cases.update().where(cases.c.id == bindparam("case_id")).values(due_on=bindparam("day"))


def of_new(content: Submitted) -> str:
    """When a new case is due, before anything else is known of it."""
    if content.procedure.kind == ProcedureKind.PREPARED:
        return NOT_DUE
    if not content.silence:
        return NO_DAY
    facts: dict[str, Any] = {
        "legal_date": content.legal_date.isoformat(),
        "silence": to_builtins(content.silence),
        "documents": [
            {"id": paper.id, "state": paper.state, "required": paper.required is UNSET or paper.required}
            for paper in content.documents
        ],
    }
    return written(silence_day(facts))


def keep(hub: Hub, connection: Connection, case_ids: Sequence[str]) -> None:
    """Reckon the day of these cases anew and store it, in the caller's transaction."""
    rows = case_silence.facts_of(connection, cases.c.id.in_(case_ids))
    days = case_silence.of_facts(connection, hub, [row for row in rows if _waits(row)])
    for row in rows:
        day = written(days.get(row.reference)) if _waits(row) else NOT_DUE
        if day != row.due_on:
            connection.execute(_KEEP, {"case_id": row.id, "day": day})


def written(silence: SilenceDay | None) -> str:
    """The day as the column has it."""
    return silence.on.isoformat() if silence is not None and silence.on is not None else NO_DAY


def read(due_on: str) -> date | None:
    """The day that the column has; None for none."""
    return None if due_on in (NOT_DUE, NO_DAY) else date.fromisoformat(due_on)


def _waits(row: Any) -> bool:
    return not row.prepared and row.wrapped is not None and row.state not in ENDED

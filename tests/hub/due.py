"""Whether the column by which worklists find a case says when it is due, as reckoned from what happened."""

from sqlalchemy import select

from hub.cases import case_history
from hub.hub import Hub
from hub.store.schema import cases
from tests.hub.samples import query_rows


def days(hub: Hub) -> dict[str, str]:
    """The column of each case, by references."""
    return {row.reference: row.due_on for row in query_rows(hub, select(cases.c.reference, cases.c.due_on))}


def reckoned(hub: Hub) -> dict[str, str]:
    """The same, reckoned anew from everything that is known; nothing is kept of it."""
    with hub.store.engine.connect().execution_options(writing=True) as connection, connection.begin() as turn:
        case_history.update_due_days(hub, connection, list(connection.execute(select(cases.c.id)).scalars()))
        rows = connection.execute(select(cases.c.reference, cases.c.due_on)).all()
        turn.rollback()
    return {row.reference: row.due_on for row in rows}

"""Erases the contents of a case for ever; what stays has no names: reference, procedure, days, states, hashes."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.bundles import kept_answers
from hub.cases.computed_columns import STATE
from hub.cases.due_days import NOT_DUE
from hub.cases.ranges import may_see
from hub.cases.scope import Scope
from hub.files.file_ends import note_dead
from hub.hub import Hub
from hub.outbox import outbox
from hub.secrets.vault import destroy_contents
from hub.store.schema import asked_paper, cases, decision, event, rights_answer, site_update, taken_decision
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

ASKED, EXPIRED = "asked", "expired"
"""Why contents were erased: the person asked for it, or the retention period was over."""


class ErasedCase(Struct, frozen=True):
    """What is left of an erased case; `happened` are pairs (state, when), `events` (type, when, SHA-256)."""

    reference: str
    title: str
    service: str
    site: str
    legal_date: str
    state: str
    prepared: bool
    erased_at: datetime
    why: str
    happened: tuple[tuple[str, datetime], ...]
    events: tuple[tuple[str, datetime, str], ...]


def erase(hub: Hub, connection: Connection, case_id: str, why: str) -> None:
    """Destroy the key, the files and the ciphertexts of a case, in the caller's transaction; `why` is ASKED or EXPIRED.

    Updates that hold contents are emptied too, fetched or not, and destinations that were told of it are told so. The
    caller runs `file_ends.bury` and `store.scrubbing.scrub` afterwards.
    """
    note_dead(connection, case_id, hub.clock.now())
    destroy_contents(connection, hub.ring, case_id)
    reference = select(cases.c.reference).where(cases.c.id == case_id).scalar_subquery()
    connection.execute(event.update().where(event.c.reference == reference).values(body=b""))
    for table in (decision, rights_answer):
        connection.execute(table.update().where(table.c.case_id == case_id).values(message=b""))
    connection.execute(decision.update().where(decision.c.case_id == case_id).values(author=None))
    for table in (asked_paper, taken_decision):
        connection.execute(table.delete().where(table.c.case_id == case_id))
    mine = (site_update.c.case_id == case_id) & site_update.c.of_hub.is_(False)
    connection.execute(site_update.update().where(mine).values(body=b""))
    kept_answers.forget_about(connection, case_id)
    outbox.note_erased(hub, connection, case_id)
    connection.execute(
        cases.update().where(cases.c.id == case_id).values(erased_at=hub.clock.now(), erased_why=why, due_on=NOT_DUE)
    )


def read_erased_case(connection: Connection, reference: str, scope: Scope) -> ErasedCase:
    """What is left of an erased case. Raises `Refused`: `unknown-case`, also for a case that is not erased."""
    wanted = (cases.c.reference == reference) & cases.c.erased_at.is_not(None)
    case = connection.execute(select(cases, STATE.label("state")).where(wanted, *may_see(scope))).first()
    if case is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    decided = select(decision.c.state, decision.c.at).where(decision.c.case_id == case.id).order_by(decision.c.number)
    taken = select(event.c.type, event.c.received_at, event.c.sha256).where(event.c.reference == reference)
    events = connection.execute(taken.order_by(event.c.received_at))
    return ErasedCase(
        reference,
        case.title,
        case.service_name,
        case.site,
        case.legal_date,
        case.state,
        case.prepared,
        case.erased_at,
        case.erased_why,
        tuple((row.state, row.at) for row in connection.execute(decided)),
        tuple((row.type, row.received_at, row.sha256) for row in events),
    )

"""When silence decides a case at the hub: one case that is open, or those of a list."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from hub.cases.cases import Added, CaseFile, Decision
from hub.cases.computed_columns import STATE
from hub.hub import Hub
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases, decision, event
from kiosk.domain.events.event import EventType
from kiosk.domain.events.silence_facts import Addition, SilenceDay, Turn, arrived_ids, silence_day


def of_case(hub: Hub, case: CaseFile, *coming: Turn) -> SilenceDay | None:
    """When silence decides this case, after its decisions and those that are `coming`; None if it never does."""
    if case.prepared or case.withdrawal:
        return None
    return silence_day(case.submitted, (*turns(hub, case.decisions), *coming), additions(case.supplements))


def facts_of(connection: Connection, which: ColumnElement[bool]) -> list[Row[Any]]:
    """Of these cases: `id`, `reference`, `prepared`, `due_on`, `state`, and `wrapped`, None for erased ones."""
    columns = (cases.c.id, cases.c.reference, cases.c.prepared, cases.c.due_on)
    query = select(*columns, STATE.label("state"), case_key.c.wrapped).join(case_key, isouter=True).where(which)
    return list(connection.execute(query).all())


def of_facts(connection: Connection, hub: Hub, rows: Iterable[Row[Any]]) -> dict[str, SilenceDay]:
    """When silence decides these cases (`facts_of`), by their references; erased ones are left out."""
    found = [row for row in rows if row.wrapped is not None]
    if not found:
        return {}
    locks = {case.reference: unwrap_lock(hub.ring, case.id, case.wrapped) for case in found}
    bodies: dict[str, list[tuple[Any, Mapping[str, Any]]]] = {}
    for row in connection.execute(
        select(event.c.id, event.c.type, event.c.reference, event.c.received_at, event.c.body)
        .where(event.c.reference.in_(locks), event.c.type.in_((EventType.SUBMITTED, EventType.SUPPLEMENT)))
        .order_by(event.c.received_at, event.c.sequence)
    ):
        body = locks[row.reference].read(label_of("event", row.id), row.body)
        bodies.setdefault(row.reference, []).append((row, body))
    decided_turns: dict[str, list[Turn]] = {}
    for decided in connection.execute(
        select(decision.c.case_id, decision.c.state, decision.c.at, decision.c.papers_by)
        .where(decision.c.case_id.in_([case.id for case in found]))
        .order_by(decision.c.number)
    ):
        turn = Turn(decided.at, hub.day(decided.at), decided.state, due_day(decided.papers_by))
        decided_turns.setdefault(decided.case_id, []).append(turn)
    days: dict[str, SilenceDay] = {}
    for case in found:
        events = bodies.get(case.reference, [])
        submitted = next((body for row, body in events if row.type == EventType.SUBMITTED), None)
        added = [_addition(row.received_at, body) for row, body in events if row.type == EventType.SUPPLEMENT]
        day = silence_day(submitted, decided_turns.get(case.id, []), added) if submitted else None
        if day is not None:
            days[case.reference] = day
    return days


def due_day(written: str) -> date | None:
    """The day by which papers are due, as the store has it; None for a decision that asked for none."""
    return date.fromisoformat(written) if written else None


def turns(hub: Hub, decisions: Iterable[Decision]) -> list[Turn]:
    """The states that these decisions gave a case."""
    return [
        Turn(decision.at, hub.day(decision.at), decision.state, due_day(decision.papers_by)) for decision in decisions
    ]


def additions(supplements: Iterable[Added]) -> list[Addition]:
    """What came after the case, for the delays."""
    return [_addition(stored.received_at, body) for stored, body in supplements]


def _addition(at: Any, body: Mapping[str, Any]) -> Addition:
    return Addition(at, date.fromisoformat(body["legal_date"]), arrived_ids(body.get("documents") or ()))

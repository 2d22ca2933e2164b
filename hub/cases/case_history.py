"""The history of a case: what happened to it, when silence decides it, and the day on which it is due."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, Struct, to_builtins
from sqlalchemy import Connection, Row, bindparam, select

from hub.cases.cases import Added, CaseFile, Decision, read_case
from hub.cases.states import STATE
from hub.hub import Hub
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases, decision, event
from kiosk.domain.events.case_line import CaseLine, LineFacts, compute_case_line
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import EventType
from kiosk.domain.events.silence_facts import Addition, CaseTurn, SilenceDay, arrived_ids, silence_day
from kiosk.domain.events.wire.bodies import SubmittedBody
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.replies.asked_paper import AskedPapers, count_asked_papers

NOT_DUE = ""
"""Of a case that is decided, withdrawn, erased, or decided by another body."""
NO_DAY = "9999-12-31"
"""Of a case whose delay has not begun, or for which silence means nothing: it comes last."""
DANGER_DAY = "0001-01-01"
"""Of a case whose answers signal a danger: it comes first, until it is decided."""
_KEEP = cases.update().where(cases.c.id == bindparam("case_id")).values(due_on=bindparam("day"))


def silence_day_of_case(hub: Hub, case: CaseFile, *coming: CaseTurn) -> SilenceDay | None:
    """When silence decides this case, after its decisions and those that are `coming`; None if it never does."""
    if case.prepared or case.withdrawal:
        return None
    return silence_day(case.submitted, (*turns(hub, case.decisions), *coming), additions(case.supplements))


def _silence_days(connection: Connection, hub: Hub, found: Sequence[Row[Any]]) -> dict[str, SilenceDay]:
    """When silence decides these cases, none of them erased, by their references."""
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
    decided_turns: dict[str, list[CaseTurn]] = {}
    for decided in connection.execute(
        select(decision).where(decision.c.case_id.in_([case.id for case in found])).order_by(decision.c.number)
    ):
        decided_turns.setdefault(decided.case_id, []).append(make_turn(hub, decided))
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
    return date.fromisoformat(written) if written else None


def make_turn(hub: Hub, made: Decision | Row[Any]) -> CaseTurn:
    """The turn of a decision, read or as its row."""
    return CaseTurn(made.at, hub.day(made.at), made.state, due_day(made.papers_by), made.passed_to, made.other_body)


def turns(hub: Hub, decisions: Iterable[Decision]) -> list[CaseTurn]:
    return [make_turn(hub, made) for made in decisions]


def additions(supplements: Iterable[Added]) -> list[Addition]:
    return [_addition(stored.received_at, body) for stored, body in supplements]


def _addition(at: Any, body: Mapping[str, Any]) -> Addition:
    return Addition(at, date.fromisoformat(body["legal_date"]), arrived_ids(body.get("documents") or ()))


def due_day_of_new(content: SubmittedBody) -> str:
    if content.procedure.kind == ProcedureKind.PREPARED:
        return NOT_DUE
    if any(answer.danger for answer in content.answers):
        return DANGER_DAY
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
    return _format_due_day(silence_day(facts))


def update_due_days(hub: Hub, connection: Connection, case_ids: Sequence[str]) -> None:
    columns = (cases.c.id, cases.c.reference, cases.c.prepared, cases.c.due_on)
    query = select(*columns, STATE.label("state"), case_key.c.wrapped).join(case_key, isouter=True)
    rows = connection.execute(query.where(cases.c.id.in_(case_ids))).all()
    days = _silence_days(connection, hub, [row for row in rows if _waits(row)])
    for row in rows:
        waiting = DANGER_DAY if row.due_on == DANGER_DAY else _format_due_day(days.get(row.reference))
        day = waiting if _waits(row) else NOT_DUE
        if day != row.due_on:
            connection.execute(_KEEP, {"case_id": row.id, "day": day})


def _format_due_day(silence: SilenceDay | None) -> str:
    return silence.on.isoformat() if silence is not None and silence.on is not None else NO_DAY


def parse_due_day(due_on: str) -> date | None:
    return None if due_on in (NOT_DUE, NO_DAY, DANGER_DAY) else date.fromisoformat(due_on)


def _waits(row: Any) -> bool:
    return not row.prepared and row.wrapped is not None and row.state not in ENDED


class Change(Struct, frozen=True):
    """One corrected answer; `before` is "" where the question had no answer, `field` where only words name it."""

    field: str
    question: str
    before: str
    after: str


def list_changed_answers(
    submitted: Mapping[str, Any], corrections: Sequence[Added]
) -> list[tuple[Added, list[Change]]]:
    now = {answer["field"]: str(answer["shown"]) for answer in submitted["answers"]}
    changed = []
    for added in corrections:
        changes = []
        for one in added[1]["corrections"]:
            changes.append(Change(one["field"], one["label"], now.get(one["field"], ""), one["shown"]))
            if one["field"]:
                now[one["field"]] = one["shown"]
        changed.append((added, changes))
    return changed


def line_of_case_file(hub: Hub, case: CaseFile) -> CaseLine:
    """The line of this case with the decisions that it holds: all of them for whoever decides, for anybody else those
    that have left.
    """
    withdrawn = case.withdrawal[0].received_at if case.withdrawal else None
    return compute_case_line(
        LineFacts(
            deposited=date.fromisoformat(case.submitted["legal_date"]),
            received=hub.day(case.received_at),
            turns=tuple(turns(hub, case.decisions)),
            additions=tuple(additions(case.supplements)),
            papers=count_papers_of_case(case),
            withdrawn=hub.day(withdrawn) if withdrawn else None,
            prepared=case.prepared,
            silence=silence_day_of_case(hub, case),
            promised_days=case.submitted.get("promised_days") or 0,
            today=hub.day(hub.clock.now()),
        )
    )


def find_shown_state(hub: Hub, connection: Connection, reference: str, state: str, prepared: bool) -> str:
    """The state of a case of a list, not erased, as its own page says it; `state` is that of its decisions, of which
    what the person gave since makes another."""
    if prepared and state != CaseState.WITHDRAWN:
        return compute_case_line(LineFacts(None, prepared=True)).state
    if state == CaseState.INCOMPLETE:
        return line_of_case_file(hub, read_case(connection, hub.ring, reference)).state
    return state


def count_papers_of_case(case: CaseFile) -> AskedPapers | None:
    """What the last decision and those before it still ask for; None where nothing is named."""
    return count_asked_papers(case.asked, case.decisions[-1].at) if case.decisions else None


class Happening(Struct, frozen=True):
    """One thing that happened: its `kind`, and what the page says of it.

    `about` is a pair (event, body) of what arrived after the case, a `Decision`, or None for the case itself.
    """

    kind: str
    at: datetime
    about: Any


def list_happenings(file: CaseFile) -> list[Happening]:
    """Of the kinds `received`, `supplement`, `correction`, `withdrawal`, `request`, `noted`, `paid`, `new-code` and
    `decision`."""
    arrived = [
        *(("supplement", added) for added in file.supplements),
        *(("correction", added) for added in file.corrections),
        *((("withdrawal", file.withdrawal),) if file.withdrawal else ()),
        *(("request", added) for added in file.requests),
        *(("noted", added) for added in file.notes),
        *(("paid", added) for added in file.payments),
        *(("new-code", added) for added in file.new_codes),
    ]
    return _newest_first(
        [
            Happening("received", file.received_at, None),
            *(Happening(kind, added[0].received_at, added) for kind, added in arrived),
            *(Happening("decision", decision.at, decision) for decision in file.decisions),
        ]
    )


def list_erased_happenings(
    events: Iterable[tuple[str, datetime, str]], states: Iterable[tuple[str, datetime]]
) -> list[Happening]:
    """What is known of an erased case: `event`, about its type and SHA-256, and `state`, about the state."""
    return _newest_first(
        [
            *(Happening("event", at, (kind, sha256)) for kind, at, sha256 in events),
            *(Happening("state", at, state) for state, at in states),
        ]
    )


def _newest_first(happenings: list[Happening]) -> list[Happening]:
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)

"""What people ask of their contents (erasure: GDPR article 17; a copy: article 15), and what an instructor answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, select

from kiosk.domain.time import months
from kiosk.errors import Refused
from kiosk.hub.cases.cases import CaseFile, may_see, read_case
from kiosk.hub.cases.computed_columns import REQUESTS
from kiosk.hub.cases.scope import Scope
from kiosk.hub.cases.states import DECIDED, LONGEST_MESSAGE
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import concerned, tell
from kiosk.hub.people.people import Staff
from kiosk.hub.retention import erasure
from kiosk.hub.secrets.vault import answer_of, event_of, hub_lock, unwrapped
from kiosk.hub.store.schema import case_key, cases, event, staff
from kiosk.hub.store.schema_ends import rights_answer
from kiosk.hub.store.scrubbing import scrub
from kiosk.hub.trail import audit

OUTCOMES = {"erasure": ("erased", "refused"), "access": ("given", "refused")}
"""What may be answered to each kind of request."""
ANSWERED: ColumnElement[bool] = exists().where(rights_answer.c.event_id == event.c.id)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `asked_on` is the day at the desk, `due_on` the last day to answer (GDPR article 12(3): one month).

    `outcome` is empty until it is answered; then `words`, `by` (a name) and `at` say how.
    """

    id: str
    kind: str
    reference: str
    title: str
    service: str
    asked_on: date
    outcome: str = ""
    words: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def due_on(self) -> date:
        """The same day of the next month, or its last."""
        return months.after(self.asked_on, 1)


def waiting(connection: Connection, hub: Hub, scope: Scope) -> list[Request]:
    """The requests nobody has answered yet, oldest first, of the cases a person may see."""
    query = (
        select(event.c.id, event.c.type, event.c.body, cases.c.id.label("case_id"), cases.c.reference)
        .add_columns(cases.c.title, cases.c.service_name, case_key.c.wrapped)
        .join(cases, cases.c.reference == event.c.reference)
        .join(case_key, case_key.c.case_id == cases.c.id)
        .where(event.c.type.in_(REQUESTS), ~ANSWERED, *may_see(scope))
        .order_by(event.c.received_at, event.c.id)
    )
    found = [_waiting(hub, row) for row in connection.execute(query)]
    return sorted(found, key=lambda request: request.asked_on)  # a box that was cut off brings old ones late


def requests_of(connection: Connection, case: CaseFile) -> list[Request]:
    """All the requests of a case, in the order they came, with their answers."""
    query = select(rights_answer, staff.c.name).join(staff, staff.c.id == rights_answer.c.staff_id)
    answers = {row.event_id: row for row in connection.execute(query.where(rights_answer.c.case_id == case.id))}
    said = case.submitted
    return [
        Request(
            row.id, row.type, case.reference, said["procedure"]["title"], said["service"]["name"],
            date.fromisoformat(body["legal_date"]), *_answer(case, answers.get(row.id)),
        )
        for row, body in case.requests
    ]  # fmt: skip


def answer(hub: Hub, by: Staff, reference: str, request_id: str, outcome: str, message: str) -> None:
    """Answer a request and tell the sites concerned; `erased` ends the contents of the case in the same transaction.

    A refusal needs words: the legal reason (article 17(3), or 12(5)), which the person reads. The same answer twice, as
    a double tap gives it, is one. Raises `Refused`: `unknown-case`, `no-request`, `answered-meanwhile`, `no-outcome`,
    `message-missing`, `message-too-long`, `decide-first` (what is being decided cannot be erased), `copy-first`.
    """
    words = message.replace("\r\n", "\n").strip()
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.reference == reference).with_for_update())
        case = read_case(connection, hub.ring, reference, by.scope)
        known = requests_of(connection, case)
        request = next((each for each in known if each.id == request_id), None)
        if request is None:
            raise Refused("no-request")
        if request.outcome:
            if (request.outcome, request.words, request.by) == (outcome, words, by.name):
                return
            raise Refused("answered-meanwhile")
        others = [each for each in known if not each.outcome and each.id != request_id]
        _check(case, request, others, outcome, words)
        if outcome == "erased":
            _erase(hub, connection, by, case, [request, *(each for each in others if each.kind == "erasure")])
        else:
            _keep(hub, connection, by, case, request, outcome, words)
        audit.note(hub, f"rights-{outcome}", by=by.id, reference=reference, within=connection)
    if outcome == "erased":
        scrub(hub.store)


def _check(case: CaseFile, request: Request, others: list[Request], outcome: str, words: str) -> None:
    if outcome not in OUTCOMES[request.kind]:
        raise Refused("no-outcome")
    if outcome == "refused" and not words:
        raise Refused("message-missing")
    if len(words) > LONGEST_MESSAGE:
        raise Refused("message-too-long", most=LONGEST_MESSAGE)
    if outcome == "erased" and not case.prepared and case.state not in DECIDED:
        raise Refused("decide-first")
    if outcome == "erased" and any(each.kind == "access" for each in others):
        raise Refused("copy-first")


def _keep(
    hub: Hub, connection: Connection, by: Staff, case: CaseFile, request: Request, outcome: str, words: str
) -> None:
    _insert(hub, connection, by, case, request, outcome, case.lock.lock(answer_of(request.id), words))
    update = _update(hub, case, request, outcome, words)
    tell(connection, concerned(connection, case.reference), case.id, case.lock, update)


def _erase(hub: Hub, connection: Connection, by: Staff, case: CaseFile, answered: list[Request]) -> None:
    """What the sites are told outlives the case's key, and holds none of its contents."""
    told = concerned(connection, case.reference)
    updates = [_update(hub, case, request, "erased", "") for request in answered]
    for request in answered:
        _insert(hub, connection, by, case, request, "erased", b"")
    erasure.erase(hub, connection, case.id, erasure.ASKED)
    for update in updates:
        tell(connection, told, case.id, hub_lock(hub.ring), update, of_hub=True)


def _insert(
    hub: Hub, connection: Connection, by: Staff, case: CaseFile, request: Request, outcome: str, message: bytes
) -> None:
    row = {"event_id": request.id, "case_id": case.id, "outcome": outcome, "message": message, "staff_id": by.id}
    connection.execute(rights_answer.insert().values(**row, at=hub.clock.now()))


def _update(hub: Hub, case: CaseFile, request: Request, outcome: str, words: str) -> dict[str, Any]:
    return {
        "id": hub.clock.new_id(),
        "reference": case.reference,
        "kind": "rights",
        "state": case.state,
        "message": words,
        "at": hub.clock.now().isoformat(timespec="microseconds"),
        "by": case.submitted["service"]["name"],
        "request": request.id,
        "outcome": outcome,
    }


def _waiting(hub: Hub, row: Row[Any]) -> Request:
    body = unwrapped(hub.ring, row.case_id, row.wrapped).read(event_of(row.id), row.body)
    asked_on = date.fromisoformat(body["legal_date"])
    return Request(row.id, row.type, row.reference, row.title, row.service_name, asked_on)


def _answer(case: CaseFile, row: Row[Any] | None) -> tuple[Any, ...]:
    if row is None:
        return ()
    return row.outcome, case.lock.unlock(answer_of(row.event_id), row.message), row.name, row.at


def copy(case: CaseFile) -> Mapping[str, Any]:
    """Everything the hub holds of a case in clear, for the person it is about (GDPR article 15(3))."""
    return {
        "reference": case.reference,
        "state": case.state,
        "received_at": case.received_at.isoformat(),
        "submitted": case.submitted,
        "supplements": [body for _, body in case.supplements],
        "corrections": [body for _, body in case.corrections],
        "withdrawal": case.withdrawal[1] if case.withdrawal else None,
        "requests": [body for _, body in case.requests],
        "decisions": [
            {"state": each.state, "message": each.message, "at": each.at.isoformat()} for each in case.decisions
        ],
    }

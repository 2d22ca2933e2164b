"""Requests of citizens about their data (erasure: GDPR article 17; a copy: article 15), and their answers."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, exists, select

from hub import retention, trail, work
from hub.cases.cases import CaseFile, read_case, read_other_contents
from hub.cases.states import DECIDED, LONGEST_MESSAGE, REQUESTS, Scope, may_see
from hub.files.listed_file import delete_dead_objects
from hub.hub import Hub
from hub.intake.updates import send_update, sites_of_case
from hub.outbox import person_notices
from hub.outbox.outbox import list_case_arrivals
from hub.people.people import Staff
from hub.retention import scrub
from hub.secrets.vault import hub_lock, label_of, unwrap_lock
from hub.store.schema import case_key, cases, event, rights_answer, staff
from hub.trail import AuditAction
from kiosk.domain.events.event import EventType, RequestOutcome, UpdateKind
from kiosk.domain.events.wire.statements import RightsUpdate
from kiosk.domain.time import calendar
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

OUTCOMES = {
    EventType.ERASURE: (RequestOutcome.ERASED, RequestOutcome.REFUSED),
    EventType.ACCESS: (RequestOutcome.GIVEN, RequestOutcome.REFUSED),
}
"""The possible answers to each kind of request."""
ANSWERED: ColumnElement[bool] = exists().where(rights_answer.c.event_id == event.c.id)


def copy_of_case(hub: Hub, connection: Connection, case: CaseFile) -> Mapping[str, Any]:
    """All the contents of a case in clear, as JSON can hold them, for the person it is about (GDPR article 15(3)).

    It also says who has been told of them, and when (article 15(1)(c)).
    """
    documents = {  # whoever makes the copy joins the files themselves
        decision_id: {"name": one.name, "sha256": one.sha256, "size": one.size}
        for decision_id, one in case.documents.items()
    }
    return {
        "reference": case.reference,
        "state": case.state,
        "received_at": case.received_at.isoformat(),
        "submitted": case.submitted,
        "supplements": [body for _, body in case.supplements],
        "corrections": [body for _, body in case.corrections],
        "new_codes": [body for _, body in case.new_codes],
        "withdrawal": case.withdrawal[1] if case.withdrawal else None,
        "requests": [body for _, body in case.requests],
        "payments": [body for _, body in case.payments],
        "noted_of_the_person": [{**fact, "at": fact["at"].isoformat()} for fact in case.noted],
        "told_of_news_by": person_notices.ways_of(connection, case.lock, case.id),
        "other_contents": [other.body for other in read_other_contents(connection, case.id, case.lock)],
        "decisions": [
            {
                "state": decision.state,
                "message": decision.message,
                "at": decision.at.isoformat(),
                **({"said_in": decision.said_in} if decision.said_in else {}),
                **({"passed_to": decision.passed_to} if decision.passed_to else {}),
                "author": decision.author.in_full if decision.author else decision.staff_name,
                "document": documents.get(decision.id),
            }
            for decision in case.decisions
        ],
        "papers_asked": [
            {"label": item.paper.label, "at": item.at.isoformat(), "state": item.state} for item in case.asked
        ],
        "notes": [
            {"words": note.words, "at": note.at.isoformat()}
            for note in work.read_case_notes(connection, case.id, case.lock)
        ],
        "passed_on": [
            {"to": arrival.recipient, "what": arrival.type, "at": arrival.at.isoformat()}
            for arrival in list_case_arrivals(connection, hub.settings, case.id)
        ],
    }


class DataRequest(Struct, frozen=True):
    """One request. `asked_on` is the day at the desk, `due_on` the last day to answer (GDPR article 12(3): one month).

    `outcome` is None until it is answered; then `words` are the message, `by` the name of who answered, `at` when.
    """

    id: str
    kind: EventType
    reference: str
    title: str
    service: str
    asked_on: date
    outcome: RequestOutcome | None = None
    words: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def due_on(self) -> date:
        """The same day of the next month, or its last."""
        return calendar.add_months(self.asked_on, 1)


def open_requests(connection: Connection, hub: Hub, scope: Scope) -> list[DataRequest]:
    """The requests nobody has answered yet of the cases in the scope, oldest first."""
    query = (
        select(event.c.id, event.c.type, event.c.body, cases.c.id.label("case_id"), cases.c.reference)
        .add_columns(cases.c.title, cases.c.service_name, case_key.c.wrapped)
        .join(cases, cases.c.reference == event.c.reference)
        .join(case_key, case_key.c.case_id == cases.c.id)
        .where(event.c.type.in_(REQUESTS), ~ANSWERED, *may_see(scope))
        .order_by(event.c.received_at, event.c.id)
    )
    requests = []
    for row in connection.execute(query):
        body = unwrap_lock(hub.ring, row.case_id, row.wrapped).read(label_of("event", row.id), row.body)
        asked_on = date.fromisoformat(body["legal_date"])
        requests.append(DataRequest(row.id, EventType(row.type), row.reference, row.title, row.service_name, asked_on))
    return sorted(requests, key=lambda request: request.asked_on)  # a box that was cut off brings old ones late


def requests_of(connection: Connection, case: CaseFile) -> list[DataRequest]:
    query = select(rights_answer, staff.c.name).join(staff, staff.c.id == rights_answer.c.staff_id)
    answers = {row.event_id: row for row in connection.execute(query.where(rights_answer.c.case_id == case.id))}
    title, service = case.submitted["procedure"]["title"], case.submitted["service"]["name"]
    requests = []
    for asked, body in case.requests:
        asked_on = date.fromisoformat(body["legal_date"])
        request = DataRequest(asked.id, asked.type, case.reference, title, service, asked_on)
        if row := answers.get(asked.id):
            words = case.lock.unlock(label_of("answer", asked.id), row.message)
            request = replace(request, outcome=RequestOutcome(row.outcome), words=words, by=row.name, at=row.at)
        requests.append(request)
    return requests


def answer_request(hub: Hub, by: Staff, reference: str, request_id: str, outcome: str, message: str) -> None:
    """Answer a request and send the sites of the case an update; `erased` also erases the case's contents.

    All of it is one transaction. The same answer twice, as a double tap gives it, is one answer. Raises `Refused`:
    `unknown-case`, `no-request`, `no-outcome` for an outcome this kind of request has not, `answered-meanwhile` where a
    colleague answered otherwise, `message-missing` for a refusal without its legal reason (article 17(3) or 12(5)),
    `message-too-long`, `decide-first` where an undecided case is to be erased, `copy-first` where a copy is still due.
    """
    words = message.replace("\r\n", "\n").strip()
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.reference == reference).with_for_update())
        case = read_case(connection, hub.ring, reference, by.scope)
        requests = requests_of(connection, case)
        request = next((candidate for candidate in requests if candidate.id == request_id), None)
        if request is None:
            raise Refused(HubRefusal.NO_REQUEST)
        if request.outcome:
            if (request.outcome, request.words, request.by) == (outcome, words, by.name):
                return
            raise Refused(HubRefusal.ANSWERED_MEANWHILE)
        others = [other for other in requests if not other.outcome and other.id != request_id]
        if outcome not in OUTCOMES[request.kind]:
            raise Refused(HubRefusal.NO_OUTCOME)
        if outcome == RequestOutcome.REFUSED and not words:
            raise Refused(HubRefusal.MESSAGE_MISSING)
        if len(words) > LONGEST_MESSAGE:
            raise Refused(HubRefusal.MESSAGE_TOO_LONG, most=LONGEST_MESSAGE)
        if outcome == RequestOutcome.ERASED and not case.prepared and case.state not in DECIDED:
            raise Refused(HubRefusal.DECIDE_FIRST)
        if outcome == RequestOutcome.ERASED and any(other.kind == EventType.ACCESS for other in others):
            raise Refused(HubRefusal.COPY_FIRST)
        if outcome == RequestOutcome.ERASED:
            _answer_by_erasing(
                hub, connection, by, case, [request, *(other for other in others if other.kind == EventType.ERASURE)]
            )
        else:
            locked = case.lock.lock(label_of("answer", request.id), words)
            _insert_answer(hub, connection, by, case, request, outcome, locked)
            update = _update_about(hub, case, request, outcome, words)
            send_update(connection, sites_of_case(connection, reference), case.id, case.lock, update)
        trail.append_audit_line(hub, AuditAction(f"rights-{outcome}"), by=by.id, reference=reference, within=connection)
    if outcome == RequestOutcome.ERASED:
        delete_dead_objects(hub)
        scrub(hub.store)


def _answer_by_erasing(
    hub: Hub, connection: Connection, by: Staff, case: CaseFile, answered: list[DataRequest]
) -> None:
    """Erase the contents of the case and answer these requests.

    The updates are locked under a key of the hub, since the case's own key is destroyed; they hold no contents.
    """
    sites = sites_of_case(connection, case.reference)
    updates = [_update_about(hub, case, request, RequestOutcome.ERASED, "") for request in answered]
    for request in answered:
        _insert_answer(hub, connection, by, case, request, RequestOutcome.ERASED, b"")
    retention.erase_case_contents(hub, connection, case.id, retention.ASKED)
    for update in updates:
        send_update(connection, sites, case.id, hub_lock(hub.ring), update, of_hub=True)


def _insert_answer(
    hub: Hub, connection: Connection, by: Staff, case: CaseFile, request: DataRequest, outcome: str, message: bytes
) -> None:
    row = {"event_id": request.id, "case_id": case.id, "outcome": outcome, "message": message, "staff_id": by.id}
    connection.execute(rights_answer.insert().values(**row, at=hub.clock.now()))


def _update_about(hub: Hub, case: CaseFile, request: DataRequest, outcome: str, words: str) -> partial[RightsUpdate]:
    return partial(
        RightsUpdate,
        id=hub.clock.new_id(),
        reference=case.reference,
        kind=UpdateKind.RIGHTS,
        state=case.state,
        message=words,
        at=hub.clock.now(),
        by=case.submitted["service"]["name"],
        request=request.id,
        outcome=RequestOutcome(outcome),
    )

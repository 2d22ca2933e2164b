"""Reads one case of the hub, with its events and decisions, and other contents that came under the id of an event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Connection, select

from hub import replies
from hub.cases import states
from hub.cases.states import EVERYTHING, REQUESTS, STATE, Scope, may_see
from hub.keyring import Ring
from hub.replies import Documents, TakenDecision
from hub.secrets.vault import CaseLock, label_of, unwrap_lock
from hub.store.schema import case_key, cases, decision, event, other_content, staff
from kiosk.clock import moment
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import EventType
from kiosk.domain.events.payment import Payment, find_payment
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.asked_paper import AskedItem
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


class Decision(Struct, frozen=True):
    """One decision of a case, with the message the citizen reads; `number` counts from 1.

    `papers_by` is the day by which papers are due that it asks for, "" for none. `said_in` is the message in other
    languages. `author` is None where none was kept. `passed_to` and `other_body` are as in `CaseTurn`.
    """

    id: str
    number: int
    state: str
    message: str
    staff_id: str
    staff_name: str
    at: datetime
    papers_by: str = ""
    said_in: Mapping[str, str] = field(default_factory=dict)
    author: Author | None = None
    passed_to: str = ""
    other_body: bool = False

    @property
    def signed(self) -> str:
        return self.author.name if self.author else self.staff_name


class StoredEvent(Struct, frozen=True):
    id: str
    type: EventType
    site: str
    received_at: datetime


Added = tuple[StoredEvent, Mapping[str, Any]]
"""An event that came after the submitted one, and its JSON body in clear."""


class CaseFile(Struct, frozen=True):
    """One case in clear: what was submitted, what was added, and its decisions.

    The `service` of `submitted` is the one that has the case now, where another passed it on.
    `taken` is a decision that has not left: `state` and `decisions` know nothing of it. `notes` are the events by which
    a desk noted what became of the person, `payments` those by which it noted a payment. `documents` go with decisions.
    """

    id: str
    reference: str
    formerly: tuple[str, ...]
    site: str
    state: str
    prepared: bool
    received_at: datetime
    submitted: Mapping[str, Any]
    supplements: tuple[Added, ...]
    corrections: tuple[Added, ...]
    withdrawal: Added | None
    requests: tuple[Added, ...]
    notes: tuple[Added, ...]
    payments: tuple[Added, ...]
    new_codes: tuple[Added, ...]
    decisions: tuple[Decision, ...]
    asked: tuple[AskedItem, ...]
    taken: TakenDecision | None
    documents: Documents
    lock: CaseLock

    @property
    def steps(self) -> list[tuple[str, list[Mapping[str, Any]]]]:
        grouped: dict[str, tuple[str, list[Mapping[str, Any]]]] = {}
        for answer in self.submitted["answers"]:
            grouped.setdefault(answer["step"], (answer["step_title"], []))[1].append(answer)
        return list(grouped.values())

    @property
    def files(self) -> list[Mapping[str, Any]]:
        bodies = (self.submitted, *(body for _, body in self.supplements))
        documents = [document for body in bodies for document in body.get("documents") or []]
        return [attachment for document in documents for attachment in document.get("attachments") or []]

    @property
    def noted(self) -> Sequence[Mapping[str, Any]]:
        """What a desk noted of the person, as its last word on it says: each `fact`, `by` whom, and `at` when."""
        last = self.notes[-1][1] if self.notes else self.submitted
        return [{**fact, "at": moment(fact["at"])} for fact in last.get("noted") or ()]

    @property
    def payment(self) -> Payment | None:
        """What a desk noted last of the payment."""
        return find_payment(body for _, body in self.payments)

    @property
    def seen(self) -> int:
        """How many decisions there are, with one that has not left: a form carries it, so that a decision made
        meanwhile is noticed."""
        return len(self.decisions) + (self.taken is not None)


def read_case(connection: Connection, ring: Ring, reference: str, scope: Scope = EVERYTHING) -> CaseFile:
    """One case by its reference.

    Raises `Refused`: `unknown-case` where there is none in the scope, or its contents were erased
    (`retention.read_erased_case` reads what is left of it).
    """
    query = select(cases, STATE.label("state"), case_key.c.wrapped).join(case_key)
    case = connection.execute(query.where(cases.c.reference == reference, *may_see(scope))).first()
    if case is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    lock = unwrap_lock(ring, case.id, case.wrapped)
    rows = connection.execute(
        select(event).where(event.c.reference == reference).order_by(event.c.received_at, event.c.sequence)
    ).all()
    events = []
    for row in rows:
        stored = StoredEvent(row.id, EventType(row.type), row.site, row.received_at)
        events.append((stored, lock.read(label_of("event", row.id), row.body)))
    supplements = tuple(addition for addition in events if addition[0].type == EventType.SUPPLEMENT)
    came = ((stored.received_at, body) for stored, body in supplements)
    submitted = next(body for stored, body in events if stored.type == EventType.SUBMITTED)
    decisions = _decisions(connection, case.id, lock)
    if any(made.passed_to and made.state == CaseState.RECEIVED for made in decisions):
        submitted = {**submitted, "service": {"id": case.service, "name": case.service_name}}
    return CaseFile(
        id=case.id,
        reference=reference,
        formerly=states.select_former_numbers(connection, case.id),
        site=case.site,
        state=case.state,
        prepared=case.prepared,
        received_at=case.received_at,
        submitted=submitted,
        supplements=supplements,
        corrections=tuple(addition for addition in events if addition[0].type == EventType.CORRECTION),
        withdrawal=next((addition for addition in events if addition[0].type == EventType.WITHDRAWAL), None),
        requests=tuple(addition for addition in events if addition[0].type in REQUESTS),
        notes=tuple((event, body) for event, body in events if event.type == EventType.NOTICES and "noted" in body),
        payments=tuple((event, body) for event, body in events if event.type == EventType.NOTICES and body.get("paid")),
        new_codes=tuple(addition for addition in events if addition[0].type == EventType.NEW_CODE),
        decisions=decisions,
        asked=replies.read_asked_papers(connection, case.id, lock, came),
        taken=replies.read_taken_decision(connection, case.id, lock),
        documents=replies.read_given_documents(connection, case.id, lock),
        lock=lock,
    )


def _decisions(connection: Connection, case_id: str, lock: CaseLock) -> tuple[Decision, ...]:
    rows = connection.execute(
        select(decision, staff.c.name.label("staff_name"))
        .join(staff, staff.c.id == decision.c.staff_id)
        .where(decision.c.case_id == case_id)
        .order_by(decision.c.number)
    ).all()
    return tuple(
        Decision(
            row.id,
            row.number,
            row.state,
            lock.unlock(label_of("decision", row.id), row.message),
            row.staff_id,
            row.staff_name,
            row.at,
            row.papers_by,
            {} if row.said_in is None else lock.read(label_of("said", row.id), row.said_in),
            authors.find_decision_author(lock.read(label_of("author", row.id), row.author)) if row.author else None,
            row.passed_to,
            row.other_body,
        )
        for row in rows
    )


class OtherContent(Struct, frozen=True):
    type: str
    site: str
    at: datetime
    body: Mapping[str, Any]


def read_other_contents(connection: Connection, case_id: str, lock: CaseLock) -> tuple[OtherContent, ...]:
    rows = connection.execute(
        select(other_content, event.c.type, event.c.site)
        .join(event, event.c.id == other_content.c.event_id)
        .where(other_content.c.case_id == case_id)
        .order_by(other_content.c.received_at, other_content.c.sha256)
    )
    return tuple(
        OtherContent(row.type, row.site, row.received_at, lock.read(other_label(row.event_id, row.sha256), row.body))
        for row in rows
    )


def other_label(event_id: str, sha256: str) -> str:
    """The label that such a content is locked with."""
    return f"{label_of('event', event_id)} {sha256}"

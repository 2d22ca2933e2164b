"""Takes the decision of a case, and takes it back while it has not left.

A decision leaves some minutes after it was taken (`leaving`); until then only the service's staff sees it. Taking a
case in hand leaves at once: it decides nothing, and its « accusé de réception » is owed without delay (CRPA R. 112-5).
"""

from datetime import timedelta

from sqlalchemy import Connection, select

from hub.cases import states
from hub.cases.cases import CaseFile, Decision, read_case
from hub.decisions import asking, from_template, leaving
from hub.decisions.asking import Asking
from hub.decisions.from_template import Used
from hub.files import file_ends, given_file
from hub.files.given_file import NewDocument, PutDocument
from hub.hub import Hub
from hub.keys.lineage import EPOCH
from hub.people.account import sign_as
from hub.people.people import Staff
from hub.replies import taken_decision
from hub.replies.taken_decision import TakenDecision
from hub.store.schema import cases
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.domain.events.event import CaseState
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

_AT_ONCE = (CaseState.IN_PROGRESS,)
"""States that leave as soon as they are given: they decide nothing."""
AUTHORED = (CaseState.ACCEPTED, CaseState.REFUSED)
"""What is decided here says who decides: name, first name and quality (CRPA L. 212-1)."""


def decide(
    hub: Hub,
    by: Staff,
    reference: str,
    to: str,
    message: str,
    seen: int,
    papers_by: str = "",
    asks: Asking = asking.NOTHING,
    used: Used = from_template.NONE,
    author: Author | None = None,
    document: NewDocument | None = None,
) -> None:
    """Take the decision that a case's state becomes `to`, in one transaction; it leaves by itself (`leaving`).

    `seen` is how many decisions the page had shown. The same form sent twice, as a double tap does, is one decision.
    `papers_by` is the day by which papers are due, as it was typed; only a request for papers reads it, and `asks`.
    `used` is the template that filled the message. `author` is who decides, where it is not as the account says; what
    the account lacked is kept in it. `document` goes with it, and is kept by nobody where it is not taken.
    Raises `Refused`: `unknown-case`, `decided-meanwhile` where a colleague was faster or the person withdrew,
    `author-missing`, and what `states.check`, `states.papers_due`, `asking.papers` and `from_template.said` raise;
    `OSError` where the store of files takes nothing.
    """
    put, taken = None, False
    if document and to in AUTHORED:
        with hub.store.reading() as connection:
            lock = read_case(connection, hub.ring, reference, by.scope).lock
        put = given_file.put(hub, lock, document)
    try:
        taken = _decide(hub, by, reference, to, message, seen, papers_by, asks, used, author, put)
    finally:
        if put and not taken:
            given_file.take_away(hub, put)
    file_ends.bury(hub)


def _decide(
    hub: Hub,
    by: Staff,
    reference: str,
    to: str,
    message: str,
    seen: int,
    papers_by: str,
    asks: Asking,
    used: Used,
    author: Author | None,
    put: PutDocument | None,
) -> bool:
    """As `decide`; whether a decision was taken, which one that was taken before is not."""
    with hub.store.writing() as connection:
        case = _locked(hub, connection, reference, by)
        said = from_template.said(connection, case, used, message, papers_by, asks)
        words = said.words
        if case.seen and seen == case.seen - 1 and _is_repeat(case, by, to, words, papers_by, asks):
            return False
        if seen != case.seen or case.withdrawal is not None or (case.taken is not None and case.taken.leaves):
            raise Refused(HubRefusal.DECIDED_MEANWHILE)
        states.check(case.state, to, words, prepared=case.prepared, asks=bool(asks))
        signing = _author(by, to, author)
        now, minutes = hub.clock.now(), 0 if to in _AT_ONCE else hub.settings.take_back_minutes
        taken = TakenDecision(
            id=hub.clock.new_id(),
            update_id=hub.clock.new_id(),
            state=to,
            message=words,
            asked=asking.papers(asks, case.submitted, hub.clock.new_id) if to == CaseState.INCOMPLETE else (),
            papers_by=states.papers_due(to, papers_by, hub.day(now)),
            staff_id=by.id,
            staff_name=by.name,
            taken_at=now,
            leaves_at=now + timedelta(minutes=minutes),
            epoch=connection.execute(EPOCH).scalar_one(),
            said_in=said.said_in,
            author=signing,
        )
        if signing and not by.author.is_whole:
            sign_as(connection, by.id, signing)
        if case.taken:
            given_file.drop(connection, case.taken.id, now)
        if put:
            given_file.keep(connection, case.id, taken.id, case.lock, put)
        if minutes:
            taken_decision.keep(connection, case.id, case.lock, taken)
        else:
            leaving.send(hub, connection, case, taken)
        audit.note(hub, AuditAction.DECIDED, by=by.id, reference=reference, detail=to, within=connection)
    return True


def take_back(hub: Hub, by: Staff, reference: str, decision_id: str) -> TakenDecision:
    """Take back a decision that has not left, whoever of the service took it; gives it, for the form to show again.

    Raises `Refused`: `unknown-case`, `decision-left` where it has left, or was taken back already.
    """
    with hub.store.writing() as connection:
        case = _locked(hub, connection, reference, by)
        taken = case.taken
        if taken is None or taken.id != decision_id:
            raise Refused(HubRefusal.DECISION_LEFT)
        taken_decision.drop(connection, case.id)
        given_file.drop(connection, taken.id, hub.clock.now())
        audit.note(hub, AuditAction.TAKEN_BACK, by=by.id, reference=reference, detail=taken.state, within=connection)
    file_ends.bury(hub)
    return taken


def _locked(hub: Hub, connection: Connection, reference: str, by: Staff) -> CaseFile:
    """The case, which nobody else decides or adds to until the transaction ends. Raises `Refused`: `unknown-case`."""
    connection.execute(select(cases.c.id).where(cases.c.reference == reference).with_for_update())
    return read_case(connection, hub.ring, reference, by.scope)


def _author(by: Staff, to: str, author: Author | None) -> Author | None:
    """Who decides; None where nothing is decided and the account does not say. Raises `Refused`: `author-missing`."""
    signing = author or by.author
    if signing.is_whole:
        return signing
    if to in AUTHORED:
        raise Refused(HubRefusal.AUTHOR_MISSING)
    return None


def _is_repeat(case: CaseFile, by: Staff, to: str, words: str, papers_by: str, asks: Asking) -> bool:
    """Whether the last decision says the same, by the same person."""
    last: Decision | TakenDecision = case.taken or case.decisions[-1]
    due = papers_by.strip() if to == CaseState.INCOMPLETE else ""
    if (last.staff_id, last.state, last.message, last.papers_by) != (by.id, to, words, due):
        return False
    asked = case.taken.asked if case.taken else [item.paper for item in case.asked if item.at == case.decisions[-1].at]
    again = asking.papers(asks, case.submitted, str) if due else ()
    return [(paper.document, paper.label) for paper in asked] == [(paper.document, paper.label) for paper in again]

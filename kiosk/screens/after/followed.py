"""Screen of one submitted case: its state, what was submitted, and what happened since."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response

from kiosk.domain.events import case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import ENDED, CaseState, EventType
from kiosk.domain.procedure.procedure import Procedure
from kiosk.services.box import site_key
from kiosk.services.papers import paper, receipt
from kiosk.services.papers.kinds import given_document
from kiosk.services.papers.kinds.given_document import ShownDocument
from kiosk.services.papers.kinds.hub_update import KIND
from kiosk.services.procedures import look_up
from kiosk.services.submitted import append_event, follow_case
from kiosk.services.submitted.follow_case import Followed
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.people import journal
from kiosk.store.printing import spool
from kiosk.store.work import open_answers
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.parts import case_history
from kiosk.web.parts.case_history import HistoryLine
from kiosk.web.request import session
from kiosk.web.visit.shift_memory import person

screen = Blueprint("followed", __name__, url_prefix="/desk/references")
JUST_NOW = timedelta(seconds=15)
"""For how long the page says that what was added is kept."""


@screen.get("/<reference>")
@signed_in
def show(reference: str) -> Response:
    """The case; what is next for it is the newest answer that is not done."""
    box = session.box()
    followed = follow_case.find(box, reference, session.current().actor)
    follow_case.see(box, followed)
    db = box.store.read()
    procedure = look_up.of_case(box, db, followed.case_id)
    todo = next((update for update in reversed(followed.updates) if open_answers.is_open(db, update.id)), None)
    return page(
        "after/followed/page.html",
        here="find",
        whose=person(followed.case_id) if followed.readable else None,
        found=followed,
        saved=_just_saved(followed, box.clock.now()),
        procedure=procedure,
        asked=_asked(followed, procedure),
        given_documents=_given(db, followed),
        todo=todo,
        letter_printed=todo is not None
        and spool.is_asked_for(db, KIND, f"{followed.reference}:{todo.id}", followed.reference),
        submission=cases.submission(db, followed.case_id) if followed.case_id else None,
        happened=_happened(db, followed),
        silence=_silence(followed, procedure),
        line_of_case=follow_case.of_followed(box, followed),
        service=_service(followed),
        corrected=case_line.corrected(follow_case.standing(followed, EventType.CORRECTION)),
        documents=_documents(followed),
        open_to_supplements=followed.state not in (*ENDED, CaseState.NEEDS_ATTENTION)
        and not (followed.now and references.site_of(followed.reference) not in site_key.codes(box.settings))
        and not append_event.withdrawn_here(db, followed.reference, session.current().actor),
    )


def _just_saved(followed: Followed, now: datetime) -> EventType | None:
    """What was added to the case a moment ago, so that the page says that it is kept; None for nothing."""
    added = [
        read.event for read in followed.history if read.event.type != EventType.SUBMITTED and not _notes(read.said)
    ]
    return added[-1].type if added and now - added[-1].recorded_at < JUST_NOW else None


def _notes(said: dict[str, Any] | None) -> bool:
    """Whether an event tells what was noted of the person, which their line says itself."""
    return bool(said) and "noted" in (said or {})


def _happened(db: Database, followed: Followed) -> list[HistoryLine]:
    past = (read.event for read in followed.history)
    told = journal.of(db, followed.reference)
    return case_history.lines(past, told, session.words().marked, followed.updates, followed.elsewhere)


def _asked(followed: Followed, procedure: Procedure | None) -> dict[str, list[str]]:
    """The papers that each update asks for, by its id."""
    words = session.words().marked
    return {update.id: paper.labels(update.said, procedure, words) for update in followed.updates}


def _given(db: Database, followed: Followed) -> dict[str, ShownDocument]:
    """The documents that go with decisions, by the id of their update, as far as it can be read here."""
    documents = {update.id: given_document.of_update(db, update.said) for update in followed.updates}
    return {update_id: document for update_id, document in documents.items() if document}


def _service(followed: Followed) -> str:
    """The name of the service, in French; "" where nobody here knows it."""
    if followed.submitted:
        return session.words().marked.in_french(followed.submitted["service"]["name"])
    return ""


def _documents(followed: Followed) -> list[case_line.DocumentNow]:
    """The case's documents with what came later; none where its answers cannot be read here."""
    return case_line.documents(followed.submitted, followed.supplements) if followed.submitted else []


def _silence(found: Followed, procedure: Procedure | None) -> list[tuple[str, list[str]]]:
    """Each subject of the request, in French, with what silence means for it, or what is said instead."""
    words = session.words().marked
    days = (
        [(words.in_french(part.about), receipt.sentences(part, words)) for part in found.silence.by_subject]
        if found.silence
        else []
    )
    if found.submitted is None or found.state in ENDED:
        return days
    return days + [(about, [text]) for about, text in receipt.instead(procedure, found.submitted, words)]

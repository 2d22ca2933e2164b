"""Screen « À rapporter »: the documents to bring, on the page and on paper, before a case begins or during it."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Reader
from kiosk.services.box import data_keys
from kiosk.services.papers.kinds import checklist
from kiosk.services.procedures.look_up import procedure_of
from kiosk.services.spool import print_queue
from kiosk.store.cases import cases
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import check_may_print, page
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("checklist", __name__)


@screen.get("/procedures/<procedure_id>/checklist")
def of_procedure(procedure_id: str) -> Response:
    """All documents that anyone may have to bring for a procedure."""
    procedure_of(session.box(), procedure_id)
    return _page(procedure_id, url_for("introduction.show", procedure_id=procedure_id))


@screen.post("/procedures/<procedure_id>/checklist")
def print_of_procedure(procedure_id: str) -> ResponseReturnValue:
    procedure_of(session.box(), procedure_id)
    return _print(procedure_id, url_for(".of_procedure", procedure_id=procedure_id, printed=1))


@screen.get("/cases/<case_id>/checklist")
@at_case
def of_case(case_id: str) -> Response:
    """The documents that this person still has to bring."""
    data_keys.open_key(session.box().store.read(), case_id, session.current().actor)
    return _page(case_id, detours.address(case_id, LEFT))


@screen.post("/cases/<case_id>/checklist")
@at_case
def print_of_case(case_id: str) -> ResponseReturnValue:
    data_keys.open_key(session.box().store.read(), case_id, session.current().actor)
    return _print(case_id, url_for(".of_case", case_id=case_id, printed=1))


def _page(subject: str, back: str) -> Response:
    current = session.current()
    reader = Reader(current.actor, alone=current.terminal)
    slip = checklist.slip(session.box(), subject, session.words(), reader)
    return page("case/checklist/page.html", slip=slip, subject=subject, back=back, printed="printed" in request.args)


def _print(subject: str, to: str) -> ResponseReturnValue:
    """Print the list on this station's printer, for a mediator, or for a citizen alone where there is a printer."""
    box, current = session.box(), check_may_print()
    with box.store.write() as db:
        key = data_keys.found_key(db, subject, current.actor)
        submission = cases.submission(db, subject)
        if key is None and box.catalogue.get(subject) is None:
            raise Refused(Refusal.NO_SUCH_CASE)
        reference = submission.reference if submission else ""
        print_queue.queue(box, db, checklist.KIND, reference, subject, current.preferences, current.actor, key)
    wake()
    return redirect(to, 303)

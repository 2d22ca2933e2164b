"""Screens of papers: their PDF, one more copy, « À rapporter », « où aller », print jobs, the paper that is awaited."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import inside
from kiosk.services.access.open_case import Reader
from kiosk.services.box import data_keys
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import checklist, where_to_go
from kiosk.services.papers.paper import Paper
from kiosk.services.printers import printer_choice
from kiosk.services.procedures.look_up import procedure_of
from kiosk.services.receipts import verify_receipt
from kiosk.services.spool import print_queue
from kiosk.store.cases import cases
from kiosk.store.printing import spool
from kiosk.web import detours, page_parts, rate_limits, session
from kiosk.web.guards import at_case, signed_in, to_sign_in
from kiosk.web.page_languages import their_words
from kiosk.web.pages import check_may_print, may_print, page, piece_of
from kiosk.web.view_marks import polled
from kiosk.words import paper_fonts

papers_screen = Blueprint("papers", __name__, url_prefix="/papers")


@papers_screen.get("/<kind>/<subject>.pdf", endpoint="show")
@signed_in
def show_papers(kind: str, subject: str) -> Response:
    """The paper as a PDF, in the language of the person, in the paper size asked for."""
    box, words = session.box(), their_words()
    paper = _paper(kind, subject)
    slip = papers.slip_of_kind(box, kind, subject, words, Reader(session.current().actor))
    renderer = printer_choice.renderer_of(request.args.get("paper", box.settings.paper)).on_screen()
    shown = renderer.render(slip, paper_fonts.fonts())
    if paper.proved and renderer.media_type == "application/pdf":
        shown = verify_receipt.seal(box, subject, shown)
    response = Response(shown, content_type=renderer.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slip.job_title}.pdf"'
    return response


@papers_screen.post("/<kind>/<subject>")
def print_again(kind: str, subject: str) -> ResponseReturnValue:
    """Print one more copy, marked as such; for a mediator, or for a citizen alone at this case. In large print where
    the form says so, whatever the screen's own comfort is.
    """
    box, current, known = session.box(), session.current(), papers.find(kind)
    if not current.signed_in and not (current.terminal and known is not None and known.alone and may_print()):
        return to_sign_in()
    if current.terminal:
        rate_limits.count_try("print")
    actor, db = current.actor, box.store.read()
    if request.form.get("large"):
        actor = replace(actor, large=True)
    paper = _paper(kind, subject)
    reference = paper.number(db, subject) if paper.number else ""
    key = data_keys.found_key(db, paper.opens(db, subject), actor)
    case = cases.get(db, subject, key) if key else None
    if not reference or (key is None and paper.needs_key):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    print_queue.print_again(box, kind, reference, subject, case, actor, key)
    session.wake()
    back = inside(request.form.get("back", ""))
    return redirect(back or url_for("printing.show"), 303)


def _paper(kind: str, subject: str) -> Paper:
    """The paper of this kind. Raises `Refused` (`nothing-to-print`) for no such kind, and where this person may not see
    that it is there (the attestation of another service's case).
    """
    paper = papers.paper_of(kind)
    if not paper.may_see(session.box().store.read(), subject, session.current().actor):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return paper


checklist_screen = Blueprint("checklist", __name__)


@checklist_screen.get("/procedures/<procedure_id>/checklist")
def of_procedure(procedure_id: str) -> Response:
    """All documents that anyone may have to bring for a procedure."""
    procedure_of(session.box(), procedure_id)
    return _page(procedure_id, url_for("introduction.show", procedure_id=procedure_id))


@checklist_screen.post("/procedures/<procedure_id>/checklist")
def print_of_procedure(procedure_id: str) -> ResponseReturnValue:
    procedure_of(session.box(), procedure_id)
    return _print(procedure_id, url_for(".of_procedure", procedure_id=procedure_id, printed=1))


@checklist_screen.get("/cases/<case_id>/checklist")
@at_case
def of_case(case_id: str) -> Response:
    """The documents that this person still has to bring."""
    data_keys.open_key(session.box().store.read(), case_id, session.current().actor)
    return _page(case_id, detours.address(case_id, LEFT))


@checklist_screen.post("/cases/<case_id>/checklist")
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
    session.wake()
    return redirect(to, 303)


where_to_go_screen = Blueprint("where_to_go", __name__, url_prefix="/cases")


@where_to_go_screen.post("/<case_id>/where-to-go/<end_id>")
@at_case
def print_it(case_id: str, end_id: str) -> ResponseReturnValue:
    """Print it on this station's printer, for a mediator, or for a citizen alone where there is a printer."""
    box = session.box()
    data_keys.open_key(box.store.read(), case_id, session.current().actor)
    current = check_may_print()
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, current.actor)
        print_queue.queue(box, db, where_to_go.KIND, "", case_id, current.preferences, current.actor, key)
    session.wake()
    return redirect(url_for("step.show", case_id=case_id, step_id=end_id, printed=1), 303)


printing_screen = Blueprint("printing", __name__, url_prefix="/desk/printing")


@printing_screen.get("", endpoint="show")
@signed_in
def show_printing() -> Response:
    box = session.box()
    return page(
        "paper/printing/page.html",
        here="printing",
        jobs=spool.recent(box.store.read()),
        in_memory=papers.IN_MEMORY,
        wrong=[(printer.name, code) for printer, code in printer_choice.states(box) if code],
    )


@printing_screen.post("/<job_id>")
@signed_in
def settle(job_id: str) -> ResponseReturnValue:
    """Settle a job whose outcome is unknown: it came out, print it again, print it here, or cancel it."""
    box, actor = session.box(), session.current().actor
    match request.form.get("do"):
        case "came-out":
            print_queue.settle(box, job_id, True, actor)
        case "again":
            print_queue.settle(box, job_id, False, actor)
        case "here":
            print_queue.reissue(box, job_id, actor)
        case "cancel":
            print_queue.cancel(box, job_id)
    session.wake()
    return redirect(inside(request.form.get("back", "")) or url_for(".show"), 303)


paper_taken_screen = Blueprint("paper_taken", __name__, url_prefix="/paper")


@paper_taken_screen.get("", endpoint="show")
@polled
@piece_of("welcome.show")
def show_paper_taken() -> ResponseReturnValue:
    """The state of the paper as a piece of a page; 204 while it is the one the page has already `seen`."""
    subject, back = request.args.get("subject", ""), inside(request.args.get("back", ""))
    paper = page_parts.paper_here(subject)
    if paper is not None and paper.state == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(
        render_template("_parts/papers/awaited_paper_state.html", paper=paper, subject=subject, back=back)
    )


@paper_taken_screen.post("/<job_id>/taken")
def taken(job_id: str) -> ResponseReturnValue:
    """« C’est fait »: the person has taken their paper."""
    page_parts.mark_taken(job_id)
    return redirect(inside(request.form.get("back", "")) or url_for("welcome.show"), 303)

"""Screens of papers: their PDF, one more copy, « À rapporter », « où aller », print jobs, the paper that is awaited."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.journey import LEFT, Page
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import keep_own_path
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box import data_keys
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import handouts
from kiosk.services.papers.paper import Paper
from kiosk.services.printers import printer_choice
from kiosk.services.procedures.look_up import get_offered_procedure
from kiosk.services.receipts import verify_receipt
from kiosk.services.spool import print_queue
from kiosk.store import cases, spool
from kiosk.web import detours, page_parts, rate_limits, session
from kiosk.web.guards import case_key_required, make_staff_screen, signed_in, to_sign_in
from kiosk.web.pages import check_may_print, may_print_here, piece_of_page, render_page
from kiosk.web.request_state import mark_polled
from kiosk.web.shift_memory import directory
from kiosk.words import paper_fonts

papers_screen = Blueprint("papers", __name__, url_prefix="/papers")


@papers_screen.get("/<kind>/<subject>.pdf", endpoint="show")
@signed_in
def show_paper_pdf(kind: str, subject: str) -> Response:
    box, actor = session.box(), session.current_actor()
    paper = _paper(kind, subject)
    speaks = _find_preferences(paper, subject) or Preferences(box.settings.languages[0])
    if (chosen := request.args.get("language")) in box.settings.languages:
        speaks = Preferences(chosen)
    words = box.words(speaks.language, speaks.plain)
    slip = papers.slip_of_kind(box, kind, subject, words, KeyHolder(actor))
    renderer = printer_choice.renderer_of(request.args.get("paper", box.settings.paper)).on_screen()
    shown = renderer.render(slip, paper_fonts.load_paper_fonts())
    if paper.proved and renderer.media_type == "application/pdf":
        shown = verify_receipt.seal_receipt_pdf(box, subject, shown)
    response = Response(shown, content_type=renderer.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slip.job_title}.pdf"'
    return response


@papers_screen.post("/<kind>/<subject>")
def post_paper_copy(kind: str, subject: str) -> ResponseReturnValue:
    """Print one more copy, marked as such; for a mediator, or for a citizen alone at this case. In large print where
    the form says so, whatever the screen's own comfort is.
    """
    box, current, known = session.box(), session.current_session(), papers.find_paper(kind)
    if not current.signed_in and not (current.terminal and known is not None and known.alone and may_print_here()):
        return to_sign_in()
    if current.terminal:
        rate_limits.count_screen_try("print")
    actor, db = current.actor, box.store.read()
    if request.form.get("large"):
        actor = replace(actor, large=True)
    paper = _paper(kind, subject)
    reference = paper.number(db, subject) if paper.number else ""
    key = data_keys.find_key(db, paper.opens(db, subject), actor)
    if not reference or (key is None and paper.needs_key):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    speaks = _find_preferences(paper, subject)
    with box.store.write() as writing:
        print_queue.queue_paper(box, writing, paper, reference, subject, speaks, actor, key)
    session.wake_loops()
    return redirect(detours.find_back_address("printing.show"), 303)


def _find_preferences(paper: Paper, subject: str) -> Preferences | None:
    """The language of the case that a paper is about, in which it is shown and printed; None where neither it nor its
    language is here any more."""
    db = session.box().store.read()
    submission = cases.read_submission_by_reference(db, paper.number(db, subject)) if paper.number else None
    head = cases.read_case_head(db, submission.case_id if submission else paper.opens(db, subject))
    return Preferences(head.language, head.plain) if head and head.language else None


def _paper(kind: str, subject: str) -> Paper:
    """The paper of this kind. Raises `Refused` (`nothing-to-print`) for no such kind, and where this person may not see
    that it is there (the attestation of another service's case).
    """
    paper = papers.get_paper(kind)
    if not paper.may_see(session.box().store.read(), subject, session.current_actor()):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return paper


checklist_screen = Blueprint("checklist", __name__)


@checklist_screen.get("/procedures/<procedure_id>/checklist")
def show_procedure_checklist(procedure_id: str) -> Response:
    get_offered_procedure(session.box(), procedure_id)
    return _page(procedure_id, url_for("introduction.show", procedure_id=procedure_id))


@checklist_screen.post("/procedures/<procedure_id>/checklist")
def post_procedure_checklist(procedure_id: str) -> ResponseReturnValue:
    get_offered_procedure(session.box(), procedure_id)
    return _print(procedure_id, url_for(".show_procedure_checklist", procedure_id=procedure_id, printed=1))


@checklist_screen.get("/cases/<case_id>/checklist")
@case_key_required
def show_case_checklist(case_id: str) -> Response:
    data_keys.open_key(session.box().store.read(), case_id, session.current_actor())
    return _page(case_id, detours.case_page_address(case_id, LEFT))


@checklist_screen.post("/cases/<case_id>/checklist")
@case_key_required
def post_case_checklist(case_id: str) -> ResponseReturnValue:
    data_keys.open_key(session.box().store.read(), case_id, session.current_actor())
    return _print(case_id, url_for(".show_case_checklist", case_id=case_id, printed=1))


def _page(subject: str, back: str) -> Response:
    current = session.current_session()
    reader = KeyHolder(current.actor, alone=current.terminal)
    slip = handouts.make_checklist_slip(session.box(), subject, session.page_words(), reader)
    printed = "printed" in request.args
    return render_page("case/checklist/page.html", slip=slip, subject=subject, back=back, printed=printed)


def _print(subject: str, to: str) -> ResponseReturnValue:
    """Print the list on this station's printer, for a mediator, or for a citizen alone where there is a printer."""
    box, current = session.box(), check_may_print()
    with box.store.write() as db:
        key = data_keys.find_key(db, subject, current.actor)
        submission = cases.read_submission(db, subject)
        if key is None and box.catalogue.get(subject) is None:
            raise Refused(Refusal.NO_SUCH_CASE)
        reference = submission.reference if submission else ""
        print_queue.queue_paper(
            box, db, handouts.CHECKLIST, reference, subject, current.preferences, current.actor, key
        )
    session.wake_loops()
    return redirect(to, 303)


where_to_go_screen = Blueprint("where_to_go", __name__, url_prefix="/cases")


@where_to_go_screen.post("/<case_id>/where-to-go/<end_id>")
@case_key_required
def post_where_to_go(case_id: str, end_id: str) -> ResponseReturnValue:
    box = session.box()
    data_keys.open_key(box.store.read(), case_id, session.current_actor())
    current = check_may_print()
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, current.actor)
        print_queue.queue_paper(box, db, handouts.WHERE_TO_GO, "", case_id, current.preferences, current.actor, key)
    session.wake_loops()
    if detours.origin_in(request.form) is Page.WHOLE:
        return redirect(url_for("one_page.show", case_id=case_id, printed=1), 303)
    return redirect(url_for("step.show", case_id=case_id, step_id=end_id, printed=1), 303)


printing_screen = make_staff_screen("printing", "/desk/printing")


@printing_screen.get("", endpoint="show")
def show_print_jobs() -> Response:
    box = session.box()
    db, known = box.store.read(), directory().look(box, session.current_session().ring)
    return render_page(
        "paper/printing/page.html",
        here="printing",
        jobs=spool.select_recent_jobs(db),
        gives_paper=printer_choice.gives_paper(box, db, session.current_session().station.id),
        people={entry.reference: entry for entry in known if entry.reference},
        in_memory=papers.IN_MEMORY,
        wrong=[(printer.name, code) for printer, code in printer_choice.states(box) if code],
    )


@printing_screen.post("/<job_id>")
def post_print_job(job_id: str) -> ResponseReturnValue:
    """Settle a job whose outcome is unknown: it came out, print it again, print it here, or cancel it."""
    box, actor = session.box(), session.current_actor()
    match request.form.get("do"):
        case "came-out":
            print_queue.settle_print_job(box, job_id, True, actor)
        case "again":
            print_queue.settle_print_job(box, job_id, False, actor)
        case "here":
            print_queue.reprint_job_here(box, job_id, actor)
        case "cancel":
            print_queue.cancel(box, job_id)
    session.wake_loops()
    return redirect(detours.find_back_address(".show"), 303)


paper_taken_screen = Blueprint("paper_taken", __name__, url_prefix="/paper")


@paper_taken_screen.get("", endpoint="show")
@mark_polled
@piece_of_page("welcome.show")
def show_awaited_paper() -> ResponseReturnValue:
    """The state of the paper as a piece of a page; 204 while it is the one the page has already `seen`."""
    subject, back = request.args.get("subject", ""), keep_own_path(request.args.get("back", ""))
    paper = page_parts.find_awaited_paper(subject)
    if paper is not None and paper.state == request.args.get("seen", ""):
        return Response(status=204)
    template = "_parts/papers/awaited_paper_state.html"
    return make_response(render_template(template, paper=paper, subject=subject, back=back))


@paper_taken_screen.post("/<job_id>/taken")
def post_paper_taken(job_id: str) -> ResponseReturnValue:
    """« C’est fait »: the person has taken their paper, if it belongs to whoever is at this screen."""
    box, current = session.box(), session.current_session()
    job = spool.read_print_job(box.store.read(), job_id)
    if job is not None and (
        job.session == current.actor.session != "" if current.terminal else current.signed_in and not job.session
    ):
        with box.store.write() as db:
            spool.mark_paper_taken(db, job_id, box.watch.today().now)
    return redirect(detours.find_back_address("welcome.show"), 303)

"""Shows a paper as a PDF in the browser, and prints one more copy."""

from dataclasses import replace

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.hosts import inside
from kiosk.services.access.open_case import Reader
from kiosk.services.box import data_keys
from kiosk.services.papers import papers
from kiosk.services.papers.paper import Paper
from kiosk.services.printers import printer_choice
from kiosk.services.receipts import verify_receipt
from kiosk.services.spool import print_queue
from kiosk.store.cases import cases
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in, to_sign_in
from kiosk.web.edge.pages import may_print
from kiosk.web.request import session
from kiosk.web.request.page_languages import their_words
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("papers", __name__, url_prefix="/papers")


@screen.get("/<kind>/<subject>.pdf")
@signed_in
def show(kind: str, subject: str) -> Response:
    """The paper as a PDF, in the language of the person, in the paper size asked for."""
    box, words = session.box(), their_words()
    paper = _paper(kind, subject)
    slip = papers.slip_of_kind(box, kind, subject, words, Reader(session.current().actor))
    renderer = printer_choice.renderer_of(request.args.get("paper", box.settings.paper)).on_screen()
    shown = renderer.render(slip, papers.fonts())
    if paper.proved and renderer.media_type == "application/pdf":
        shown = verify_receipt.seal(box, subject, shown)
    response = Response(shown, content_type=renderer.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slip.job_title}.pdf"'
    return response


@screen.post("/<kind>/<subject>")
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
    wake()
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

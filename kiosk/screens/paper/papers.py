"""Shows a paper as a PDF in the browser, and prints one more copy."""

from dataclasses import replace

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.inner_addresses import inside
from kiosk.services.access import open_case
from kiosk.services.access.key_holder import Reader
from kiosk.services.box import data_keys
from kiosk.services.papers import papers
from kiosk.services.papers.supplement_papers import MAKERS as OF_EVENTS
from kiosk.services.printers import printer_choice
from kiosk.services.receipts import prove_receipt
from kiosk.services.spool import print_queue
from kiosk.store.cases import cases
from kiosk.store.events import outbox, updates
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in, to_sign_in
from kiosk.web.edge.pages import may_print
from kiosk.web.request import session
from kiosk.web.request.page_languages import their_words
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("papers", __name__, url_prefix="/papers")
_OF_CASES = (*papers.OF_CASES, papers.ATTESTATION)
"""Papers whose subject is a case."""


@screen.get("/<kind>/<subject>.pdf")
@signed_in
def show(kind: str, subject: str) -> Response:
    """The paper as a PDF, in the language of the person, in the paper size asked for."""
    box, words = session.box(), their_words()
    if kind not in papers.MAKERS:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    _check_service(kind, subject)
    slip = papers.slip_of_kind(box, kind, subject, words, Reader(session.current().actor))
    renderer = printer_choice.renderer_of(request.args.get("paper", box.settings.paper)).on_screen()
    paper = renderer.render(slip, papers.fonts())
    if kind in ("receipt", papers.ATTESTATION) and renderer.media_type == "application/pdf":
        paper = prove_receipt.seal(box, subject, paper)
    response = Response(paper, mimetype=renderer.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{slip.job_title}.pdf"'
    return response


@screen.post("/<kind>/<subject>")
def print_again(kind: str, subject: str) -> ResponseReturnValue:
    """Print one more copy, marked as such; for a mediator, or for a citizen alone at this case. In large print where
    the form says so, whatever the screen's own comfort is.
    """
    box, current = session.box(), session.current()
    if not current.signed_in and not (current.terminal and kind in papers.OF_CASES and may_print()):
        return to_sign_in()
    if current.terminal:
        rate_limits.count_try("print")
    reference = _reference(kind, subject)
    actor, db = current.actor, box.store.read()
    if request.form.get("large"):
        actor = replace(actor, large=True)
    _check_service(kind, subject)
    key = data_keys.found_key(db, _stream(kind, subject), actor)
    case = cases.get(db, subject, key) if kind in _OF_CASES and key else None
    if key is None and kind not in ("update", papers.ATTESTATION):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    print_queue.print_again(box, kind, reference, subject, case, actor, key)
    wake()
    back = inside(request.form.get("back", ""))
    return redirect(back or url_for("printing.show"), 303)


def _check_service(kind: str, subject: str) -> None:
    """Refuse the attestation of another service's case: it needs no key. Raises `Refused` (`nothing-to-print`)."""
    db, actor = session.box().store.read(), session.current().actor
    if kind == papers.ATTESTATION and not open_case.may_know_of(db, subject, actor):
        raise Refused(Refusal.NOTHING_TO_PRINT)


def _stream(kind: str, subject: str) -> str:
    event = outbox.get(session.box().store.read(), subject) if kind in OF_EVENTS else None
    return event.stream if event else subject


def _reference(kind: str, subject: str) -> str:
    db = session.box().store.read()
    if kind in _OF_CASES and (submission := cases.submission(db, subject)):
        return submission.reference
    if kind in OF_EVENTS and (event := outbox.get(db, subject)):
        return event.reference
    reference, _, update_id = subject.partition(":")
    if kind == "update" and any(update.id == update_id for update in updates.of(db, reference)):
        return reference
    raise Refused(Refusal.NOTHING_TO_PRINT)

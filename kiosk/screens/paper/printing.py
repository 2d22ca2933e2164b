"""Screen of print jobs: printed, waiting, and those whose outcome is unknown."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("printing", __name__, url_prefix="/desk/printing")


@screen.get("")
@signed_in
def show() -> Response:
    box = session.box()
    return page(
        "paper/printing/page.html",
        here="printing",
        jobs=spool.recent(box.store.read()),
        in_memory=papers.IN_MEMORY,
        wrong=[(printer.name, code) for printer, code in printer_choice.states(box) if code],
    )


@screen.post("/<job_id>")
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
    wake()
    return redirect(inside(request.form.get("back", "")) or url_for(".show"), 303)

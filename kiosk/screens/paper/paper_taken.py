"""« Prenez votre papier »: shows the state of a print job to whoever waits beside the printer."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.web.edge.pages import piece_of
from kiosk.web.framework.view_marks import polled
from kiosk.web.parts import awaited_paper

screen = Blueprint("paper_taken", __name__, url_prefix="/paper")


@screen.get("")
@polled
@piece_of("welcome.show")
def show() -> ResponseReturnValue:
    """The state of the paper as a piece of a page; 204 while it is the one the page has already `seen`."""
    subject, back = request.args.get("subject", ""), inside(request.args.get("back", ""))
    paper = awaited_paper.here(subject)
    if paper is not None and paper.state == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(
        render_template("_parts/papers/awaited_paper_state.html", paper=paper, subject=subject, back=back)
    )


@screen.post("/<job_id>/taken")
def taken(job_id: str) -> ResponseReturnValue:
    """« C’est fait »: the person has taken their paper."""
    awaited_paper.mark_taken(job_id)
    return redirect(inside(request.form.get("back", "")) or url_for("welcome.show"), 303)

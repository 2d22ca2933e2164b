"""« Prenez votre papier »: what became of it, for whoever waits beside the printer."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.web.edge.guards import inside
from kiosk.web.edge.pages import htmx
from kiosk.web.http.view_marks import asked_by_itself
from kiosk.web.parts import awaited_paper

screen = Blueprint("paper_taken", __name__, url_prefix="/paper")


@screen.get("")
@asked_by_itself
def show() -> ResponseReturnValue:
    """The piece of a page that waits for a paper; nothing (204) while it is as the page has `seen` it."""
    subject, back = request.args.get("subject", ""), inside(request.args.get("back", ""))
    if not htmx:
        return redirect(back or url_for("welcome.show"), 303)
    found = awaited_paper.here(subject)
    if found is not None and found.state == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(render_template("_parts/paper_here.html", paper=found, subject=subject, back=back))


@screen.post("/<job_id>/taken")
def taken(job_id: str) -> ResponseReturnValue:
    """« C’est fait »."""
    awaited_paper.taken(job_id)
    return redirect(inside(request.form.get("back", "")) or url_for("welcome.show"), 303)

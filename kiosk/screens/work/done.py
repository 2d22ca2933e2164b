"""Screen of what was done today, and the buttons « Fait » and « Annuler »."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.services.work import worklist
from kiosk.store.work import open_answers
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("done", __name__, url_prefix="/desk/done")


@screen.get("")
@signed_in
def show() -> Response:
    box = session.box()
    services, since = session.current().ring.services, box.watch.today().now - worklist.SHOWN
    return page("work/done/page.html", here="desk", done=open_answers.done_since(box.store.read(), services, since))


@screen.post("/<update_id>")
@signed_in
def finish(update_id: str) -> ResponseReturnValue:
    """Note that an answer is dealt with; the page before says so, and offers to take it back."""
    worklist.finish(session.box(), update_id, session.current().actor)
    return redirect(inside(request.form.get("back", "")) or url_for("desk.show", done=update_id), 303)


@screen.post("/<update_id>/undo")
@signed_in
def undo(update_id: str) -> ResponseReturnValue:
    worklist.reopen(session.box(), update_id, session.current().actor)
    return redirect(inside(request.form.get("back", "")) or url_for("desk.show"), 303)

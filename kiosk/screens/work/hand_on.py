"""Screen on which a mediator gives a line of the list of work to a colleague."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.work import worklist
from kiosk.store.work import open_answers
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("hand_on", __name__, url_prefix="/desk/work")


@screen.get("/<subject>/hand-on")
@signed_in
def show(subject: str) -> Response:
    box, actor = session.box(), session.current().actor
    return page(
        "work/hand_on/page.html",
        here="desk",
        subject=subject,
        me=actor.mediator_id,
        colleagues=worklist.colleagues(box, subject, actor),
        handed=open_answers.handed(box.store.read()).get(subject),
    )


@screen.post("/<subject>/hand-on")
@signed_in
def give(subject: str) -> ResponseReturnValue:
    """Give it to the colleague whose id the form names, to oneself, or to everybody again ("")."""
    worklist.hand_on(session.box(), subject, request.form.get("to", ""), session.current().actor)
    return redirect(url_for("desk.show", handed=subject), 303)

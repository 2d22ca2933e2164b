"""The recap, turned to the citizen: they say that it is right, and the screen shows nothing else until the PIN."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.submission import Confirmation
from kiosk.errors import Refused
from kiosk.screens.review import groups_of
from kiosk.services import desk, staff
from kiosk.store import cases
from kiosk.web import limits, session
from kiosk.web.guards import to_sign_in
from kiosk.web.pages import page
from kiosk.web.wake import wake

screen = Blueprint("confirm", __name__, url_prefix="/cases")


@screen.get("/<case_id>/confirm")
def show(case_id: str) -> Any:
    """This screen is the citizen's, and shows this case only; the review's button turns it."""
    current = session.current()
    if current.confirming != case_id:
        return redirect(url_for("review.show", case_id=case_id), 303) if current.signed_in else to_sign_in()
    return _page(desk.open_case(session.box(), case_id, current.actor))


@screen.post("/<case_id>/confirm")
def confirm(case_id: str) -> Any:
    """The citizen's own touch, or key."""
    current = session.current()
    if current.confirming != case_id:
        return to_sign_in()
    desk.submit(session.box(), case_id, current.actor, Confirmation("citizen", "touch"))
    wake()
    return redirect(url_for(".show", case_id=case_id), 303)


@screen.post("/<case_id>/confirm/back")
def back(case_id: str) -> Any:
    """The mediator takes the screen back with their PIN, and may record a yes that was spoken."""
    box, current = session.box(), session.current()
    if current.confirming != case_id:
        return to_sign_in()
    limits.check("sign-in")
    try:
        staff.unlock(box, current.mediator_id, request.form.get("pin", ""), current.actor)
    except Refused as refused:
        if refused.code in ("shift-over", "locked-out"):
            session.turn_to_citizen("")
            session.leave_idle()
            return redirect(url_for("sign_in.show", next=url_for("step.resume", case_id=case_id)), 303)
        return _page(desk.open_case(box, case_id, current.actor), refused, 422)
    limits.right("sign-in")
    session.turn_to_citizen("")
    if request.form.get("do") == "spoken":
        desk.submit(box, case_id, session.current().actor, Confirmation("citizen", "spoken"))
        wake()
    submitted = cases.submission(box.store.read(), case_id) is not None
    return redirect(url_for("submitted.show" if submitted else "review.show", case_id=case_id), 303)


def _page(opened: desk.Opened, refused: Refused | None = None, status: int = 200) -> Response:
    return page(
        "confirm/page.html", status, opened=opened, procedure=opened.procedure, groups=groups_of(opened),
        done=opened.state != "draft", refused=refused,
    )  # fmt: skip

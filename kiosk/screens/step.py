"""One step of a case: read the form, keep the answer, show the next."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.attachment import NOTHING_JOINED
from kiosk.domain.journey import Stop
from kiosk.errors import Refused
from kiosk.screens.item import asked_for
from kiosk.services import desk
from kiosk.services.desk import REVIEW, WHOLE, Opened
from kiosk.web import present, session
from kiosk.web.guards import at_case, keeps, takes_up, to_sign_in
from kiosk.web.pages import page
from kiosk.web.ways import on_the_way

screen = Blueprint("step", __name__, url_prefix="/cases")


@screen.get("/<case_id>")
@at_case
@takes_up
def resume(case_id: str) -> Any:
    """Where the case was left."""
    box, actor = session.box(), session.current().actor
    present.take_up(case_id)
    opened = desk.open_case(box, case_id, actor)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    desk.take_up(box, case_id, actor)
    return redirect(place(opened, opened.case.position), 303)


@screen.get("/<case_id>/steps/<step_id>")
@at_case
def show(case_id: str, step_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id, session.current().actor)
    stop = opened.journey.stop(step_id)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    if stop is None:
        return redirect(place(opened, ""), 303)
    return _page(opened, stop, {}, changing=bool(request.args.get("change")))


@screen.post("/<case_id>/steps/<step_id>")
@at_case
@keeps
def answer(case_id: str, step_id: str) -> Any:
    changing = bool(request.form.get("change"))
    form = request.form.to_dict(flat=False)
    current = session.current()
    try:
        answered = desk.answer(session.box(), case_id, step_id, form, current.preferences, current.actor)
    except Refused as refused:
        if refused.code == "already-submitted":
            return redirect(url_for("submitted.show", case_id=case_id), 303)
        raise
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if going := asked_for(request.form, case_id) or on_the_way(request.form, case_id):
        return redirect(going, 303)
    without = [field_id for field_id, code in answered.faults.items() if code == NOTHING_JOINED]
    if without and len(without) == len(answered.faults):  # the copies are all that is missing: they are joined next
        change = "1" if changing else None
        return redirect(url_for("attachments.show", case_id=case_id, field_id=without[0], change=change), 303)
    if answered.faults:
        return _page(answered.opened, answered.stop, answered.faults, changing, 422)
    if changing and answered.next_position == step_id:  # it opened something here, which is shown first
        return redirect(url_for("step.show", case_id=case_id, step_id=step_id, change="1"), 303)
    still_open = answered.opened.journey.first_open()
    after = answered.next_position if not changing else (still_open.id if still_open else REVIEW)
    return redirect(place(answered.opened, after), 303)


def place(opened: Opened, position: str) -> str:
    """The address of a position; where that step does not concern the person, the first open one, or the review."""
    if position == WHOLE:
        return url_for("whole.show", case_id=opened.case.id)
    if opened.journey.stop(position) is None:
        still_open = opened.journey.first_open()
        position = still_open.id if still_open and position != REVIEW else REVIEW
    if position == REVIEW:
        return url_for("review.show", case_id=opened.case.id)
    return url_for("step.show", case_id=opened.case.id, step_id=position)


def _page(opened: Opened, stop: Stop, faults: Mapping[str, str], changing: bool, status: int = 200) -> Response:
    before = opened.journey.before(stop.id)
    number, total = opened.journey.count(stop.id)
    if changing:
        back = place(opened, REVIEW)
    elif before:
        back = place(opened, before.id)
    else:
        back = url_for("introduction.show", procedure_id=opened.procedure.id)
    return page(
        "step/page.html", status, opened=opened, procedure=opened.procedure, stop=stop, answers=opened.case.answers,
        faults=faults, number=number, total=total, minutes=opened.journey.minutes_left(stop.id), back=back,
        changing=changing,
    )  # fmt: skip

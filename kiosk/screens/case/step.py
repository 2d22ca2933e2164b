"""Screen of one step of a case: reads the form, keeps the answers, shows the next step."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers import position
from kiosk.domain.answers.journey import opens_others, way_left
from kiosk.domain.answers.position import SUBMITTED, WHOLE, Page, Position
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import drafts
from kiosk.services.drafts.drafts import Answered
from kiosk.web.edge.guards import at_case, to_sign_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours, second_face, shift_memory

screen = Blueprint("step", __name__, url_prefix="/cases")


@screen.get("/<case_id>")
@at_case(takes_up=True)
def resume(case_id: str) -> ResponseReturnValue:
    """Redirect to the page where the case was left."""
    box, actor = session.box(), session.current().actor
    shift_memory.record_reopened(case_id)
    opened = open_case(box, case_id, actor)
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    drafts.take_up(box, case_id, actor)
    return detours.redirect_to(case_id, position.left_at(opened.journey, opened.case.position))


@screen.get("/<case_id>/steps/<step_id>")
@at_case
def show(case_id: str, step_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    if opened.journey.stop(step_id) is None:
        return detours.redirect_to(case_id, position.first_open(opened.journey))
    wrong = dict.fromkeys(detours.wrong_in(request.args, opened), second_face.SAID_NO)
    return _page(opened, position.step(step_id, detours.origin_in(request.args)), wrong)


@screen.post("/<case_id>/steps/<step_id>")
@at_case(keeps=True)
def answer(case_id: str, step_id: str) -> ResponseReturnValue:
    """Keep the answers. `refresh` in the form asks for the page again with the questions that these answers open."""
    current, form = session.current(), request.form.to_dict(flat=False)
    here, detour = position.step(step_id, detours.origin_in(request.form)), detours.detour_in(request.form)
    leaving, refresh = detours.leaving_in(request.form), bool(request.form.get("refresh"))
    going_on = not (detour or leaving or refresh)
    try:
        answered = drafts.answer(
            session.box(), case_id, step_id, form, current.preferences, current.actor, here.origin, going_on
        )
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, SUBMITTED, Refusal.ALREADY_SUBMITTED)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if leaving:
        back = _before(answered.opened, here)
        return detours.leave_to(leaving, detours.address(case_id, here), back, current.terminal)
    if refresh and detour is None and answered.opened.journey.stop(step_id):
        return _page(answered.opened, here, {})
    if detour == WHOLE and current.signed_in:
        shift_memory.fill_by_steps(False)
    going = detour or answered.next
    if going == here and answered.faults:
        return _page(answered.opened, here, answered.faults, 422)
    return detours.redirect_to(case_id, going, _first_new(answered) if going == here else "")


def _first_new(answered: Answered) -> str:
    """The first question that the answers opened, where a browser without a script shows the page; "" for none."""
    fields = (field.id for stop in answered.opened.journey.stops for field in stop.fields)
    return next((f"f-{name}" for name in fields if name in answered.fresh), "")


def _before(opened: OpenedCase, here: Position) -> str:
    """The address that « Retour » leads to: the page before, or the introduction."""
    journey = opened.journey
    before = position.before(journey, here) if journey.stop(here.id) else position.first_open(journey)
    if before is None:
        return url_for("introduction.show", procedure_id=opened.procedure.id)
    return detours.address(opened.case.id, before)


def _page(opened: OpenedCase, here: Position, faults: Mapping[str, str], status: int = 200) -> Response:
    second_face.show(opened, here.id)
    left = way_left(opened.procedure, opened.journey.values, here.id, session.box().watch.today().day)
    stop = opened.journey.stop(here.id)
    return page(
        "case/step/stop.html" if stop and stop.end else "case/step/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        stop=stop,
        answers=opened.case.answers,
        faults={**second_face.faults_in(opened.case.id), **faults},
        printed="printed" in request.args,
        number=opened.journey.count(here.id)[0],
        left=left,
        changing=here.origin is Page.REVIEW,
        back=_before(opened, here),
        opens=opens_others(stop) or second_face.of_desk() is not None,
    )

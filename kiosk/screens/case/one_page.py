"""Screen with the whole procedure on one page, for a mediator who types fast."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import SUBMITTED, WHOLE
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Opened, open_case
from kiosk.services.drafts import one_page
from kiosk.web.edge.guards import at_case, to_sign_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours, second_face

screen = Blueprint("one_page", __name__, url_prefix="/cases/<case_id>/whole")


@screen.get("")
@at_case
def show(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    return _page(opened, {}) if opened.editable else detours.redirect_to(case_id, SUBMITTED)


@screen.post("")
@at_case(keeps=True)
def answer(case_id: str) -> ResponseReturnValue:
    """Keep the answers. `refresh` in the form asks for the page again with the questions that these answers open."""
    current, form = session.current(), request.form.to_dict(flat=False)
    detour, refresh = detours.detour_in(request.form), bool(request.form.get("refresh"))
    leaving = detours.leaving_in(request.form)
    going_on = detour is None and not refresh and not leaving
    try:
        answered = one_page.answer(session.box(), case_id, form, current.preferences, current.actor, going_on)
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, SUBMITTED, Refusal.ALREADY_SUBMITTED)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if leaving:
        return detours.leave_to(leaving, detours.address(case_id, WHOLE), _back(answered.opened), current.terminal)
    if refresh and detour is None:
        return _page(answered.opened, {})
    going = detour or answered.next
    return _page(answered.opened, answered.faults, 422) if going == WHOLE else detours.redirect_to(case_id, going)


def _page(opened: Opened, faults: Mapping[str, str], status: int = 200) -> Response:
    second_face.show(opened)
    opens = any(step.when or any(field.when for field in step.fields) for step in opened.procedure.steps)
    return page(
        "case/one_page/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        faults={**second_face.faults_in(opened.case.id), **faults},
        answers=opened.case.answers,
        opens=opens or second_face.of_desk() is not None,
        back=_back(opened),
    )


def _back(opened: Opened) -> str:
    return url_for("introduction.show", procedure_id=opened.procedure.id)

"""Screen that shows the answers to the citizen at the desk, for them to confirm; nothing else until the PIN."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from kiosk.domain.answers.position import LEFT, REVIEW, SUBMITTED, WHOLE, Page, step
from kiosk.domain.events.submission import Confirmation
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.screens.case.review import groups_of
from kiosk.services.access.open_case import open_case
from kiosk.services.drafts import submit_case
from kiosk.services.people import sign_in
from kiosk.services.submitted import change_notices
from kiosk.store.cases import cases
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import to_sign_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("confirm", __name__, url_prefix="/cases")


@screen.get("/<case_id>/confirm")
def show(case_id: str) -> ResponseReturnValue:
    """The answers on a screen turned to the citizen, which shows this case only; the review's button turns it.

    `?not=1`: the citizen points at what is not right.
    """
    current = session.current()
    if current.confirming != case_id:
        return detours.redirect_to(case_id, REVIEW) if current.signed_in else to_sign_in()
    return _page(case_id, points="not" in request.args)


@screen.post("/<case_id>/confirm")
def confirm(case_id: str) -> ResponseReturnValue:
    """Submit the case: the citizen has pressed the button, or a key, themselves."""
    current = session.current()
    if current.confirming != case_id:
        return detours.redirect_to(case_id, REVIEW) if current.signed_in else to_sign_in()
    submit_case.submit(session.box(), case_id, current.actor, Confirmation("citizen", "touch"))
    wake()
    return redirect(url_for(".show", case_id=case_id), 303)


@screen.post("/<case_id>/confirm/back")
def back(case_id: str) -> ResponseReturnValue:
    """Give the screen back to the mediator, who types their PIN and may record a yes that was spoken; answers at which
    the citizen pointed are shown first.
    """
    box, current = session.box(), session.current()
    if current.confirming != case_id:
        return to_sign_in()
    rate_limits.count_try("sign-in")
    try:
        sign_in.unlock(box, current.mediator_id, request.form.get("pin", ""), current.actor)
    except Refused as refused:
        if refused.code in (Refusal.SHIFT_OVER, Refusal.LOCKED_OUT):
            session.turn_to_citizen("")
            session.lock()
            return redirect(url_for("sign_in.show", next=detours.address(case_id, LEFT)), 303)
        return _page(case_id, refused, 422, points="not" in request.form)
    rate_limits.uncount_try("sign-in")
    session.turn_to_citizen("")
    if request.form.get("do") == "spoken":
        submit_case.submit(box, case_id, session.current().actor, Confirmation("citizen", "spoken"))
        wake()
    if cases.submission(box.store.read(), case_id) is not None:
        return detours.redirect_to(case_id, SUBMITTED)
    return _to_change(case_id)


def _to_change(case_id: str) -> ResponseReturnValue:
    """A redirect to the answers of a case, at the first at which the citizen pointed."""
    opened = open_case(session.box(), case_id, session.current().actor)
    wrong = detours.wrong_in(request.form, opened)
    question = opened.journey.asked(wrong[0]) if wrong else None
    if question is None:
        return detours.redirect_to(case_id, LEFT)
    on_one_page = opened.case.position == WHOLE.kept
    here = replace(WHOLE, id=question[1].id) if on_one_page else step(question[0].id, Page.REVIEW)
    return redirect(detours.address(case_id, here, wrong), 303)


def _page(case_id: str, refused: Refused | None = None, status: int = 200, *, points: bool = False) -> Response:
    """The answers to confirm; once the case is submitted, thanks, which need no answers and outlive them."""
    box, actor = session.box(), session.current().actor
    if cases.submission(box.store.read(), case_id) is not None:
        return page("case/confirm/page.html", status, case_id=case_id, done=True, points=False, refused=refused)
    opened = open_case(box, case_id, actor)
    return page(
        "case/confirm/page.html",
        status,
        case_id=case_id,
        procedure=opened.procedure,
        groups=groups_of(opened),
        told_by=change_notices.chosen(box, box.store.read(), opened),
        done=False,
        points=points,
        wrong=detours.wrong_in(request.form, opened),
        refused=refused,
    )

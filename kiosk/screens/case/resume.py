"""Screens of the resume code: a terminal's citizen gets one when leaving, and types it to continue later."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT, SUBMITTED
from kiosk.domain.events.event import CaseState
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.drafts import drafts
from kiosk.services.papers.kinds import resume_slip
from kiosk.services.spool import print_queue
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import may_print, page
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("resume", __name__)


@screen.get("/resume")
def show() -> Response:
    return _page()


@screen.post("/resume")
def resume() -> ResponseReturnValue:
    if not session.current().terminal and not session.current().signed_in:
        return redirect(url_for("sign_in.show", next=url_for(".show")), 303)
    rate_limits.count_try("resume")
    session.ensure_stored()
    typed = request.form.getlist("code")
    try:
        case_id = drafts.resume(session.box(), "".join(typed), session.current().actor)
    except Refused as refused:
        return _page(typed, refused, 422)
    if session.current().terminal:
        session.begin_case()  # only now: the form on the page stays good while the code is typed again
    return detours.redirect_to(case_id, LEFT)


@screen.get("/cases/<case_id>/code")
@at_case
def offer(case_id: str) -> ResponseReturnValue:
    """Explain the resume code, before one is made."""
    if open_case(session.box(), case_id, session.current().actor).state != CaseState.DRAFT:
        return detours.redirect_to(case_id, SUBMITTED)
    return page("case/resume/code.html", case_id=case_id, code=None)


@screen.post("/cases/<case_id>/code")
@at_case
def give(case_id: str) -> Response:
    """Make a new code and show it, this once; an earlier code no longer works."""
    code = drafts.give_code(session.box(), case_id, session.current().actor)
    return page("case/resume/code.html", case_id=case_id, code=code)


@screen.post("/cases/<case_id>/code/print")
@at_case
def print_it(case_id: str) -> Response:
    """Print the code that was just shown; the page shows it still."""
    box, current = session.box(), session.current()
    code = drafts.shown_code(box, case_id, request.form.get("code", ""), current.actor)
    if current.terminal:
        rate_limits.count_try("print")
    if may_print():
        with box.store.write() as db:
            left = code.shown.encode()
            print_queue.queue(box, db, resume_slip.KIND, "", case_id, current.preferences, current.actor, left)
        wake()
    return page("case/resume/code.html", case_id=case_id, code=code)


def _page(typed: Sequence[str] = (), refused: Refused | None = None, status: int = 200) -> Response:
    """The page with its three boxes, as they were typed."""
    return page("case/resume/page.html", status, typed=[*typed, "", "", ""][:3], refused=refused)

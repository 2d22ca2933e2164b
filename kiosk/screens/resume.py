"""A terminal's citizen leaves with a code and comes back with it."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.services import desk, resume_paper, resuming, spooler
from kiosk.web import limits, session
from kiosk.web.guards import at_case
from kiosk.web.pages import page, prints
from kiosk.web.wake import wake

screen = Blueprint("resume", __name__)


@screen.get("/resume")
def show() -> Response:
    return _page()


@screen.post("/resume")
def resume() -> Any:
    if not session.current().terminal and not session.current().signed_in:
        return redirect(url_for("sign_in.show", next=url_for(".show")), 303)
    limits.check("resume")
    session.begin()
    try:
        case_id = resuming.resume(session.box(), request.form.get("code", ""), session.current().actor)
    except Refused as refused:
        return _page(request.form.get("code", ""), refused, 422)
    return redirect(url_for("step.resume", case_id=case_id), 303)


@screen.get("/cases/<case_id>/code")
@at_case
def offer(case_id: str) -> Any:
    """What a code is for, before one is made."""
    if desk.open_case(session.box(), case_id, session.current().actor).state != "draft":
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return page("resume/code.html", case_id=case_id, code=None)


@screen.post("/cases/<case_id>/code")
@at_case
def give(case_id: str) -> Response:
    """A new code, shown this once; a former one is dead."""
    code = resuming.give_code(session.box(), case_id, session.current().actor)
    return page("resume/code.html", case_id=case_id, code=code)


@screen.post("/cases/<case_id>/code/print")
@at_case
def print_it(case_id: str) -> Any:
    """The code that was just shown, on paper; the page shows it still."""
    box, current = session.box(), session.current()
    code = resuming.shown_code(box, case_id, request.form.get("code", ""), current.actor)
    if current.terminal:
        limits.check("print")
    if prints():
        with box.store.write() as db:
            left = code.shown.encode()
            spooler.queue(box, db, resume_paper.KIND, "", case_id, current.preferences, current.actor, left)
        wake()
    return page("resume/code.html", case_id=case_id, code=code)


def _page(typed: str = "", refused: Refused | None = None, status: int = 200) -> Response:
    return page("resume/page.html", status, typed=typed, refused=refused)

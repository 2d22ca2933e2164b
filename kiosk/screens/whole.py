"""The whole procedure on one page, for a mediator whose fingers are faster than pages."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.screens.item import asked_for
from kiosk.services import desk, whole
from kiosk.services.desk import Opened
from kiosk.web import session
from kiosk.web.guards import at_case, keeps, to_sign_in
from kiosk.web.pages import page
from kiosk.web.ways import on_the_way

screen = Blueprint("whole", __name__, url_prefix="/cases/<case_id>/whole")


@screen.get("")
@at_case
def show(case_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return _page(opened, {})


@screen.post("")
@at_case
@keeps
def answer(case_id: str) -> Any:
    """`refresh` says that a page which is still being filled asks for the questions that its answers open."""
    current = session.current()
    try:
        answered = whole.answer(
            session.box(), case_id, request.form.to_dict(flat=False), current.preferences, current.actor
        )
    except Refused as refused:
        if refused.code == "already-submitted":
            return redirect(url_for("submitted.show", case_id=case_id), 303)
        raise
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if going := asked_for(request.form, case_id) or on_the_way(request.form, case_id):
        return redirect(going, 303)
    if request.form.get("refresh"):
        return _page(answered.opened, {})
    if not answered.complete:
        return _page(answered.opened, answered.faults, 422)
    return redirect(url_for("review.show", case_id=case_id), 303)


def _page(opened: Opened, faults: Mapping[str, str], status: int = 200) -> Response:
    opens = any(each.when for step in opened.procedure.steps for each in (step, *step.fields))
    return page(
        "whole/page.html", status, opened=opened, procedure=opened.procedure, faults=faults,
        answers=opened.case.answers, opens=opens,
        back=url_for("introduction.show", procedure_id=opened.procedure.id),
    )  # fmt: skip

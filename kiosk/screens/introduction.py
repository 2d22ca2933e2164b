"""Before a procedure starts: how long, how much, what to have at hand."""

import re
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.notice import AT_THE_DESK
from kiosk.services import desk, informing
from kiosk.web import session
from kiosk.web.pages import page

screen = Blueprint("introduction", __name__, url_prefix="/procedures")
_ID = re.compile(r"[0-9a-f]{32}")


@screen.get("/<procedure_id>")
def show(procedure_id: str) -> Response:
    box = session.box()
    procedure = desk.procedure_of(box, procedure_id)
    days = procedure.days_here(AT_THE_DESK, box.settings.retention_days)
    told = informing.told(procedure, AT_THE_DESK, days, box.site, session.words())
    return page("introduction/page.html", procedure=procedure, told=told, case_id=box.clock.new_id())


@screen.post("/<procedure_id>")
def begin(procedure_id: str) -> Any:
    """The case's id is in the form, so that a double tap begins one case."""
    current = session.current()
    if not current.signed_in:
        return redirect(url_for("sign_in.show", next=url_for(".show", procedure_id=procedure_id)), 303)
    asked = request.form.get("case", "")
    case_id = asked if _ID.fullmatch(asked) else ""
    case = desk.begin(session.box(), procedure_id, current.preferences, current.actor, case_id)
    return redirect(url_for("step.show", case_id=case.id, step_id=case.position), 303)

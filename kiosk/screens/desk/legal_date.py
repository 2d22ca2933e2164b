"""Screen that asks which day it is, when the box's clock cannot be right."""

from datetime import date

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.fields.kind import Fault
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.spelling import EMPTY
from kiosk.domain.procedure.procedure import Field
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("legal_date", __name__, url_prefix="/desk/clock")
FIELD = Field("today", "date", EMPTY)


@screen.get("")
@signed_in
def show() -> Response:
    return _page({}, "")


@screen.post("")
@signed_in
def confirm() -> ResponseReturnValue:
    box = session.box()
    typed: dict[str, tuple[str, ...]] = {
        part: (request.form.get(f"f.today.{part}", ""),) for part in ("day", "month", "year")
    }
    try:
        value = kind_of("date").judge(FIELD, typed, box.watch.today().day)
        day = date.fromisoformat(value)
    except (Fault, ValueError) as fault:
        return _page(typed, fault.code if isinstance(fault, Fault) else "not-a-date", 422)
    box.watch.confirm(day)
    return redirect(url_for("desk.show"), 303)


def _page(typed: dict[str, tuple[str, ...]], fault: str, status: int = 200) -> Response:
    box = session.box()
    return page(
        "desk/legal_date/page.html",
        status,
        here="box",
        field=FIELD,
        typed=typed,
        fault=fault,
        today=box.watch.today(),
        reason=box.watch.waits_for(),
    )

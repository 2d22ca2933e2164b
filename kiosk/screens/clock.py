"""Which day is it? Asked when the box's clock cannot be right."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain.fields.kind import Fault
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.procedure import Field
from kiosk.domain.text import EMPTY
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page

screen = Blueprint("clock", __name__, url_prefix="/desk/clock")
FIELD = Field("today", "date", EMPTY)


@screen.get("")
@signed_in
def show() -> Response:
    return _page({}, "")


@screen.post("")
@signed_in
def confirm() -> Any:
    box = session.box()
    typed = {part: (request.form.get(f"f.today.{part}", ""),) for part in ("day", "month", "year")}
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
        "clock/page.html", status, here="box", field=FIELD, typed=typed, fault=fault, today=box.watch.today(),
        reason=box.watch.reason,
    )  # fmt: skip

"""Several cases at once: those that were ticked in a list, the question before it is done, and what came of it."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.cases.case_list import page_of_references
from hub.decisions.decisions import MOST, ChangedCase, change_chosen_cases, check_chosen_cases, take_back_decisions
from hub.hub import this_hub
from hub.web.visitor import instructors_only, me
from kiosk.errors import Refused

several = Blueprint("several", __name__, url_prefix="/dossiers/plusieurs")
_BETWEEN = ":"


@several.get("")
@several.get("/changer")
@several.get("/annuler")
@instructors_only
def redirect_to_case_list() -> Response:
    """The list: where whoever signed in again, or opened the address, finds the cases."""
    return redirect(url_for("cases.show_cases"))


@several.post("")
@instructors_only
def post_chosen_cases() -> str | tuple[str, int]:
    """The cases that were ticked, and which of them cannot get the state that was pressed."""
    chosen, to = request.form.getlist("case"), request.form.get("to", "")
    if not chosen:
        return _page("ask", fault="none-chosen"), 422
    try:
        cases = check_chosen_cases(this_hub(), me(), chosen, to)
    except Refused as fault:
        return _page("ask", fault=fault.code), 422
    return _page("ask", cases=cases, to=to, prepared=any(case.row and case.row.prepared for case in cases))


@several.post("/changer")
@instructors_only
def post_chosen_change() -> str | tuple[str, int]:
    """Change them, and say of each what came of it; sent twice, it is done once and says the same."""
    to = request.form.get("to", "")
    try:
        done = change_chosen_cases(this_hub(), me(), [_seen(field) for field in request.form.getlist("case")], to)
    except Refused as fault:
        return _page("done", fault=fault.code), 422
    return _page("done", to=to, done=done, rows=_rows(done))


@several.post("/annuler")
@instructors_only
def post_chosen_undo() -> str | tuple[str, int]:
    taken = [_pair(field) for field in request.form.getlist("taken")]
    try:
        done = take_back_decisions(this_hub(), me(), taken)
    except Refused as fault:
        return _page("undone", fault=fault.code), 422
    return _page("undone", done=done, rows=_rows(done))


def _page(step: str, **values: object) -> str:
    hub = this_hub()
    known: dict[str, object] = {"cases": [], "done": [], "rows": {}, "to": "", "prepared": False, "fault": ""}
    return render_template(
        "hub/several.html", step=step, most=MOST, minutes=hub.settings.take_back_minutes, **known | values
    )


def _rows(done: list[ChangedCase]) -> dict[str, object]:
    hub = this_hub()
    with hub.store.reading() as connection:
        page = page_of_references(connection, hub.ring, [row.reference for row in done], me().scope)
    return {row.reference: row for row in page.rows}


def _pair(field: str) -> tuple[str, str]:
    reference, _, rest = field.partition(_BETWEEN)
    return reference, rest


def _seen(field: str) -> tuple[str, int]:
    reference, seen = _pair(field)
    return reference, int(seen) if seen.isdecimal() and len(seen) < 8 else -1

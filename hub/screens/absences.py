"""The page of one's absences: from when to when, and who gets one's cases meanwhile."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import work
from hub.hub import this_hub
from hub.people.people import list_staff
from hub.web.visitor import instructors_only, me
from kiosk.errors import Refused

absences = Blueprint("absences", __name__, url_prefix="/absences")


@absences.get("")
@instructors_only
def show_absences() -> str:
    return _page()


@absences.post("")
@instructors_only
def post_absence() -> Response | tuple[str, int]:
    typed = {name: request.form.get(name, "")[:32] for name in ("first", "last", "stand_in")}
    try:
        work.note_absence(this_hub(), me().id, **typed)
    except Refused as fault:
        return _page(fault.code, typed), 422
    return redirect(url_for("absences.show_absences"), 303)


@absences.post("/fin")
@instructors_only
def post_absence_end() -> Response:
    work.end_absence(this_hub(), me().id, request.form.get("absence", "")[:32])
    return redirect(url_for("absences.show_absences"), 303)


def _page(fault: str = "", typed: dict[str, str] | None = None) -> str:
    hub = this_hub()
    people = list_staff(hub.store)
    with hub.store.reading() as connection:
        coming = work.list_coming_absences(connection, hub.day(hub.clock.now()))
    return render_template(
        "hub/absences.html",
        coming=coming,
        names={person.id: person.name for person in people},
        others=[person for person in people if person.sees_cases and not person.left and person.id != me().id],
        me=me(),
        fault=fault,
        typed=typed or {},
    )

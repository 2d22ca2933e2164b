"""Every answer once more, before it is sent."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for

from kiosk.domain import submission
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.submission import Confirmation
from kiosk.errors import Refused
from kiosk.services import desk, mending
from kiosk.services.desk import Opened
from kiosk.web import session
from kiosk.web.guards import at_case
from kiosk.web.pages import page
from kiosk.web.wake import wake

screen = Blueprint("review", __name__, url_prefix="/cases")


@screen.get("/<case_id>/review")
@at_case
def show(case_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id, session.current().actor)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return _page(opened)


@screen.post("/<case_id>/review")
@at_case
def submit(case_id: str) -> Any:
    """A citizen alone confirms with this touch; a mediator turns the screen to theirs; a refused case goes again."""
    box, current = session.box(), session.current()
    opened = desk.open_case(box, case_id, current.actor)
    try:
        if opened.state == "needs_attention":
            mending.mend_case(box, case_id, current.actor)
        elif current.mediator_id and opened.editable:
            desk.complete(opened)
            return redirect(url_for("confirm.show", case_id=case_id), 303)
        else:
            desk.submit(box, case_id, current.actor, Confirmation("alone", "touch"))
    except Refused as refused:
        if refused.code == "not-complete":
            return _page(opened, 422)
        raise
    wake()
    return redirect(url_for("submitted.show", case_id=case_id), 303)


def groups_of(opened: Opened) -> list[dict[str, Any]]:
    """Every question with its answer, by step, as it is read before it is confirmed."""
    words = session.words()
    groups = []
    for stop in opened.journey.stops:
        rows = [
            {
                "question": words.text(field.label),
                "answer": submission.shown(field, opened.journey.values.get(field.id), words),
                "href": url_for("step.show", case_id=opened.case.id, step_id=stop.id, change=1),
            }
            for field in stop.fields
            if kind_of(field.kind).answers
        ]
        groups.append({"stop": stop, "title": words.text(stop.step.title), "rows": rows})
    return groups


def _page(opened: Opened, status: int = 200) -> Response:
    last = opened.journey.stops[-1]
    return page(
        "review/page.html", status, opened=opened, procedure=opened.procedure, groups=groups_of(opened),
        still_open=[stop for stop in opened.journey.stops if not stop.settled],
        back=url_for("step.show", case_id=opened.case.id, step_id=last.id),
    )  # fmt: skip

"""Every answer once more, before it is sent."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for

from kiosk.domain import submission
from kiosk.domain.fields.registry import kind_of
from kiosk.errors import Refused
from kiosk.services import desk, following
from kiosk.services.desk import Opened
from kiosk.web import session
from kiosk.web.pages import page
from kiosk.web.session import signed_in
from kiosk.web.wake import wake

screen = Blueprint("review", __name__, url_prefix="/cases")


@screen.get("/<case_id>/review")
@signed_in
def show(case_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id)
    if not opened.editable:
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return _page(opened)


@screen.post("/<case_id>/review")
@signed_in
def submit(case_id: str) -> Any:
    """Submit a draft, or send again a case that the hub refused; twice is once."""
    box, actor = session.box(), session.current().actor
    try:
        if desk.open_case(box, case_id).state == "needs_attention":
            following.mend_case(box, case_id, actor)
        else:
            desk.submit(box, case_id, actor)
    except Refused as refused:
        if refused.code == "not-complete":
            return _page(desk.open_case(box, case_id), 422)
        raise
    wake()
    return redirect(url_for("submitted.show", case_id=case_id), 303)


def _page(opened: Opened, status: int = 200) -> Response:
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
    last = opened.journey.stops[-1]
    return page(
        "review/page.html", status, opened=opened, procedure=opened.procedure, groups=groups,
        still_open=[stop for stop in opened.journey.stops if not stop.settled],
        back=url_for("step.show", case_id=opened.case.id, step_id=last.id),
    )  # fmt: skip

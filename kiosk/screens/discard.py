"""A draft that nobody wants any more."""

from typing import Any

from flask import Blueprint, redirect, url_for

from kiosk.services import desk
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page

screen = Blueprint("discard", __name__, url_prefix="/cases")


@screen.get("/<case_id>/discard")
@signed_in
def show(case_id: str) -> Any:
    opened = desk.open_case(session.box(), case_id, session.current().actor)
    if opened.state != "draft":
        return redirect(url_for("submitted.show", case_id=case_id), 303)
    return page("discard/page.html", here="desk", opened=opened)


@screen.post("/<case_id>/discard")
@signed_in
def discard(case_id: str) -> Any:
    desk.discard(session.box(), case_id, session.current().actor)
    return redirect(url_for("desk.show"), 303)

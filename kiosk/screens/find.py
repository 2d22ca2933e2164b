"""A case by its number, typed or spoken."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.services import following
from kiosk.web import limits, session
from kiosk.web.pages import page
from kiosk.web.session import signed_in

screen = Blueprint("find", __name__, url_prefix="/desk/find")


@screen.get("")
@signed_in
def show() -> Any:
    typed = request.args.get("reference", "").strip()
    if not typed:
        return _page("")
    limits.check("search")
    try:
        found = following.find(session.box(), typed)
    except Refused as refused:
        return _page(typed, refused.code, 422)
    return redirect(url_for("followed.show", reference=found.reference), 303)


def _page(typed: str, fault: str = "", status: int = 200) -> Response:
    return page("find/page.html", status, here="find", typed=typed, fault=fault)

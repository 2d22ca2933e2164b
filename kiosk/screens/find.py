"""A case by its number, typed or spoken, or by whose it is."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.services import following
from kiosk.services.directory import Entry
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page
from kiosk.web.remembered import people

screen = Blueprint("find", __name__, url_prefix="/desk/find")


@screen.get("")
@signed_in
def show() -> Any:
    return _page("", [])


@screen.post("")
@signed_in
def search() -> Any:
    """What was typed is a number, a name or a date of birth; it never stands in an address."""
    typed = request.form.get("reference", "").strip()
    if not typed:
        return _page("", [])
    found = people(typed)
    try:
        followed = following.find(session.box(), typed, session.current().actor)
    except Refused as refused:
        if found or (any(each.isalpha() for each in typed) and refused.code == "not-a-reference"):
            return _page(typed, found, "" if found else "nobody-so-named", 200 if found else 422)
        return _page(typed, found, refused.code, 422)
    return redirect(url_for("followed.show", reference=followed.reference), 303)


def _page(typed: str, found: list[Entry], fault: str = "", status: int = 200) -> Response:
    return page("find/page.html", status, here="find", typed=typed, found=found, fault=fault)

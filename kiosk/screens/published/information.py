"""Screens of the information sheets: what there is to read, and one sheet with its source and its date."""

from flask import Blueprint, Response, abort

from kiosk.services.published import received
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("information", __name__, url_prefix="/information")


@screen.get("")
def show() -> Response:
    return page(
        "published/information/page.html",
        here="catalogue",
        sheets=received.sheets(session.box(), session.words().language),
    )


@screen.get("/<name>")
def read(name: str) -> Response:
    """One sheet; not found where none of that name is shown today."""
    sheet = received.sheet_named(session.box(), name)
    return page("published/information/sheet.html", here="catalogue", sheet=sheet) if sheet else abort(404)

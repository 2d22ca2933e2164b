"""What can be done here."""

from flask import Blueprint, Response

from kiosk.web import session
from kiosk.web.pages import page

screen = Blueprint("catalogue", __name__, url_prefix="/procedures")


@screen.get("")
def show() -> Response:
    return page("catalogue/page.html", procedures=session.box().catalogue.procedures, here="catalogue")

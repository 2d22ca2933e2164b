"""Someone to talk to: hours and telephone."""

from flask import Blueprint, Response, request, url_for

from kiosk.web.guards import inside
from kiosk.web.pages import page

screen = Blueprint("call", __name__, url_prefix="/call")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    return page("call/page.html", back=back or url_for("welcome.show"))

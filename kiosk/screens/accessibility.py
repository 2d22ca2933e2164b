"""The declaration of accessibility (law of 11 February 2005, article 47): what is shown, what is not, whom to tell."""

from datetime import date

from flask import Blueprint, Response, request, url_for

from kiosk.catalogue.audit import audit
from kiosk.web.guards import inside
from kiosk.web.pages import page

screen = Blueprint("accessibility", __name__, url_prefix="/accessibility")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    made_on = date.fromisoformat(audit().made_on)
    return page("accessibility/page.html", audit=audit(), made_on=made_on, back=back or url_for("welcome.show"))

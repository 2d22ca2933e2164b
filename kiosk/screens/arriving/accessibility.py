"""Screen of the accessibility statement (law of 11 February 2005, article 47): conformity, exceptions, contact."""

from datetime import date

from flask import Blueprint, Response, request, url_for

from kiosk.catalogue.check.rgaa_audit import audit
from kiosk.http.hosts import inside
from kiosk.web.edge.pages import page

screen = Blueprint("accessibility", __name__, url_prefix="/accessibility")


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    made_on = date.fromisoformat(audit().made_on)
    return page(
        "arriving/accessibility/page.html", audit=audit(), made_on=made_on, back=back or url_for("welcome.show")
    )

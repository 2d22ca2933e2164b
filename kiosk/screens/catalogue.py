"""What can be done here."""

from flask import Blueprint, Response, request

from kiosk.services import choosing
from kiosk.web import session
from kiosk.web.pages import page
from kiosk.web.ways import source_in

screen = Blueprint("catalogue", __name__, url_prefix="/procedures")


@screen.get("")
def show() -> Response:
    box, current = session.box(), session.current()
    favourites = {each.id for each in choosing.chosen(box, current.actor)} if current.signed_in else set()
    procedures = choosing.sorted_for(box, current.actor) if current.signed_in else box.catalogue.procedures
    source = source_in(request.args) if current.signed_in else ""
    return page("catalogue/page.html", procedures=procedures, favourites=favourites, source=source, here="catalogue")

"""What can be done here."""

from flask import Blueprint, Response

from kiosk.services import choosing
from kiosk.web import session
from kiosk.web.pages import page

screen = Blueprint("catalogue", __name__, url_prefix="/procedures")


@screen.get("")
def show() -> Response:
    box, current = session.box(), session.current()
    favourites = {each.id for each in choosing.chosen(box, current.actor)} if current.signed_in else set()
    procedures = choosing.sorted_for(box, current.actor) if current.signed_in else box.catalogue.procedures
    return page("catalogue/page.html", procedures=procedures, favourites=favourites, here="catalogue")

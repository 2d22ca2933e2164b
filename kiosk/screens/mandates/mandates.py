"""Screen of mandates: those in force by their initials, and a search by name, birth date or number."""

from flask import Blueprint, Response, request

from kiosk.services.access.open_case import OpenedMandate
from kiosk.services.mandates import mandates
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("mandates", __name__, url_prefix="/desk/mandates")


@screen.get("")
@signed_in
def show() -> Response:
    return _page("", [])


@screen.post("")
@signed_in
def search() -> Response:
    """Find mandates; what was typed is posted, never in an address."""
    typed = request.form.get("typed", "").strip()
    return _page(typed, mandates.find(session.box(), typed, session.current().actor))


def _page(typed: str, mandates_found: list[OpenedMandate]) -> Response:
    recent = mandates.recent(session.box(), session.current().actor)
    return page("mandates/mandates/page.html", here="mandates", typed=typed, found=mandates_found, recent=recent)

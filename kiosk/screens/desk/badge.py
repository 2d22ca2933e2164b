"""Reads a mediator's badge with the camera of the sign-in page, and makes the card of a new badge."""

from flask import Blueprint, Response, request

from kiosk.services.papers import papers
from kiosk.services.people import sign_in
from kiosk.web.edge.guards import signed_in
from kiosk.web.framework import uploads
from kiosk.web.framework.view_marks import takes_files
from kiosk.web.request import session
from printers.renderers.pdf import A4

screen = Blueprint("badge", __name__, url_prefix="/badge")


@screen.post("/read")
@takes_files(sign_in.MOST_BYTES)
def read() -> Response:
    """The letters of the badge in a picture, for the field of the page; 204 where there is none yet.

    It tells what a picture shows, never whether anybody holds such a badge.
    """
    return uploads.seen("badge", sign_in.letters)


@screen.post("/card")
@signed_in
def card() -> Response:
    """The card as a PDF, made from the letters the page still holds; they are stored nowhere."""
    slip = sign_in.card(session.box(), request.form.get("badge", ""), session.words())
    response = Response(A4.render(slip, papers.fonts()), mimetype=A4.media_type)
    response.headers["Content-Disposition"] = 'inline; filename="badge.pdf"'
    return response

"""The pictograms of the town hall's own, which pages show as icons."""

from flask import Blueprint, Response, abort, request

from kiosk.services.media.pictograms import pictogram
from kiosk.web.request import session

screen = Blueprint("pictograms", __name__, url_prefix="/pictograms")


@screen.get("/<name>")
def show(name: str) -> Response:
    """A pictogram; 404 where there is none. An SVG can load and run nothing, even opened alone."""
    found = pictogram(session.box().settings.paths.pictograms, name)
    if found is None:
        abort(404)
    response = Response(found[1], mimetype=found[0])
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.add_etag()
    response.make_conditional(request)
    return response

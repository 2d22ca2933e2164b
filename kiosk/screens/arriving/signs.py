"""The clips in sign language, whole or the part that a player asks for."""

from flask import Blueprint, Response, abort, send_file

from kiosk.services.media.pictograms import clip
from kiosk.web.request import session

screen = Blueprint("signs", __name__, url_prefix="/signs")


@screen.get("/<language>/<clip_id>.webm")
def show(language: str, clip_id: str) -> Response:
    """A clip, with byte ranges so that a player can wind it (RFC 9110, 14.2); 404 where there is none."""
    file = clip(session.box().settings.paths.signs, language, clip_id)
    if file is None:
        abort(404)
    return send_file(file, mimetype="video/webm", conditional=True)

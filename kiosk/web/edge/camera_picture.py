"""What the camera of a page sees, as text for the page's field: a receipt's square, a badge."""

from collections.abc import Callable

from flask import Response, request

from kiosk.errors import Refused
from kiosk.web.edge import rate_limits

_TEXT = "text/plain; charset=utf-8"


def seen(kind: str, read: Callable[[bytes], str]) -> Response:
    """The text that `read` finds in the picture that was sent; 204 where there is none yet, 400 for what is no picture.

    It counts as a try of the `kind`. `read` gives "" where it finds nothing, and raises `Refused` for what is no
    picture. Raises `Refused` (`too-many-tries`).
    """
    rate_limits.count_try(kind)
    sent = request.files.get("picture")
    try:
        text = read(sent.read() if sent else b"")
    except Refused:
        return Response(status=400, content_type=_TEXT)
    return Response(text, 200 if text else 204, content_type=_TEXT)

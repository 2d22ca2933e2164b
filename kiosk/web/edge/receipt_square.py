"""What the camera of a page sees: the text of a receipt's square, for the page's field."""

from flask import Response, request

from kiosk.errors import Refused
from kiosk.services.receipts import verify_receipt
from kiosk.web.edge import rate_limits


def seen() -> Response:
    """The text of the square in the picture that was sent; 204 where there is none yet, 400 for what is no picture.

    It counts as a try to verify. Raises `Refused` (`too-many-tries`).
    """
    rate_limits.count_try("verify")
    sent = request.files.get("picture")
    try:
        text = verify_receipt.read_from_picture(sent.read() if sent else b"")
    except Refused:
        return Response(status=400, content_type="text/plain; charset=utf-8")
    return Response(text, 200 if text else 204, content_type="text/plain; charset=utf-8")

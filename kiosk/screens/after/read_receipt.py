"""Screen that reads a receipt back to whoever holds it: by its square, in front of the camera, or by its number.

It tells what the paper tells, and whether the case has arrived; no name and no answer.
"""

from flask import Blueprint, Response, request

from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES
from kiosk.http.security_headers import CAMERA
from kiosk.services.people import sign_in
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import ReadBack
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import page
from kiosk.web.framework import uploads
from kiosk.web.framework.view_marks import takes_files
from kiosk.web.request import session

screen = Blueprint("read_receipt", __name__, url_prefix="/receipt")


@screen.get("")
def show() -> Response:
    return _page("")


@screen.post("")
@takes_files(MOST_BYTES)
def read() -> Response:
    """Say what the receipt says. It is posted, never in an address; a picture counts where nothing was typed."""
    box, words = session.box(), session.words().marked
    typed, sent = request.form.get("receipt", "").strip(), request.files.get("picture")
    rate_limits.count_try("verify")
    try:
        if typed or not (sent and sent.filename):
            found = verify_receipt.read_back(box, typed, words)
        else:
            found = verify_receipt.of_file(box, sent.read(), words)
    except Refused as refused:
        return _page(typed, fault=refused, in_picture=not typed and bool(sent and sent.filename))
    return _page(typed, found)


@screen.post("/square")
@takes_files(sign_in.MOST_BYTES)
def square() -> Response:
    """The text of the square in a picture of the camera, for the field of the page; 204 where there is none yet."""
    return uploads.seen("verify", verify_receipt.read_from_picture)


def _page(
    typed: str, found: ReadBack | None = None, fault: Refused | None = None, in_picture: bool = False
) -> Response:
    response = page(
        "after/read_receipt/page.html",
        422 if fault or (found and not found.good) else 200,
        typed=typed,
        found=found,
        fault=fault,
        in_picture=in_picture,
        most_bytes=sign_in.MOST_BYTES,
    )
    response.headers["Permissions-Policy"] = CAMERA
    return response

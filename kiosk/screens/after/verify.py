"""Screen that verifies a receipt, scanned, pasted or in a picture, without any network."""

from flask import Blueprint, Response, request

from kiosk.domain.procedure.procedure import Procedure
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES
from kiosk.http.security_headers import CAMERA
from kiosk.services.people import sign_in
from kiosk.services.receipts import verify_receipt
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.framework import uploads
from kiosk.web.framework.view_marks import takes_files
from kiosk.web.request import session

screen = Blueprint("verify", __name__, url_prefix="/desk/verify")


@screen.get("")
@signed_in
def show() -> Response:
    return _page("")


@screen.post("")
@signed_in
@takes_files(MOST_BYTES)
def look() -> Response:
    """Show the verdict. The receipt is posted, never in an address; a picture or PDF counts where nothing was typed."""
    rate_limits.count_try("verify")
    typed, sent = request.form.get("proof", "").strip(), request.files.get("picture")
    try:
        text, seal = (typed, None) if typed or not (sent and sent.filename) else verify_receipt.opened(sent.read())
    except Refused as refused:
        return _page("", fault=refused)
    verified = verify_receipt.verify(session.box(), text, session.current().actor, seal)
    well = verified.verdict.genuine and verified.pdf != "changed"
    return _page(typed, verified, status=200 if well else 422)


@screen.post("/read")
@signed_in
@takes_files(sign_in.MOST_BYTES)
def read() -> Response:
    """The text of the receipt in a picture of the camera, for the field of the page; 204 where there is none yet."""
    return uploads.seen("verify", verify_receipt.read_from_picture)


def _page(
    typed: str, verified: verify_receipt.Verified | None = None, fault: Refused | None = None, status: int = 200
) -> Response:
    response = page(
        "after/verify/page.html",
        422 if fault else status,
        here="find",
        typed=typed,
        found=verified,
        fault=fault,
        procedure=_procedure(verified),
        known=verify_receipt.kept_list(session.box()),
        most_bytes=sign_in.MOST_BYTES,
    )
    response.headers["Permissions-Policy"] = CAMERA
    return response


def _procedure(verified: verify_receipt.Verified | None) -> Procedure | None:
    """What the receipt is about; None where this town hall does not offer it, as for another town's own procedure."""
    proof = verified.verdict.proof if verified else None
    return session.box().catalogue.get(proof.procedure) if proof else None

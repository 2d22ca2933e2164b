"""What is printed, what waits, and what nobody knows."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.services import spooler
from kiosk.store import spool
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page
from kiosk.web.wake import wake

screen = Blueprint("printing", __name__, url_prefix="/desk/printing")


@screen.get("")
@signed_in
def show() -> Response:
    box = session.box()
    return page(
        "printing/page.html", here="printing", jobs=spool.recent(box.store.read()), wrong=box.carrier.what_is_wrong()
    )  # fmt: skip


@screen.post("/<job_id>")
@signed_in
def settle(job_id: str) -> Any:
    """What the person saw: it came out, print it again, or nobody wants it."""
    match request.form.get("do"):
        case "came-out":
            spooler.settle(session.box(), job_id, True)
        case "again":
            spooler.settle(session.box(), job_id, False)
        case "cancel":
            spooler.cancel(session.box(), job_id)
    wake()
    return redirect(url_for(".show"), 303)

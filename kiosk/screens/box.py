"""The state of the box: the line, what waits, what is well, who may come in."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for

from kiosk.services import doctor
from kiosk.store import outbox
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page
from kiosk.web.wake import sync_now

screen = Blueprint("box", __name__, url_prefix="/desk/box")


@screen.get("")
@signed_in
def show() -> Response:
    box = session.box()
    db = box.store.read()
    loop = session.current_loop()
    return page(
        "box/page.html",
        here="box",
        findings=doctor.examine(box, ask_hub=False),
        talking=loop.line if loop else None,
        has_hub=box.enrolment() is not None,
        waiting=outbox.waiting(db),
    )


@screen.post("/transmit")
@signed_in
def transmit() -> Any:
    sync_now()
    return redirect(url_for(".show"), 303)

"""The state of the box: the line, what waits, what is well, who may come in."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.services import doctor, staff
from kiosk.store import outbox, people
from kiosk.web import session
from kiosk.web.pages import page
from kiosk.web.session import signed_in
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
        has_hub=bool(box.settings.hub_url),
        waiting=outbox.waiting(db),
        mediators=people.mediators(db),
        tries=staff.TRIES,
    )


@screen.post("/transmit")
@signed_in
def transmit() -> Any:
    sync_now()
    return redirect(url_for(".show"), 303)


@screen.post("/let-in")
@signed_in
def let_in() -> Any:
    staff.let_in(session.box(), request.form.get("login", ""), session.current().actor)
    return redirect(url_for(".show"), 303)

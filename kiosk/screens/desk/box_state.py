"""Screen of the box's state: connection, waiting events, faults, and where the box can be reached."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.box import legal_clock
from kiosk.services.exchange import receive_updates, send_events
from kiosk.services.upkeep import doctor
from kiosk.store.events import outbox
from kiosk.store.published import publications
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import sync_now

screen = Blueprint("box_state", __name__, url_prefix="/desk/box")


@screen.get("")
@signed_in
def show() -> Response:
    box = session.box()
    db = box.store.read()
    loop = session.current_loop()
    return page(
        "desk/box_state/page.html",
        here="box",
        findings=doctor.examine(box, ask_hub=False),
        talking=loop.line if loop else None,
        has_hub=box.enrolment() is not None,
        went_back=receive_updates.went_back(box),
        follows=bool(publications.lists(db)),
        differs=box.watch.waits_for() == legal_clock.DIFFERS,
        locked=send_events.locked(box),
        waiting=outbox.waiting(db),
        refused=len(outbox.attention(db)),
    )


@screen.post("/transmit")
@signed_in
def transmit() -> ResponseReturnValue:
    sync_now()
    return redirect(url_for(".show"), 303)

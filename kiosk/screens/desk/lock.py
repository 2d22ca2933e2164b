"""Screen of a locked station: unlocked with a PIN, also by a colleague on shift; and locking at once."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.hosts import inside
from kiosk.services.people import sign_in
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.request.page_languages import show_to_staff
from kiosk.web.visit.shift_memory import leave_for

screen = Blueprint("lock", __name__, url_prefix="/lock")


@screen.get("")
def show() -> ResponseReturnValue:
    """Choose whose PIN unlocks this screen: the mediator who left it, or a colleague on shift."""
    if session.current().terminal:
        return redirect(url_for("welcome.show"), 303)
    if not session.box().shifts.on_shift():
        return redirect(url_for("sign_in.show", next=inside(request.args.get("next", "")) or None), 303)
    return _page(request.args.get("next", ""), session.current().mediator_id)


@screen.post("")
def unlock() -> ResponseReturnValue:
    """Check a PIN; a colleague gets a session of their own, with their keys."""
    box, who, going = session.box(), request.form.get("mediator", ""), request.form.get("next", "")
    current = session.current()
    if current.terminal:  # or a citizen could lock out everyone who works here, one after the other
        return redirect(url_for("welcome.show"), 303)
    rate_limits.count_try("sign-in")
    there = dict(box.shifts.on_shift())
    try:
        sign_in.unlock(box, who, request.form.get("pin", ""), current.actor)
    except Refused as refused:
        if refused.code in (Refusal.SHIFT_OVER, Refusal.LOCKED_OUT):
            return redirect(url_for("sign_in.show", next=inside(going) or None), 303)
        return _page(going, who, refused, 422)
    rate_limits.uncount_try("sign-in")
    if who == current.mediator_id:
        session.store(current)
        return redirect(inside(going) or url_for("desk.show"), 303)
    session.begin_mediator(who, there.get(who, ""))
    return redirect(url_for("desk.show"), 303)


@screen.post("/stay")
def stay() -> Response:
    """Keep the screen unlocked: somebody types, or says that they are there. 204; 403 where it is locked already."""
    return Response(status=204 if session.current().signed_in else 403)


@screen.post("/now")
def now() -> ResponseReturnValue:
    """Lock at once: the keys leave the memory, and the screen shows nothing."""
    return leave_for("welcome.show" if session.current().role == StationRole.TERMINAL else "sign_in.show")


def _page(going: str, who: str, refused: Refused | None = None, status: int = 200) -> Response:
    show_to_staff()
    return page(
        "desk/lock/page.html",
        status,
        going=inside(going),
        who=who,
        refused=refused,
        here_now=session.box().shifts.on_shift(),
    )

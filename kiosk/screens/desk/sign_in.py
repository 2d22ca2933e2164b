"""Screen where a mediator signs in with a first factor and a PIN, or signs out."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http import security_headers
from kiosk.http.hosts import inside
from kiosk.services.exchange import send_events
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.sign_in import BADGE_LENGTH, BADGE_LETTERS, LONGEST
from kiosk.services.spool import print_queue
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import htmx, page
from kiosk.web.request import session
from kiosk.web.request.page_languages import show_to_staff
from kiosk.web.visit import citizen_aside
from kiosk.web.visit.shift_memory import leave_for
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@screen.get("")
def show() -> Response:
    if htmx:
        # What a page may do is settled when it is loaded: put into another one, it would have no camera.
        return Response(headers={"HX-Redirect": request.full_path.rstrip("?")})
    return _page(request.args.get("next", ""))


@screen.post("")
def enter() -> ResponseReturnValue:
    rate_limits.count_try("sign-in")
    going, login = request.form.get("next", ""), request.form.get("login", "")
    box, pin = session.box(), request.form.get("pin", "")
    file = request.files.get("key-file")
    factor = request.form.get("passphrase", "") or (file.read(LONGEST).decode("utf-8", "replace") if file else "")
    if not factor and sign_in.hash_of(login):
        # A badge that was scanned into the first field, where no script runs: it must not come back in clear.
        factor, login = login, ""
    try:
        if not pin.strip():
            # A scanner ends its badge with Enter, which sends the form where no script runs: no try is counted.
            raise Refused(Refusal.PIN_MISSING)
        mediator = sign_in.sign_in(box, login, factor, pin, session.current().actor)
        if not box.shifts.ring(mediator.id):
            box.shifts.end(mediator.id)
            raise Refused(Refusal.NO_SERVICE_YET)
    except Refused as refused:
        return _page(going, login, refused, 422)
    rate_limits.uncount_try("sign-in")
    citizen_aside.begin_visit(mediator.id, mediator.name)
    send_events.seal_again(box, session.current().ring)
    print_queue.release(box)
    wake()
    return redirect(inside(going) or url_for("desk.show"), 303)


@screen.post("/leave")
def leave() -> ResponseReturnValue:
    """End the shift: the keys leave the memory."""
    return leave_for("welcome.show")


def _page(going: str, login: str = "", refused: Refused | None = None, status: int = 200) -> Response:
    show_to_staff()
    alone = session.current().role == StationRole.TERMINAL
    back = inside(request.values.get("back", "")) or url_for("welcome.show")
    response = page(
        "desk/sign_in/page.html",
        status,
        going=inside(going),
        login=login,
        refused=refused,
        back=back,
        set_up=first_day.is_set_up(session.box()),
        here_now=[] if alone else session.box().shifts.on_shift(),
        key_files=not alone,
        most_bytes=sign_in.MOST_BYTES,
        badge=f"^[{BADGE_LETTERS}]{{{BADGE_LENGTH}}}$",
    )
    response.headers["Permissions-Policy"] = security_headers.CAMERA
    return response

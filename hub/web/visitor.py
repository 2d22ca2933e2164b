"""Who makes a request to the hub, and decorators that limit pages to staff, instructors or operators."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from hub.hub import this_hub
from hub.people.people import Staff
from hub.people.sessions import cookie_name, end_of_session, staff_of_session
from hub.people.staff_role import StaffRole
from hub.web.request_state import request_state
from kiosk.domain.screen.station import SessionEnd
from kiosk.http.form_tokens import guarded

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=ResponseReturnValue)
Door = Response | tuple[str, int]
"""What somebody is answered who may not see the page: the way to sign in, or what they typed with status 403."""


def recognise() -> None:
    """Before every request: set the state's `staff` to who is signed in, or None, and `cookie` to the one sent."""
    hub, state = this_hub(), request_state()
    state.staff, state.cookie = None, request.cookies.get(cookie_name(hub), "")
    if request.endpoint != "static_file" and not request.path.startswith("/api/"):
        state.staff = staff_of_session(hub, state.cookie)


def template_values() -> dict[str, object]:
    """For templates: `staff` is who is signed in, or None; `session_end` gives when their session ends."""
    return {"staff": request_state().staff, "session_end": _session_end}


def _session_end() -> SessionEnd | None:
    """The end of who is signed in, or of the time between the two steps; None on every other page."""
    state = request_state()
    awaits_code = state.staff is None and request.blueprint == "second_factor"
    return end_of_session(this_hub(), state.cookie) if state.staff is not None or awaits_code else None


def me() -> Staff:
    """The member of staff who is signed in; only inside a view that a decorator of this module guards."""
    person = request_state().staff
    assert person is not None, "no decorator of this module guards the view"
    return person


def hand_cookie(answer: Response, cookie: str) -> Response:
    """The answer with the browser's new session cookie, out of reach of scripts and of other sites."""
    hub = this_hub()
    answer.set_cookie(cookie_name(hub), cookie, **guarded(hub.settings.secure_cookies))
    return answer


def staff_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Decorate a view that only staff may see; others are sent to sign in, and what they typed is kept on the page."""

    @wraps(view)
    def guarded(*args: Params.args, **values: Params.kwargs) -> Answer | Door:
        return _door() if request_state().staff is None else view(*args, **values)

    return guarded


def instructors_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Decorate a view that shows contents of cases, which operators may not see: they get 403."""
    return _only(StaffRole.INSTRUCTOR, view)


def operators_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Decorate a view for those who run the hub; instructors get 403."""
    return _only(StaffRole.OPERATOR, view)


def _only(role: StaffRole, view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    @wraps(view)
    def guarded(*args: Params.args, **values: Params.kwargs) -> Answer:
        staff = request_state().staff
        if staff is not None and staff.role != role:
            abort(403)
        return view(*args, **values)

    return staff_only(guarded)


def _door() -> Door:
    if request.method == "POST":  # a session that ended must not cost what was typed
        return render_template("hub/ended.html", typed=request.form.get("message", ""), next=request.path), 403
    return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")))

"""Who is asking: a member of staff with a session, or anybody."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from kiosk.hub.hub import this_hub
from kiosk.hub.people.people import Staff
from kiosk.hub.people.sessions import cookie_name, whose

Params = ParamSpec("Params")
Answer = TypeVar("Answer", bound=ResponseReturnValue)
Door = Response | tuple[str, int]
"""What somebody is answered who may not see the page: the way to sign in, or what they typed with status 403."""


def recognise() -> None:
    """Before every request: `g.staff` is who is signed in, or None; `g.cookie` is what the browser sent."""
    hub = this_hub()
    g.staff, g.cookie = None, request.cookies.get(cookie_name(hub), "")
    if request.endpoint != "static_file" and not request.path.startswith("/api/"):
        g.staff = whose(hub, g.cookie)


def me() -> Staff:
    """Who is signed in, inside a view that asks for it."""
    person: Staff = g.staff
    return person


def hand_cookie(answer: Response, cookie: str) -> Response:
    """The answer with the browser's new cookie, kept from scripts and from other sites."""
    hub = this_hub()
    secure = hub.settings.secure_cookies
    answer.set_cookie(cookie_name(hub), cookie, httponly=True, samesite="Strict", secure=secure)
    return answer


def staff_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Let a view answer people who are signed in; the others are shown the door, their words kept on the page."""

    @wraps(view)
    def guarded(*args: Params.args, **values: Params.kwargs) -> Answer | Door:
        return _door() if g.staff is None else view(*args, **values)

    return guarded


def instructors_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Let a view answer those who may read what citizens answered: an operator sees no contents."""
    return _only("instructor", view)


def operators_only(view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    """Let a view answer those who run the hub."""
    return _only("operator", view)


def _only(role: str, view: Callable[Params, Answer]) -> Callable[Params, Answer | Door]:
    @wraps(view)
    def guarded(*args: Params.args, **values: Params.kwargs) -> Answer:
        if g.staff is not None and me().role != role:
            abort(403)
        return view(*args, **values)

    return staff_only(guarded)


def _door() -> Door:
    if request.method == "POST":  # a session that ended must not cost what was typed
        return render_template("hub/ended.html", typed=request.form.get("message", ""), next=request.path), 403
    return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")))

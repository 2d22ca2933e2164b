"""Who is asking: a member of staff with a session, or anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.hub.hub import this_hub
from kiosk.hub.people import Staff
from kiosk.hub.sessions import COOKIE, whose

View = Callable[..., Any]


def recognise() -> None:
    """Before every request: `g.staff` is who is signed in, or None; `g.cookie` is what the browser sent."""
    g.staff, g.cookie = None, request.cookies.get(COOKIE, "")
    if request.endpoint != "static_file" and not request.path.startswith("/api/"):
        g.staff = whose(this_hub(), g.cookie)


def me() -> Staff:
    """Who is signed in, inside a view that asks for it."""
    person: Staff = g.staff
    return person


def staff_only(view: View) -> View:
    """Let a view answer people who are signed in; the others are shown the door, their words kept on the page."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        return _door() if g.staff is None else view(*args, **values)

    return guarded


def instructors_only(view: View) -> View:
    """Let a view answer those who may read what citizens answered: an operator sees no contents."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        if g.staff is not None and not me().sees_cases:
            abort(403)
        return view(*args, **values)

    return staff_only(guarded)


def _door() -> Response | tuple[str, int]:
    if request.method == "POST":  # a session that ended must not cost what was typed
        return render_template("hub/ended.html", typed=request.form.get("message", ""), next=request.path), 403
    return redirect(url_for("sign_in.show", next=request.full_path.rstrip("?")))

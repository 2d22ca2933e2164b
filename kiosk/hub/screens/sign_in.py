"""The door: signing in and out."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.hub.hub import this_hub
from kiosk.hub.people import check_passphrase
from kiosk.hub.sessions import COOKIE, close_session, open_session
from kiosk.hub.visitor import me, staff_only

sign_in = Blueprint("sign_in", __name__)


@sign_in.get("/")
def start() -> Response:
    """Where a person's work is."""
    if g.staff is None:
        return redirect(url_for("sign_in.show"))
    return redirect(url_for("cases.show" if me().sees_cases else "sites.show"))


@sign_in.get("/connexion")
def show() -> str:
    """The form."""
    return render_template("hub/sign_in.html", login="", next=_inside(request.args.get("next", "")), fault="")


@sign_in.post("/connexion")
def enter() -> Response | tuple[str, int]:
    """Check the passphrase and open a session under a new cookie."""
    hub, typed = this_hub(), request.form
    goal = _inside(typed.get("next", ""))
    try:
        person = check_passphrase(hub.store, typed.get("login", ""), typed.get("passphrase", ""))
    except Refused as fault:
        page = render_template("hub/sign_in.html", login=typed.get("login", ""), next=goal, fault=fault.code)
        return page, 422
    close_session(hub, g.cookie)
    answer = redirect(goal or url_for("sign_in.start"), 303)
    secure = hub.settings.secure_cookies
    answer.set_cookie(COOKIE, open_session(hub, person), httponly=True, samesite="Lax", secure=secure)
    return answer


@sign_in.post("/deconnexion")
@staff_only
def leave() -> Response:
    """End the session, here and at the hub."""
    close_session(this_hub(), g.cookie)
    answer = redirect(url_for("sign_in.show"), 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return answer


def _inside(address: str) -> str:
    """The address if it is a page of this hub, nothing otherwise."""
    outside = not address.startswith("/") or address.startswith("//") or "\\" in address
    return "" if outside or not address.isprintable() else address

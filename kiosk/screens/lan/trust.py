"""How a tablet of the town hall trusts the box: the certificate of its authority, and the steps to install it."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.web.edge.first_start_gate import door_page
from kiosk.web.request.app_state import app_state

screen = Blueprint("trust", __name__, url_prefix="/trust")
FILE = "parvis.crt"


@screen.get("")
def show() -> ResponseReturnValue:
    if app_state().lan is None:
        return redirect(url_for("welcome.show"), 303)
    return door_page("lan/trust/page.html", file=FILE)


@screen.get(f"/{FILE}")
def certificate() -> ResponseReturnValue:
    """The certificate, which holds no secret: what makes it trusted is that somebody compares its fingerprint."""
    lan = app_state().lan
    if lan is None:
        return redirect(url_for("welcome.show"), 303)
    answer = Response(lan.certificate, content_type="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer

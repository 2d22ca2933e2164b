"""The public pages that show the state of a case to whoever has its reference and follow code."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.hub.decisions.follow import Standing, find_by_code, typed_code
from kiosk.hub.hub import this_hub
from kiosk.hub.secrets.wrong_tries import WrongTries
from kiosk.hub.web.error_pages import form_again

follow = Blueprint("follow", __name__)
GUESSES = WrongTries("follow", 20, timedelta(minutes=10))
"""References with a wrong follow code."""


@follow.get("/f")
def ask() -> str:
    """The form for the reference and the code on the receipt."""
    return _form()


@follow.post("/f")
def look() -> Response:
    """Redirect from the typed reference and code to the case's page."""
    reference, code = request.form.get("reference", "")[:40], request.form.get("code", "")[:40]
    try:
        case = _found(reference, code)
    except Refused as refused:
        return form_again(_form(reference, code, refused.code), refused)
    return redirect(url_for("follow.show", reference=case.reference, code=typed_code(code)), 303)


@follow.get("/f/<reference>/<code>")
def show(reference: str, code: str) -> str | Response:
    """The state in words; the form again where the reference or the code is wrong."""
    try:
        case = _found(reference, code)
    except Refused as refused:
        return form_again(_form(reference[:40], "", refused.code), refused, 404)
    return render_template("hub/follow.html", standing=case)


def _found(reference: str, code: str) -> Standing:
    """The case of a reference and code. Raises `Refused`: `unknown-case`, `too-many-tries`."""
    hub, address = this_hub(), request.remote_addr or ""
    GUESSES.admit(hub, address)
    try:
        return find_by_code(hub.store, reference, code)
    except Refused:
        GUESSES.record(hub, address)
        raise


def _form(reference: str = "", code: str = "", fault: str = "") -> str:
    return render_template("hub/follow_form.html", reference=reference, code=code, fault=fault)

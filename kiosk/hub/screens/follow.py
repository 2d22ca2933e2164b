"""The public pages that show the state of a case to whoever has its reference and follow code."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.hub.decisions.follow import find_by_code, typed_code
from kiosk.hub.hub import this_hub

follow = Blueprint("follow", __name__)


@follow.get("/f")
def ask() -> str:
    """The form for the reference and the code on the receipt."""
    return _form()


@follow.post("/f")
def look() -> Response | tuple[str, int]:
    """Redirect from the typed reference and code to the case's page."""
    reference, code = request.form.get("reference", "")[:40], request.form.get("code", "")[:40]
    try:
        case = find_by_code(this_hub().store, reference, code)
    except Refused:
        return _form(reference, code, Refusal.UNKNOWN_CASE), 422
    return redirect(url_for("follow.show", reference=case.reference, code=typed_code(code)), 303)


@follow.get("/f/<reference>/<code>")
def show(reference: str, code: str) -> str | tuple[str, int]:
    """The state in words; the form again where the reference or the code is wrong."""
    try:
        case = find_by_code(this_hub().store, reference, code)
    except Refused:
        return _form(reference[:40], "", Refusal.UNKNOWN_CASE), 404
    return render_template("hub/follow.html", standing=case)


def _form(reference: str = "", code: str = "", fault: str = "") -> str:
    return render_template("hub/follow_form.html", reference=reference, code=code, fault=fault)

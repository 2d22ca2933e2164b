"""The public page behind the code on a receipt: where the case stands."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import Refused
from kiosk.hub.decisions.follow import standing, typed_code
from kiosk.hub.hub import this_hub

follow = Blueprint("follow", __name__)


@follow.get("/f")
def ask() -> str:
    """A form for what the receipt says."""
    return _form()


@follow.post("/f")
def look() -> Response | tuple[str, int]:
    """From what was typed to the page with its own address."""
    reference, code = request.form.get("reference", "")[:40], request.form.get("code", "")[:40]
    try:
        found = standing(this_hub().store, reference, code)
    except Refused:
        return _form(reference, code, "unknown-case"), 422
    return redirect(url_for("follow.show", reference=found.reference, code=typed_code(code)), 303)


@follow.get("/f/<reference>/<code>")
def show(reference: str, code: str) -> str | tuple[str, int]:
    """The state in words, or a kind page that says what to check."""
    try:
        found = standing(this_hub().store, reference, code)
    except Refused:
        return _form(reference[:40], "", "unknown-case"), 404
    return render_template("hub/follow.html", standing=found)


def _form(reference: str = "", code: str = "", fault: str = "") -> str:
    return render_template("hub/follow_form.html", reference=reference, code=code, fault=fault)

"""The list of cases: by state, by reference, by name; prepared cases apart.

Words travel in a form and never in an address, which logs and histories keep.
"""

from flask import Blueprint, render_template, request

from kiosk.hub.cases.cases import Wanted, counts, find
from kiosk.hub.cases.states import STATES
from kiosk.hub.hub import this_hub
from kiosk.hub.web.visitor import instructors_only, me

cases = Blueprint("cases", __name__)


@cases.route("/dossiers", methods=["GET", "POST"])
@instructors_only
def show() -> str:
    """Deposits, which this hub's services decide."""
    return _list(prepared=False)


@cases.route("/dossiers/prepares", methods=["GET", "POST"])
@instructors_only
def show_prepared() -> str:
    """What was prepared here for another body: no deposits."""
    return _list(prepared=True)


def _list(*, prepared: bool) -> str:
    asked, scope = request.args if request.method == "GET" else request.form, me().scope
    state = asked.get("state", "") if asked.get("state", "") in STATES else ""
    wanted = Wanted(state, request.form.get("words", "")[:200], prepared, scope, asked.get("after", ""))
    hub = this_hub()
    with hub.store.reading() as connection:
        page, numbers = find(connection, hub.ring, wanted), counts(connection, scope)
    return render_template("hub/cases.html", page=page, wanted=wanted, numbers=numbers)

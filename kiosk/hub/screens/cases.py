"""The list of cases: by state, by reference, by name; prepared cases apart."""

from flask import Blueprint, render_template, request

from kiosk.hub.cases import Wanted, counts, find
from kiosk.hub.hub import this_hub
from kiosk.hub.states import STATES
from kiosk.hub.visitor import instructors_only, me

cases = Blueprint("cases", __name__)


@cases.get("/dossiers")
@instructors_only
def show() -> str:
    """Deposits, which this hub's services decide."""
    return _list(prepared=False)


@cases.get("/dossiers/prepares")
@instructors_only
def show_prepared() -> str:
    """What was prepared here for another body: no deposits."""
    return _list(prepared=True)


def _list(*, prepared: bool) -> str:
    asked, service = request.args, me().service
    state = asked.get("state", "") if asked.get("state", "") in STATES else ""
    wanted = Wanted(state, asked.get("words", "")[:200], prepared, service, asked.get("after", ""))
    hub = this_hub()
    with hub.store.reading() as connection:
        page, numbers = find(connection, hub.ring, wanted), counts(connection, service)
    return render_template("hub/cases.html", page=page, wanted=wanted, numbers=numbers)

"""The pages that list and search cases: by state, by reference, by name; prepared cases apart.

Search words are sent in a form and never in an address, which logs and histories keep.
"""

from flask import Blueprint, render_template, request

from kiosk.hub.cases import case_silence
from kiosk.hub.cases.case_list import MOST_COUNTED, CaseQuery, count_by_state, find_cases
from kiosk.hub.cases.states import STATES
from kiosk.hub.hub import this_hub
from kiosk.hub.web.visitor import instructors_only, me

cases = Blueprint("cases", __name__)


@cases.route("/dossiers", methods=["GET", "POST"])
@instructors_only
def show() -> str:
    """Deposited cases, which this hub's services decide."""
    return _list(prepared=False)


@cases.route("/dossiers/prepares", methods=["GET", "POST"])
@instructors_only
def show_prepared() -> str:
    """Cases that were only prepared here, which another body decides."""
    return _list(prepared=True)


def _list(*, prepared: bool) -> str:
    query, scope = request.args if request.method == "GET" else request.form, me().scope
    state = query.get("state", "") if query.get("state", "") in STATES else ""
    wanted = CaseQuery(state, request.form.get("words", "")[:200], prepared, scope, query.get("after", ""))
    hub = this_hub()
    with hub.store.reading() as connection:
        page, numbers = find_cases(connection, hub.ring, wanted), count_by_state(connection, scope)
        silences = case_silence.of_list(connection, hub, page.rows)
    return render_template(
        "hub/cases.html", page=page, wanted=wanted, numbers=numbers, silences=silences, most_counted=MOST_COUNTED
    )

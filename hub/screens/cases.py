"""The pages that list and search cases: those that wait, those that ended, those prepared for another body.

Search words are sent in a form and never in an address, which logs and histories keep.
"""

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from hub import trail
from hub.cases import case_list
from hub.cases.case_list import CaseQuery, Page, count_by_state, find_cases
from hub.hub import Hub, this_hub
from hub.trail import AuditAction
from hub.web import list_pane
from hub.web.visitor import instructors_only, me
from kiosk.domain.events.case_state import ENDED
from kiosk.errors import Refused

cases = Blueprint("cases", __name__)


@cases.route("/dossiers", methods=["GET", "POST"])
@instructors_only
def show_cases() -> Response | tuple[Response, int]:
    """Deposited cases, which this hub's services decide: a worklist, or what was sought, or those of an ended state."""
    return _list(prepared=False)


@cases.route("/dossiers/prepares", methods=["GET", "POST"])
@instructors_only
def show_prepared_cases() -> Response | tuple[Response, int]:
    """Cases that were only prepared here, which another body decides."""
    return _list(prepared=True)


def _list(*, prepared: bool) -> Response | tuple[Response, int]:
    hub, words, fault = this_hub(), request.form.get("words", "")[:200], ""
    sought: tuple[str, ...] = ()
    try:
        sought = case_list.read_search_kinds(words)
    except Refused as refused:
        fault = refused.code
    given = request.args if request.method == "GET" else request.form
    state = given.get("state", "") if given.get("state", "") in ENDED else ""
    with hub.store.reading() as connection:
        query = list_pane.read_pane_query(hub, connection)
        again = list_pane.read_last_search(hub, connection) if request.args.get("found") else None
        wanted = CaseQuery(state, words, prepared, me().scope, given.get("after", ""))
        found = Page((), "") if fault else again or _other(hub, connection, sought, wanted)
        values = list_pane.list_pane_values(hub, connection, query, found)
        ended = {name: number for name, number in count_by_state(connection, me().scope).items() if name in ENDED}
    if sought and not fault:
        trail.append_audit_line(hub, AuditAction.SEARCHED, by=me().id, detail=",".join(sought))
    asked = {"sought": words, "state": state, "prepared": prepared, "fault": fault, "found": again is not None}
    asked |= _several(sought=bool(sought))
    answer = make_response(render_template("hub/cases.html", **values, **asked, ended=ended, alone=True))
    if request.method == "GET" and not prepared and not state and not again:
        list_pane.save_pane_query(answer, query)
    list_pane.save_last_search(answer, again or (found if sought else None))
    return (answer, 422) if fault else answer


def _several(*, sought: bool) -> dict[str, str]:
    """Whether boxes are shown to choose several cases by, and the addresses of the same list with and without them."""
    args: dict[str, Any] = request.args.to_dict()
    several = args.pop("several", "")
    if sought:
        args = {"found": "1"}  # the cookie says which cases; what was sought is in no address
    endpoint = request.endpoint or ""
    return {
        "several": several if several in ("none", "all") and not sought else "",
        "several_address": url_for(endpoint, **args | {"several": "none"}),
        "several_none": url_for(endpoint, **args | {"several": "none"}),
        "several_all": url_for(endpoint, **args | {"several": "all"}),
        "several_end": url_for(endpoint, **args),
    }


def _other(hub: Hub, connection: Connection, sought: tuple[str, ...], wanted: CaseQuery) -> Page | None:
    """Cases that are listed newest first, whatever their state; None for a worklist."""
    if wanted.words.strip():
        return case_list.search_cases(connection, hub.ring, sought, wanted)
    return find_cases(connection, hub.ring, wanted) if wanted.state or wanted.prepared else None

"""The pages that list and search cases (those that wait, those that ended, those prepared for another body), and that
change several at once: those that were ticked, the question before it is done, and what came of it.

Search words are sent in a form and never in an address, which logs and histories keep.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import trail
from hub.cases import case_list
from hub.cases.case_list import CaseQuery, Page, count_by_state, find_cases, page_of_references
from hub.cases.states import may_see
from hub.decisions.decisions import MOST, ChangedCase, change_chosen_cases, check_chosen_cases, take_back_decisions
from hub.decisions.passing import list_passed_cases
from hub.hub import this_hub
from hub.outbox.export import write_tables
from hub.store.schema import cases as tables
from hub.trail import AuditAction
from hub.web import list_pane
from hub.web.visitor import instructors_only, me
from kiosk.domain.events.case_state import ENDED
from kiosk.errors import Refused
from kiosk.http.downloads import file_stream

cases = Blueprint("cases", __name__)
several = Blueprint("several", __name__, url_prefix="/dossiers/plusieurs")


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


@cases.get("/dossiers/transmis")
@instructors_only
def show_passed_cases() -> str:
    """What this person's services passed on within the hub: to whom and when, and nothing of what is in it."""
    with this_hub().store.reading() as connection:
        return render_template("hub/passed.html", passed=list_passed_cases(connection, me().scope))


@cases.post("/dossiers/telecharger")
@instructors_only
def download_cases() -> Response:
    """The cases of the list as it is filtered, as tables; the trail says it before."""
    hub, named = this_hub(), "named" in request.form
    form = "csv" if request.form.get("form") == "csv" else "xlsx"
    prepared, state = "prepared" in request.args, request.args.get("state", "")
    with hub.store.reading() as connection:
        found = list_pane.read_last_search(hub, connection) if "found" in request.args else None
        wanted: list[Any] = [*may_see(me().scope)]
        if found:
            wanted.append(tables.c.reference.in_([row.reference for row in found.rows]))
        elif prepared or state in ENDED:
            wanted += [tables.c.prepared == prepared, *([tables.c.listed_state == state] if state else ())]
        else:
            wanted += case_list.worklist_conditions(list_pane.read_pane_query(hub, connection))
        trail.append_audit_line(hub, AuditAction.CASES_EXPORTED, by=me().id, detail=form + " named" * named)
        name, content, _ = write_tables(hub, connection, wanted, form, named=named)
    answer = file_stream((content,), len(content), "application/octet-stream", name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


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
        found: Page | None = None  # the worklist
        if fault:
            found = Page((), "")
        elif again:
            found = again
        elif wanted.words.strip():
            found = case_list.search_cases(connection, hub.ring, sought, wanted)
        elif wanted.state or wanted.prepared:
            found = find_cases(connection, hub.ring, wanted)
        values = list_pane.list_pane_values(hub, connection, query, found)
        passed = bool(list_passed_cases(connection, me().scope))
        ended = {name: number for name, number in count_by_state(connection, me().scope).items() if name in ENDED}
    if sought and not fault:
        trail.append_audit_line(hub, AuditAction.SEARCHED, by=me().id, detail=",".join(sought))
    asked = {"sought": words, "state": state, "prepared": prepared, "fault": fault, "found": again is not None}
    asked |= _choosing(sought=bool(sought))
    answer = make_response(render_template("hub/cases.html", **values, **asked, ended=ended, passed=passed, alone=True))
    if request.method == "GET" and not prepared and not state and not again:
        list_pane.save_pane_query(answer, query)
    list_pane.save_last_search(answer, again or (found if sought else None))
    return (answer, 422) if fault else answer


def _choosing(*, sought: bool) -> dict[str, str]:
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


@several.get("")
@several.get("/changer")
@several.get("/annuler")
@instructors_only
def redirect_to_case_list() -> Response:
    """The list: where whoever signed in again, or opened the address, finds the cases."""
    return redirect(url_for("cases.show_cases"))


@several.post("")
@instructors_only
def post_chosen_cases() -> str | tuple[str, int]:
    """The cases that were ticked, and which of them cannot get the state that was pressed."""
    chosen, to = request.form.getlist("case"), request.form.get("to", "")
    if not chosen:
        return _page("ask", fault="none-chosen"), 422
    try:
        looked_at = check_chosen_cases(this_hub(), me(), chosen, to)
    except Refused as fault:
        return _page("ask", fault=fault.code), 422
    return _page("ask", cases=looked_at, to=to, prepared=any(case.row and case.row.prepared for case in looked_at))


@several.post("/changer")
@instructors_only
def post_chosen_change() -> str | tuple[str, int]:
    """Change them, and say of each what came of it; sent twice, it is done once and says the same."""
    to, chosen = request.form.get("to", ""), []
    for reference, seen in map(_pair, request.form.getlist("case")):
        chosen.append((reference, int(seen) if seen.isdecimal() and len(seen) < 8 else -1))
    try:
        done = change_chosen_cases(this_hub(), me(), chosen, to)
    except Refused as fault:
        return _page("done", fault=fault.code), 422
    return _page("done", done, to=to)


@several.post("/annuler")
@instructors_only
def post_chosen_undo() -> str | tuple[str, int]:
    taken = [_pair(field) for field in request.form.getlist("taken")]
    try:
        done = take_back_decisions(this_hub(), me(), taken)
    except Refused as fault:
        return _page("undone", fault=fault.code), 422
    return _page("undone", done)


def _page(step: str, done: Sequence[ChangedCase] = (), **values: object) -> str:
    hub = this_hub()
    with hub.store.reading() as connection:
        page = page_of_references(connection, hub.ring, [row.reference for row in done], me().scope)
    known: dict[str, object] = {"cases": [], "to": "", "prepared": False, "fault": ""}
    return render_template(
        "hub/several.html",
        step=step,
        most=MOST,
        minutes=hub.settings.take_back_minutes,
        done=done,
        rows={row.reference: row for row in page.rows},
        **known | values,
    )


def _pair(field: str) -> tuple[str, str]:
    """What a form carries of a case: its reference, and how many decisions its page had shown, or a decision's id."""
    reference, _, rest = field.partition(":")
    return reference, rest

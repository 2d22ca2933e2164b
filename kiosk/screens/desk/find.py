"""Screen that finds a case by its reference, typed or spoken, or by a name or a birth date."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk.clock import moment
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people.people_search import Entry
from kiosk.services.submitted import follow_case
from kiosk.store.cases import cases
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.shift_memory import people

screen = Blueprint("find", __name__, url_prefix="/desk/find")


@screen.get("")
@signed_in
def show() -> Response:
    return _page("", [])


@screen.post("")
@signed_in
def search() -> ResponseReturnValue:
    """Find by a reference, a name or a birth date; what was typed is posted, never in an address."""
    typed = request.form.get("reference", "").strip()
    if not typed:
        return _page("", [])
    rate_limits.count_try("search")
    try:
        followed = follow_case.find(session.box(), typed, session.current().actor)
    except Refused as refused:
        matches = people(typed)
        # A name that nobody bears is no mistake of who typed it.
        if matches or (any(character.isalpha() for character in typed) and refused.code == Refusal.NOT_A_REFERENCE):
            return _page(typed, matches)
        return _page(typed, matches, refused.code, 422)
    return detours.redirect_to_followed(followed.reference)


def _page(typed: str, matches: list[Entry], fault: str = "", status: int = 200) -> Response:
    return page(
        "desk/find/page.html", status, here="find", typed=typed, found=[_found(entry) for entry in matches], fault=fault
    )


def _found(entry: Entry) -> dict[str, object]:
    """A case as the list shows it: of which procedure, where it stands, and since when."""
    box = session.box()
    db = box.store.read()
    head, state = cases.head(db, entry.case_id), cases.state(db, entry.case_id)
    return {
        "entry": entry,
        "procedure": box.catalogue.get(head.procedure_id) if head else None,
        "state": state.state if state else "",
        "at": moment(entry.changed_at),
    }

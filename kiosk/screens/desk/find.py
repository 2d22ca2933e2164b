"""Screen that finds a case by its reference, typed or spoken, or by a name or a birth date."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people.people_search import Entry, words_of
from kiosk.services.submitted import follow_case
from kiosk.services.work.person import their_cases
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page, replaces_only
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.shift_memory import people, person

screen = Blueprint("find", __name__, url_prefix="/desk/find")
FOUND = "div#people-found"
"""What htmx sends as `HX-Target` while a name is being typed."""
LEAST = 2
"""Letters from which a list is shown while a name is being typed."""


@screen.get("")
@signed_in
def show() -> Response:
    return _page("", [])


@screen.post("")
@signed_in
def search() -> ResponseReturnValue:
    """Find by a reference, a name or a birth date; what was typed is posted, never in an address."""
    typed = request.form.get("reference", "").strip()
    if replaces_only(FOUND):
        return _as_typed(typed)
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


def _as_typed(typed: str) -> Response:
    """The list alone, while a name is being typed: two letters at least."""
    rate_limits.count_try("typing")
    matches = people(typed) if len(typed) >= LEAST else []
    return make_response(render_template("desk/find/_found.html", **_found(typed, matches)))


def _page(typed: str, matches: list[Entry], fault: str = "", status: int = 200) -> Response:
    found = _found(typed, matches)
    return page("desk/find/page.html", status, here="find", typed=typed, fault=fault, **found)


def _found(typed: str, matches: list[Entry]) -> dict[str, object]:
    """The list, each line with whether it was found under the name of birth; and the person, where all is of one."""
    box, of_one = session.box(), bool(matches) and all(entry.is_of(matches[0]) for entry in matches[1:])
    db, words, ring = box.store.read(), words_of(typed), session.current().ring
    return {
        "found": [(case, case.entry.born_matches(words)) for case in their_cases(box, db, ring, matches)],
        "whose": person(matches[0].case_id) if of_one else None,
    }

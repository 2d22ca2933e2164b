"""Screen that adds documents or a message to a submitted case, found by its reference at any desk."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk.domain.events.supplement import Supplement
from kiosk.errors import Refused
from kiosk.services.procedures import kept_versions
from kiosk.services.submitted import follow_case
from kiosk.services.submitted.follow_case import Followed
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import form_ids, session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("supplement", __name__, url_prefix="/desk/references")
OTHER_BOXES = 3
"""Lines in the form for documents that the procedure does not list."""


@screen.get("/<reference>/supplement")
@signed_in
def show(reference: str) -> Response:
    return _page(
        follow_case.find(session.box(), reference, session.current().actor),
        Supplement("", ()),
        session.box().clock.new_id(),
    )


@screen.post("/<reference>/supplement")
@signed_in
def add(reference: str) -> ResponseReturnValue:
    """Send the supplement. The event's id is in the form, so that a double tap adds once."""
    followed = follow_case.find(session.box(), reference, session.current().actor)
    event_id = form_ids.event_id()
    added = read(listed(followed))
    try:
        follow_case.supplement(session.box(), followed.reference, added, session.current().actor, event_id)
    except Refused as refused:
        return _page(followed, added, event_id, refused.code, 422)
    wake()
    return detours.redirect_to_followed(followed.reference)


def listed(followed: Followed) -> list[tuple[str, str]]:
    """The documents of the case's procedure as `(id, French label)`; none for a procedure not known here."""
    box = session.box()
    procedure = kept_versions.of_case(box, box.store.read(), followed.case_id)
    french = box.words()
    return [(document.id, french.text(document.title)) for document in procedure.documents] if procedure else []


def read(documents: list[tuple[str, str]]) -> Supplement:
    """Read the form: listed documents ticked as seen, other documents by name, and a message."""
    seen = [(key, label, "seen") for key, label in documents if request.form.get(f"document.{key}")]
    others = [
        ("", name[:200], "seen")
        for name in (request.form.get(f"other-{number}", "").strip() for number in range(OTHER_BOXES))
        if name
    ]
    return Supplement(request.form.get("message", ""), tuple(seen + others))


def _page(followed: Followed, added: Supplement, event_id: str, fault: str = "", status: int = 200) -> Response:
    return page(
        "after/supplement/page.html",
        status,
        here="find",
        found=followed,
        listed=listed(followed),
        added=added,
        event_id=event_id,
        others=OTHER_BOXES,
        fault=fault,
    )

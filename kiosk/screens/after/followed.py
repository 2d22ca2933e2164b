"""One submitted case: where it stands, what was asked, what happened."""

from flask import Blueprint, Response

from kiosk.domain.events import reference as references
from kiosk.domain.events.event import ENDED, CaseState
from kiosk.services.procedures import kept_versions
from kiosk.services.submitted import append_event, follow_case
from kiosk.store.cases import cases
from kiosk.store.people import journal
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("followed", __name__, url_prefix="/desk/references")


@screen.get("/<reference>")
@signed_in
def show(reference: str) -> Response:
    box = session.box()
    found = follow_case.find(box, reference, session.current().actor)
    follow_case.see(box, found.reference)
    db = box.store.read()
    return page(
        "after/followed/page.html",
        here="find",
        found=found,
        procedure=kept_versions.of_case(box, db, found.case_id),
        submission=cases.submission(db, found.case_id) if found.case_id else None,
        journal=journal.of(db, found.reference),
        open_to_supplements=found.state not in (*ENDED, CaseState.NEEDS_ATTENTION)
        and not (found.now and references.site_of(found.reference) != box.site.code)
        and not append_event.withdrawn_here(db, found.reference, session.current().actor),
    )

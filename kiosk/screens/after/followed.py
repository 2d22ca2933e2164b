"""Screen of one submitted case: its state, what was submitted, and what happened since."""

from flask import Blueprint, Response

from kiosk.domain.events import reference as references
from kiosk.domain.events.event import ENDED, CaseState
from kiosk.services.box import site_codes
from kiosk.services.papers import case_silence
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
    followed = follow_case.find(box, reference, session.current().actor)
    follow_case.see(box, followed)
    db = box.store.read()
    return page(
        "after/followed/page.html",
        here="find",
        found=followed,
        procedure=kept_versions.of_case(box, db, followed.case_id),
        submission=cases.submission(db, followed.case_id) if followed.case_id else None,
        journal=journal.of(db, followed.reference),
        silence=case_silence.sentences(followed.silence, session.words()) if followed.silence else (),
        open_to_supplements=followed.state not in (*ENDED, CaseState.NEEDS_ATTENTION)
        and not (followed.now and references.site_of(followed.reference) not in site_codes.codes(box.settings))
        and not append_event.withdrawn_here(db, followed.reference, session.current().actor),
    )

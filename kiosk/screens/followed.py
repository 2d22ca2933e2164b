"""One submitted case: where it stands, what was asked, what happened."""

from flask import Blueprint, Response

from kiosk.domain.event import ENDED
from kiosk.services import adding, following, versions
from kiosk.store import cases, journal
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page

screen = Blueprint("followed", __name__, url_prefix="/desk/references")


@screen.get("/<reference>")
@signed_in
def show(reference: str) -> Response:
    box = session.box()
    found = following.find(box, reference, session.current().actor)
    following.see(box, found.reference)
    db = box.store.read()
    return page(
        "followed/page.html",
        here="find",
        found=found,
        procedure=versions.of_case(box, db, found.case_id),
        submission=cases.submission(db, found.case_id) if found.case_id else None,
        journal=journal.of(db, found.reference),
        open_to_supplements=found.state not in (*ENDED, "needs_attention")
        and not adding.withdrawn_here(db, found.reference, session.current().actor),
    )

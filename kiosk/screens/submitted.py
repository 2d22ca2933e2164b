"""The end of a case: it is kept, here is its number, here is what comes next."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from markupsafe import Markup

from kiosk.errors import Refused
from kiosk.services import papers, receipt
from kiosk.store import cases, outbox
from kiosk.store.cases import Submission
from kiosk.web import session
from kiosk.web.pages import page
from kiosk.web.session import signed_in
from printers import qr

screen = Blueprint("submitted", __name__, url_prefix="/cases")


@screen.get("/<case_id>/submitted")
@signed_in
def show(case_id: str) -> Any:
    box, words = session.box(), session.words()
    submission = cases.submission(box.store.read(), case_id)
    if submission is None:
        return redirect(url_for("step.resume", case_id=case_id), 303)
    code = receipt.code(submission, box.settings.hub_url, words)
    return page(
        "submitted/page.html",
        prepared=submission.kind == "prepared",
        slip=papers.receipt_slip(box, case_id, words),
        code=code,
        picture=Markup(qr.svg(code.data, code.alt)),
        **_where(submission),
    )


@screen.get("/<case_id>/whereabouts")
@signed_in
def whereabouts(case_id: str) -> Response:
    """The sentence alone, for a screen that waits for the hub."""
    submission = cases.submission(session.box().store.read(), case_id)
    if submission is None:
        raise Refused("no-such-case")
    return page("submitted/_whereabouts.html", **_where(submission))


def _where(submission: Submission) -> dict[str, Any]:
    db = session.box().store.read()
    event = outbox.current(db, submission.case_id, "submitted")
    received = outbox.acknowledged_at(db, event.id) if event else None
    sentence = receipt.whereabouts(received, submission.kind == "prepared", session.words())
    return {"submission": submission, "received": received, "whereabouts": sentence}

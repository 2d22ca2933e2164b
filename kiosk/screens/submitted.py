"""The end of a case: it is kept, here is its number, here is what comes next."""

from typing import Any

from flask import Blueprint, redirect, url_for
from markupsafe import Markup

from kiosk.services import desk, papers, receipt
from kiosk.store import cases
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
    opened = desk.open_case(box, case_id)
    code = receipt.code(submission, box.settings.hub_url, words)
    return page(
        "submitted/page.html",
        submission=submission,
        procedure=opened.procedure,
        state=cases.state(box.store.read(), case_id),
        slip=papers.receipt_slip(box, case_id, words),
        code=code,
        picture=Markup(qr.svg(code.data, code.alt)),
    )

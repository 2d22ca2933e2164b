"""Screen « Où en est ma demande ? »: by the receipt's square, in front of the camera, or its number and code.

The hub is asked at that moment, and nothing of what it says is kept.
"""

from flask import Blueprint, Response, request

from kiosk.domain.events import reference as references
from kiosk.domain.replies import case_news
from kiosk.errors import Refused
from kiosk.http.security_headers import CAMERA
from kiosk.services.box import site_key
from kiosk.services.people import sign_in
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import Heard, Shown
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import page
from kiosk.web.framework import uploads
from kiosk.web.framework.view_marks import takes_files
from kiosk.web.request import form_ids, session
from kiosk.words import opening_words

screen = Blueprint("whereabouts", __name__, url_prefix="/where")


@screen.get("")
def show() -> Response:
    """The camera, and the boxes for the number and the code."""
    return form(Shown())


@screen.post("")
def look() -> Response:
    """Where the case is. What is typed is posted, never in an address; each wrong attempt counts against a limit."""
    shown = typed()
    rate_limits.count_try("where")
    try:
        heard = verify_receipt.ask(session.box(), shown, session.words().marked)
    except Refused as refused:
        return form(shown, refused)
    if not shown.birth_date or (heard.news and not heard.news.locked):
        rate_limits.uncount_try("where")
    return news(shown, heard)


@screen.post("/square")
@takes_files(sign_in.MOST_BYTES)
def square() -> Response:
    """The text of the square in a picture of the camera, for the field of the page; 204 where there is none yet."""
    return uploads.seen("verify", verify_receipt.read_from_picture)


def typed() -> Shown:
    """What the form brings."""
    return Shown(*(request.form.get(name, "").strip() for name in ("number", "code", "birth_date")))


def form(shown: Shown, refused: Refused | None = None) -> Response:
    """The page on which somebody shows their receipt, with what is wrong in what they typed."""
    response = page(
        "after/whereabouts/page.html",
        422 if refused else 200,
        shown=shown,
        refused=refused,
        most_bytes=sign_in.MOST_BYTES,
    )
    response.headers["Permissions-Policy"] = CAMERA
    return response


def news(shown: Shown, heard: Heard) -> Response:
    """The page that says where the case is."""
    told, words = heard.news, session.words().marked
    box = session.box()
    codes = site_key.codes(box.settings)
    elsewhere = told if told and told.place.phone and references.site_of(told.reference) not in codes else None
    return page(
        "after/whereabouts/news.html",
        shown=shown,
        heard=heard,
        papers=case_news.papers(told, words) if told else [],
        event_id=form_ids.event_id(),
        called=case_news.whom_to_call(elsewhere) if elsewhere else [],
        their_hours=opening_words.hours(elsewhere.place, words, box.watch.today().day) if elsewhere else "",
        date_fault=words.code("news", "birth-date-wrong") if shown.birth_date and told and told.locked else "",
    )

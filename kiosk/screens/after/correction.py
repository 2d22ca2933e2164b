"""Screen that corrects an answer of a submitted case, found by its reference at any desk."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.procedure.procedure import Field
from kiosk.errors import Refused
from kiosk.services.submitted import follow_case, requests
from kiosk.services.submitted.follow_case import Followed
from kiosk.services.submitted.requests import Given
from kiosk.store.events import outbox
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import form_ids, session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("correction", __name__, url_prefix="/desk/references")


@screen.get("/<reference>/correction")
@signed_in
def show(reference: str) -> ResponseReturnValue:
    """Choose the question to correct; where the procedure is not known here, the person's own words name it."""
    box, followed = session.box(), follow_case.find(session.box(), reference, session.current().actor)
    listed = requests.questions(box, followed)
    if not listed:
        return redirect(url_for(".ask", reference=followed.reference), 303)
    return page("after/correction/page.html", here="find", found=followed, listed=listed)


@screen.get("/<reference>/correction/answer")
@signed_in
def ask(reference: str) -> Response:
    """The form with the question's own control, or with two lines for a question that is not listed."""
    followed = follow_case.find(session.box(), reference, session.current().actor)
    return _page(followed, _field(followed), None, session.box().clock.new_id())


@screen.post("/<reference>/correction/answer")
@signed_in
def correct(reference: str) -> ResponseReturnValue:
    """Send the correction. The event's id is in the form, so that a double tap corrects once."""
    box, actor = session.box(), session.current().actor
    followed = follow_case.find(box, reference, actor)
    event_id = form_ids.event_id()
    if outbox.get(box.store.read(), event_id) is not None:  # a second tap
        return detours.redirect_to_followed(followed.reference)
    field = _field(followed)
    given = read(field)
    if given.faults:
        return _page(followed, field, given, event_id, status=422)
    try:
        requests.correct(box, followed.reference, given.correction, actor, event_id)
    except Refused as refused:
        return _page(followed, field, given, event_id, refused.code, 422)
    wake()
    return detours.redirect_to_followed(followed.reference)


def read(field: Field | None) -> Given:
    """Read the answer in the form: of a listed question, or of one named in words where `field` is None."""
    form = request.form
    if field is not None:
        return requests.read_correction(session.box(), field, form.to_dict(flat=False), form.get("message", ""))
    return requests.given_in_words(form.get("label", ""), form.get("answer", ""), form.get("message", ""))


def _field(followed: Followed) -> Field | None:
    """The question that the address or the form names, None for one named in words."""
    return requests.question(session.box(), followed, request.values.get("field", ""))


def _page(
    followed: Followed, field: Field | None, given: Given | None, event_id: str, fault: str = "", status: int = 200
) -> Response:
    return page(
        "after/correction/answer.html",
        status,
        here="find",
        found=followed,
        field=field,
        given=given,
        event_id=event_id,
        procedure=requests.procedure_of(session.box(), followed),
        fault=fault,
        before=requests.before(followed, field.id) if field else "",
    )

"""Screen after a case was submitted: its reference, its receipt, and what happens next."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.domain.answers.position import LEFT
from kiosk.domain.events.event import EventType
from kiosk.domain.notices.wish import Wish
from kiosk.domain.procedure.procedure import Channel, ProcedureKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access import open_case
from kiosk.services.access.open_case import Reader
from kiosk.services.box import data_keys
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds import attestation, case_receipt
from kiosk.services.papers.paper import letterhead
from kiosk.services.submitted import change_notices, follow_case
from kiosk.store.cases import cases, person_notices
from kiosk.store.cases.cases import Submission
from kiosk.store.events import outbox
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import htmx, page
from kiosk.web.framework.view_marks import polled
from kiosk.web.request import session
from kiosk.web.visit import detours
from kiosk.web.visit.wake_loops import wake
from printers import qr

screen = Blueprint("submitted", __name__, url_prefix="/cases")


@screen.get("/<case_id>/submitted")
@at_case
def show(case_id: str) -> ResponseReturnValue:
    box, words = session.box(), session.words().marked
    actor, db = session.current().actor, box.store.read()
    key = data_keys.found_key(db, case_id, actor)
    submission = cases.submission(db, case_id, key)
    if submission is None:
        return detours.redirect_to(case_id, LEFT)
    if key is None:
        return _gone(submission)
    code = receipt.code(submission, box.hub_url, words)
    could_send = change_notices.could_send_number(box, case_id, actor) if session.current().terminal else Wish()
    reader = Reader(actor, alone=session.current().terminal)
    slip = case_receipt.slip(box, case_id, words, reader, says_where=False)
    head = cases.head(db, case_id)
    return page(
        "case/submitted/page.html",
        prepared=submission.kind == ProcedureKind.PREPARED,
        could_send=could_send,
        number_sent=change_notices.is_number_sent(db, case_id, could_send),
        number_left=person_notices.is_left(db, case_id),
        by_phone=session.current().signed_in and head is not None and head.channel == Channel.BY_PHONE,
        case_line=follow_case.of_submission(box, submission, case_receipt.silence(box, case_id, reader)),
        blocks=[block for block in slip.blocks if block not in letterhead(box.site, words)],
        code=code,
        follow_code=receipt.grouped(submission.follow_code) if box.hub_url and submission.follow_code else "",
        picture=Markup(qr.svg(code.data, code.alt)),  # nosec B704: an SVG of our own
        **_where(submission),
    )


def _gone(submission: Submission) -> ResponseReturnValue:
    """The page of a case that is no longer here: a mediator sees its state, its citizen that it has arrived."""
    if open_case.may_know_of(session.box().store.read(), submission.case_id, session.current().actor):
        return detours.redirect_to_followed(submission.reference)
    if session.current().case_id == submission.case_id:
        words = session.words().marked
        code = attestation.code(submission, session.box().hub_url, words)
        picture = Markup(qr.svg(code.data, code.alt))  # nosec B704: an SVG of our own
        return page("case/submitted/gone.html", submission=submission, code=code, picture=picture)
    raise Refused(Refusal.NO_SUCH_CASE)


@screen.get("/<case_id>/whereabouts")
@polled
@at_case(takes_up=True)
def whereabouts(case_id: str) -> Response:
    """The sentence about the sending alone, for a page that polls until the hub has confirmed."""
    current, db = session.current(), session.box().store.read()
    submission = cases.submission(db, case_id)
    theirs = current.case_id == case_id or open_case.may_know_of(db, case_id, current.actor)
    if submission is None or not theirs:
        raise Refused(Refusal.NO_SUCH_CASE)
    where = _where(submission)
    told = "refused" if where["refused"] else "kept"
    if htmx and where["received"] is None and request.args.get("seen") == told:
        return Response(status=204)  # nothing new, so nothing is read aloud again
    return page("case/submitted/_whereabouts.html", **where)


@screen.post("/<case_id>/number")
@at_case
def leave_number(case_id: str) -> ResponseReturnValue:
    """Leave the case's number at the desk, for who cannot read their paper: somebody there tells it again."""
    box, current = session.box(), session.current()
    db = box.store.read()
    if data_keys.found_key(db, case_id, current.actor) is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    if cases.submission(db, case_id) is None:
        return detours.redirect_to(case_id, LEFT)
    with box.store.write() as db:
        person_notices.leave(db, case_id, current.station_id, box.watch.today().now)
    return redirect(url_for("submitted.show", case_id=case_id), 303)


@screen.post("/<case_id>/number/sent")
@at_case
def send_number(case_id: str) -> ResponseReturnValue:
    """Have the number sent to the person's own telephone or mailbox, because nothing prints here."""
    change_notices.send_number(session.box(), case_id, request.form.get("way", ""), session.current().actor)
    wake()
    return redirect(url_for("submitted.show", case_id=case_id), 303)


def _where(submission: Submission) -> dict[str, object]:
    db = session.box().store.read()
    event = outbox.current(db, submission.case_id, EventType.SUBMITTED)
    received = outbox.acknowledged_at(db, event.id) if event else None
    prepared, refused = submission.kind == ProcedureKind.PREPARED, session.box().hub_line.refuses
    sentence = receipt.whereabouts(received, prepared, session.words().marked, refused)
    return {"submission": submission, "received": received, "whereabouts": sentence, "refused": refused}

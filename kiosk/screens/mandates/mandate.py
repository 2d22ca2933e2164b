"""Screen of one mandate: what it allows, its uses, its papers, and ending it."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import read_uses
from kiosk.services.mandates import mandates
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import mandate_print_jobs
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.shift_memory import giver
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("mandate", __name__, url_prefix="/desk/mandates")


@screen.get("/<mandate_id>")
@signed_in
def show(mandate_id: str) -> Response:
    return _page(mandate_id)


@screen.post("/<mandate_id>/confirm")
@signed_in
def confirm(mandate_id: str) -> ResponseReturnValue:
    """Record that both papers are signed."""
    mandates.confirm(session.box(), mandate_id, session.current().actor)
    return redirect(url_for(".show", mandate_id=mandate_id), 303)


@screen.post("/<mandate_id>/revoke")
@signed_in
def revoke(mandate_id: str) -> ResponseReturnValue:
    """End the mandate: the citizen is there and says their name."""
    try:
        mandates.revoke(session.box(), mandate_id, request.form.get("said", ""), session.current().actor)
    except Refused as refused:
        if refused.code == Refusal.NO_SUCH_MANDATE:
            raise
        return _page(mandate_id, refused.code, 422)
    wake()
    return redirect(url_for(".show", mandate_id=mandate_id), 303)


@screen.post("/<mandate_id>/print")
@signed_in
def print_one(mandate_id: str) -> ResponseReturnValue:
    kind = request.form.get("do", "")
    if not papers.is_in(kind, Tray.MANDATES):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    mandates.print_again(session.box(), kind, mandate_id, session.current().actor)
    wake()
    return redirect(url_for(".show", mandate_id=mandate_id, printed=1), 303)


def _page(mandate_id: str, fault: str = "", status: int = 200) -> Response:
    box, words = session.box(), session.words().marked
    opened = mandates.open_one(box, mandate_id, session.current().actor)
    return page(
        "mandates/mandate/page.html",
        status,
        here="mandates",
        opened=opened,
        mandate=opened.mandate,
        whose=giver(opened.mandate),
        fault=fault,
        until=mandate_print_jobs.until(opened.mandate, words),
        who=mandate_print_jobs.who(opened.mandate, words),
        uses=[
            mandate_print_jobs.use_in_words(use, words) for use in read_uses(box.store.read(), mandate_id, opened.key)
        ],
        said=request.form.get("said", ""),
        made="made" in request.args,
        printed="printed" in request.args,
    )

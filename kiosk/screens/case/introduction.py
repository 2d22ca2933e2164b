"""Screen before a procedure starts: how long it takes, what it costs, what to have at hand."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT, WHOLE, step
from kiosk.domain.procedure.procedure import Channel, Procedure
from kiosk.services.access.open_case import open_case
from kiosk.services.drafts import drafts
from kiosk.services.procedures import look_up
from kiosk.services.procedures.look_up import procedure_of
from kiosk.web.edge.guards import at_case
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.request.form_ids import id_in
from kiosk.web.visit import detours, shift_memory
from kiosk.web.visit.detours import source_in

screen = Blueprint("introduction", __name__)


@screen.get("/procedures/<procedure_id>")
def show(procedure_id: str) -> Response:
    return _page(procedure_of(session.box(), procedure_id))


@screen.get("/cases/<case_id>/about")
@at_case
def about(case_id: str) -> Response:
    """The same page beside a case that has begun, which it leads back to."""
    return _page(open_case(session.box(), case_id, session.current().actor).procedure, case_id)


def _page(procedure: Procedure, begun: str = "") -> Response:
    box = session.box()
    channel = Channel.ALONE if session.current().terminal else Channel.AT_THE_DESK
    days = procedure.days_here(channel, box.settings.retention_days)
    notice = look_up.notice_in_words(procedure, channel, days, box.site, session.words().marked)
    return page(
        "case/introduction/page.html",
        procedure=procedure,
        told=notice,
        case_id=box.clock.new_id(),
        favourites=[favourite.id for favourite in look_up.chosen(box, session.current().actor)],
        source=source_in(request.args),
        by_steps=session.current().signed_in and shift_memory.fills_by_steps(),
        back=detours.address(begun, LEFT) if begun else "",
    )


@screen.post("/procedures")
def begin_listed() -> ResponseReturnValue:
    """Begin a case of the procedure that a mediator has pressed in a list, without its introduction."""
    whole = session.current().signed_in and not shift_memory.fills_by_steps()
    return _begin(request.form.get("procedure", ""), whole)


@screen.post("/procedures/<procedure_id>")
def begin(procedure_id: str) -> ResponseReturnValue:
    """Begin a case; `on` says whether a mediator wants every question on one page or goes step by step."""
    chosen = request.form.get("on", "")
    if session.current().signed_in and chosen in (WHOLE.kept, detours.STEPS):
        shift_memory.fill_by_steps(chosen == detours.STEPS)
    return _begin(procedure_id, chosen == WHOLE.kept)


def _begin(procedure_id: str, whole: bool) -> ResponseReturnValue:
    """Begin a case. Its id is in the form, so that a double tap begins one case."""
    current = session.current()
    if not current.signed_in and not current.terminal:
        return redirect(url_for("sign_in.show", next=url_for(".show", procedure_id=procedure_id)), 303)
    case_id = id_in(request.form, "case")
    if current.terminal:
        session.begin_case()
    actor = session.current().actor
    source_id = source_in(request.form) if current.signed_in else ""
    case = drafts.begin(
        session.box(),
        procedure_id,
        current.preferences,
        actor,
        case_id,
        source_id=source_id,
        by_phone=request.form.get("by") == Channel.BY_PHONE,
        whole=whole and not current.terminal,
    )
    return detours.redirect_to(case.id, WHOLE if case.position == WHOLE.kept else step(case.position))

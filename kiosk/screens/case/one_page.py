"""Screen with the whole procedure on one page, for a mediator who types fast."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import REVIEW, SUBMITTED, WHOLE, step
from kiosk.domain.events.event import CaseState
from kiosk.domain.procedure.notice import Channel
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.screens.case.review import ask_person
from kiosk.services.access.open_case import Opened, open_case
from kiosk.services.drafts import one_page
from kiosk.services.mandates import mandate_use
from kiosk.services.notices import choose_notices
from kiosk.web.edge.guards import at_case, to_sign_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours, second_face, shift_memory

screen = Blueprint("one_page", __name__, url_prefix="/cases/<case_id>/whole")


@screen.get("")
@at_case
def show(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current().actor)
    return _page(opened, _wrong(opened)) if opened.editable else detours.redirect_to(case_id, SUBMITTED)


@screen.post("")
@at_case(keeps=True)
def answer(case_id: str) -> ResponseReturnValue:
    """Keep the answers; once they are complete, the person is asked to confirm them where nothing else is to choose.

    `refresh` in the form asks for the page again with the questions that these answers open.
    """
    current, form = session.current(), request.form.to_dict(flat=False)
    detour, refresh = detours.detour_in(request.form), bool(request.form.get("refresh"))
    leaving, by_steps = detours.leaving_in(request.form), request.form.get("then") == detours.STEPS
    going_on = not (detour or refresh or leaving or by_steps)
    try:
        answered = one_page.answer(session.box(), case_id, form, current.preferences, current.actor, going_on)
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, SUBMITTED, Refusal.ALREADY_SUBMITTED)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if "notices-asked" in form:
        choose_notices.choose(session.box(), answered.opened, form.get("notices", ()))
    if by_steps:
        shift_memory.fill_by_steps(True)
        return detours.redirect_to(case_id, step(answered.opened.journey.stops[0].id))
    if leaving:
        return detours.leave_to(leaving, detours.address(case_id, WHOLE), _back(answered.opened), current.terminal)
    if refresh and detour is None:
        return _page(answered.opened, {})
    going = detour or answered.next
    if going == REVIEW and _asks_here(answered.opened, form):
        return ask_person(answered.opened)
    return _page(answered.opened, answered.faults, 422) if going == WHOLE else detours.redirect_to(case_id, going)


def _is_beside(opened: Opened) -> bool:
    """Whether the person sits beside the mediator who fills this draft; on the telephone the review is read to them."""
    beside = opened.case.channel != Channel.BY_PHONE and opened.state == CaseState.DRAFT
    return bool(session.current().mediator_id) and beside


def _asks_here(opened: Opened, form: Mapping[str, list[str]]) -> bool:
    """Whether the person can be asked to confirm from this page: the review would leave nothing else to choose, neither
    a mandate that says yes for them nor how they are told of news, where this page did not have their address yet.
    """
    box, actor = session.box(), session.current().actor
    if not _is_beside(opened):
        return False
    if "notices-asked" not in form and choose_notices.offered(box, box.store.read(), opened):
        return False
    return not mandate_use.choose(box, mandate_use.request_of(opened), actor)


def _page(opened: Opened, faults: Mapping[str, str], status: int = 200) -> Response:
    second_face.show(opened)
    asks, box = _is_beside(opened), session.box()
    db = box.store.read()
    return page(
        "case/one_page/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        faults={**second_face.faults_in(opened.case.id), **faults},
        answers=opened.case.answers,
        asks=asks,
        could_be_told=choose_notices.offered(box, db, opened) if asks else None,
        told_by=choose_notices.chosen(box, db, opened) if asks else None,
        back=_back(opened),
    )


def _wrong(opened: Opened) -> dict[str, str]:
    """The answers at which the person has just pointed, with the code of what is told beside them."""
    return dict.fromkeys(detours.wrong_in(request.args, opened), second_face.SAID_NO)


def _back(opened: Opened) -> str:
    """The list from which a mediator began it; the introduction for anyone else."""
    if session.current().signed_in:
        return url_for("catalogue.show")
    return url_for("introduction.show", procedure_id=opened.procedure.id)

"""Screens of a draft: begin it, fill one step, come back by its code, set it aside, discard it."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers import journey
from kiosk.domain.answers.journey import LEFT, SUBMITTED, WHOLE, Page, Position, opens_others, step_position, way_left
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.procedure.facts import group_by_evidence
from kiosk.domain.procedure.procedure import Channel, Procedure
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.drafts import drafts
from kiosk.services.papers.kinds import handouts
from kiosk.services.procedures import fact_checks, look_up
from kiosk.services.spool import print_queue
from kiosk.web import detours, rate_limits, second_face, session, shift_memory
from kiosk.web.guards import case_key_required, guard_case, make_staff_screen, to_sign_in
from kiosk.web.pages import may_print_here, render_page

introduction_screen = Blueprint("introduction", __name__)


@introduction_screen.get("/procedures/<procedure_id>", endpoint="show")
def show_introduction(procedure_id: str) -> Response:
    return _introduction_page(look_up.get_offered_procedure(session.box(), procedure_id))


@introduction_screen.get("/cases/<case_id>/about")
@case_key_required
def show_about_procedure(case_id: str) -> Response:
    return _introduction_page(open_case(session.box(), case_id, session.current_actor()).procedure, case_id)


def _introduction_page(procedure: Procedure, begun: str = "") -> Response:
    box = session.box()
    channel = Channel.ALONE if session.current_session().terminal else Channel.AT_THE_DESK
    days = procedure.days_here(channel, box.settings.retention_days)
    words, facts = session.page_words().marked, fact_checks.list_checked_facts(box, procedure)
    source = shift_memory.find_source_case(request.args)
    notice = look_up.notice_in_words(procedure, channel, days, box.site, words)
    return render_page(
        "case/introduction/page.html",
        procedure=procedure,
        told=notice,
        sources=[(look_up.say_standing(of, words), of, resting) for of, resting in group_by_evidence(facts)],
        unchecked=look_up.say_unchecked(facts, words),
        case_id=box.clock.new_id(),
        favourites=[favourite.id for favourite in look_up.list_offered_favourites(box, session.current_actor())],
        source=source,
        same_home=source.startswith(drafts.HOUSEHOLD),
        by_steps=session.current_session().signed_in and shift_memory.fills_by_steps(),
        back=detours.case_page_address(begun, LEFT) if begun else "",
    )


@introduction_screen.post("/procedures")
def post_listed_new_case() -> ResponseReturnValue:
    """Begin a case of the procedure that a mediator has pressed in a list, without its introduction."""
    whole = session.current_session().signed_in and not shift_memory.fills_by_steps()
    return _begin(request.form.get("procedure", ""), whole)


@introduction_screen.post("/procedures/<procedure_id>")
def post_new_case(procedure_id: str) -> ResponseReturnValue:
    """Begin a case; `on` says whether a mediator wants every question on one page or goes step by step."""
    chosen = request.form.get("on", "")
    if session.current_session().signed_in and chosen in (WHOLE.kept, detours.STEPS):
        shift_memory.fill_by_steps(chosen == detours.STEPS)
    return _begin(procedure_id, chosen == WHOLE.kept)


def _begin(procedure_id: str, whole: bool) -> ResponseReturnValue:
    """Begin a case. Its id is in the form, so that a double tap begins one case."""
    current = session.current_session()
    if not current.signed_in and not current.terminal:
        return redirect(url_for("sign_in.show", next=url_for(".show", procedure_id=procedure_id)), 303)
    case_id = detours.id_in(request.form, "case")
    if current.terminal:
        session.begin_case()
    actor = session.current_actor()
    case = drafts.begin_draft(
        session.box(),
        procedure_id,
        current.preferences,
        actor,
        case_id,
        source_id=shift_memory.find_source_case(request.form),
        by_phone=request.form.get("by") == Channel.BY_PHONE,
        whole=whole and not current.terminal,
    )
    return detours.redirect_to(case.id, WHOLE if case.position == WHOLE.kept else step_position(case.position))


step_screen = Blueprint("step", __name__, url_prefix="/cases")


@step_screen.get("/<case_id>")
@guard_case(takes_up=True)
def redirect_to_left_page(case_id: str) -> ResponseReturnValue:
    box, actor = session.box(), session.current_actor()
    shift_memory.record_reopened(case_id)
    opened = open_case(box, case_id, actor)
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    drafts.take_up_draft(box, case_id, actor)
    return detours.redirect_to(case_id, journey.find_resume_position(opened.journey, opened.case.position))


@step_screen.get("/<case_id>/steps/<step_id>", endpoint="show")
@case_key_required
def show_step(case_id: str, step_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current_actor())
    if not opened.editable:
        return detours.redirect_to(case_id, SUBMITTED)
    if opened.journey.stop(step_id) is None:
        return detours.redirect_to(case_id, journey.find_first_open_step(opened.journey))
    wrong = dict.fromkeys(detours.wrong_in(request.args, opened), second_face.SAID_NO)
    return _step_page(opened, journey.step_position(step_id, detours.origin_in(request.args)), wrong)


@step_screen.post("/<case_id>/steps/<step_id>")
@guard_case(keeps=True)
def post_step(case_id: str, step_id: str) -> ResponseReturnValue:
    """Keep the answers. `refresh` in the form asks for the page again with the questions that these answers open."""
    current, form = session.current_session(), request.form.to_dict(flat=False)
    here, detour = journey.step_position(step_id, detours.origin_in(request.form)), detours.detour_in(request.form)
    leaving, refresh = detours.leaving_in(request.form), bool(request.form.get("refresh"))
    going_on = not (detour or leaving or refresh)
    try:
        answered = drafts.answer_step(
            session.box(), case_id, step_id, form, current.preferences, current.actor, here.origin, going_on
        )
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, SUBMITTED, Refusal.ALREADY_SUBMITTED)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if leaving:
        back = _before(answered.opened, here)
        return detours.leave_to(leaving, detours.case_page_address(case_id, here), back, current.terminal)
    if refresh and detour is None and answered.opened.journey.stop(step_id):
        return _step_page(answered.opened, here, {})
    if detour == WHOLE and current.signed_in:
        shift_memory.fill_by_steps(False)
    going = detour or answered.next
    if going == here and answered.faults:
        return _step_page(answered.opened, here, answered.faults, 422)
    return detours.redirect_to(case_id, going, _first_new(answered) if going == here else "")


def _first_new(answered: drafts.AnsweredStep) -> str:
    """The first question that the answers opened, where a browser without a script shows the page; "" for none."""
    fields = (field.id for stop in answered.opened.journey.stops for field in stop.fields)
    return next((f"f-{name}" for name in fields if name in answered.fresh), "")


def _before(opened: OpenedCase, here: Position) -> str:
    """The address that « Retour » leads to: the page before, or the introduction."""
    asked = opened.journey.stop(here.id) is not None
    before = journey.find_page_before(opened.journey, here) if asked else journey.find_first_open_step(opened.journey)
    if before is None:
        return url_for("introduction.show", procedure_id=opened.procedure.id)
    return detours.case_page_address(opened.case.id, before)


def _step_page(opened: OpenedCase, here: Position, faults: Mapping[str, str], status: int = 200) -> Response:
    second_face.update_second_screen(opened, here.id)
    left = way_left(opened.procedure, opened.journey.values, here.id, session.box().watch.today().day)
    stop = opened.journey.stop(here.id)
    return render_page(
        "case/step/stop.html" if stop and stop.end else "case/step/page.html",
        status,
        opened=opened,
        procedure=opened.procedure,
        stop=stop,
        answers=opened.case.answers,
        faults={**second_face.denied_fields(opened.case.id), **faults},
        printed="printed" in request.args,
        number=opened.journey.count(here.id)[0],
        controller=look_up.controller(opened.procedure, session.box().site, session.page_words().marked).short_name,
        left=left,
        changing=here.origin is Page.REVIEW,
        back=_before(opened, here),
        opens=opens_others(stop) or second_face.pair_of_desk() is not None,
    )


resume_screen = Blueprint("resume", __name__)


@resume_screen.get("/resume", endpoint="show")
def show_resume() -> Response:
    return _code_page()


@resume_screen.post("/resume")
def post_resume() -> ResponseReturnValue:
    if not session.current_session().terminal and not session.current_session().signed_in:
        return redirect(url_for("sign_in.show", next=url_for(".show")), 303)
    rate_limits.count_screen_try("resume")
    session.ensure_session_stored()
    typed = request.form.getlist("code")
    try:
        case_id = drafts.resume_draft(session.box(), "".join(typed), session.current_actor())
    except Refused as refused:
        return _code_page(typed, refused)
    if session.current_session().terminal:
        session.begin_case()  # only now: the form on the page stays good while the code is typed again
    return detours.redirect_to(case_id, LEFT)


@resume_screen.get("/cases/<case_id>/code")
@case_key_required
def show_resume_offer(case_id: str) -> ResponseReturnValue:
    if open_case(session.box(), case_id, session.current_actor()).state != CaseState.DRAFT:
        return detours.redirect_to(case_id, SUBMITTED)
    return _offer(case_id)


@resume_screen.post("/cases/<case_id>/code")
@case_key_required
def post_resume_code(case_id: str) -> Response:
    """Make a new code and show it, this once; an earlier code no longer works."""
    code = drafts.give_code(session.box(), case_id, session.current_actor())
    return _offer(case_id, code)


@resume_screen.post("/cases/<case_id>/erase")
@case_key_required
def post_erasure(case_id: str) -> ResponseReturnValue:
    """Erase a draft for who fills it alone, and leave; a mediator's way is `discard`."""
    current = session.current_session()
    if not current.terminal:
        return redirect(url_for("discard.show", case_id=case_id), 303) if current.signed_in else to_sign_in()
    drafts.discard_draft(session.box(), case_id, session.current_actor())
    return redirect(url_for("leave.post_leave"), 307)  # the same form, sent on: leaving is a post too


@resume_screen.post("/cases/<case_id>/code/print")
@case_key_required
def post_resume_code_print(case_id: str) -> Response:
    box, current = session.box(), session.current_session()
    code = drafts.shown_code(box, case_id, request.form.get("code", ""), current.actor)
    if current.terminal:
        rate_limits.count_screen_try("print")
    if may_print_here():
        with box.store.write() as db:
            left = code.shown.encode()
            print_queue.queue_paper(box, db, handouts.RESUME, "", case_id, current.preferences, current.actor, left)
        session.wake_loops()
    return _offer(case_id, code)


def _offer(case_id: str, code: drafts.DraftCode | None = None) -> Response:
    """The page of the resume code; `code` is shown once. It is good for as long as the draft is kept, at the least."""
    until = session.box().watch.today().day + session.box().settings.terminal_draft
    return render_page("case/resume/code.html", case_id=case_id, code=code, until=until)


def _code_page(typed: Sequence[str] = (), refused: Refused | None = None) -> Response:
    return render_page("case/resume/page.html", typed=[*typed, "", "", ""][:3], refused=refused)


set_aside_screen = make_staff_screen("set_aside", "/cases/<case_id>/park")


@set_aside_screen.get("", endpoint="show")
def show_set_aside(case_id: str) -> ResponseReturnValue:
    box, actor = session.box(), session.current_actor()
    opened = open_case(box, case_id, actor)
    if opened.state != CaseState.DRAFT:
        return detours.redirect_to(case_id, SUBMITTED)
    return _set_aside_page(opened, drafts.note_of(box, case_id, actor))


@set_aside_screen.post("")
def post_set_aside(case_id: str) -> ResponseReturnValue:
    box, actor, note = session.box(), session.current_actor(), request.form.get("note", "")
    try:
        drafts.set_draft_aside(box, case_id, note, actor)
    except Refused as refused:
        if refused.code not in (Refusal.NOTE_TOO_LONG, Refusal.NOTE_UNREADABLE):
            raise
        return _set_aside_page(open_case(box, case_id, actor), note, refused)
    shift_memory.record_left(case_id)
    return redirect(url_for("desk.show"), 303)


def _set_aside_page(opened: OpenedCase, note: str, refused: Refused | None = None) -> Response:
    return render_page(
        "case/set_aside/page.html",
        opened=opened,
        procedure=opened.procedure,
        note=note,
        refused=refused,
        most=drafts.LONGEST,
        here="desk",
    )


discard_screen = make_staff_screen("discard", "/cases")


@discard_screen.get("/<case_id>/discard", endpoint="show")
def show_discard(case_id: str) -> ResponseReturnValue:
    opened = open_case(session.box(), case_id, session.current_actor())
    if opened.state != CaseState.DRAFT:
        return detours.redirect_to(case_id, SUBMITTED)
    at_a_desk = session.current_session().station.role == StationRole.DESK
    return render_page("case/discard/page.html", here="desk", opened=opened, undoable=at_a_desk)


@discard_screen.post("/<case_id>/discard")
def post_discard(case_id: str) -> ResponseReturnValue:
    """Erase it; at a desk the next page offers to bring it back. Raises what `drafts.discard_draft` does."""
    at_a_desk = session.current_session().station.role == StationRole.DESK
    drafts.discard_draft(session.box(), case_id, session.current_actor(), undoable=at_a_desk)
    return redirect(url_for("desk.show"), 303)


@discard_screen.post("/<case_id>/discard/undo")
def post_discard_undo(case_id: str) -> ResponseReturnValue:
    drafts.undo_discard(session.box(), case_id, session.current_actor())
    return redirect(url_for("desk.show"), 303)

"""First screen of a mediator: the list of work, and what is done with each of its lines until it is done."""

from pathlib import Path

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.keys.ring import DESK
from kiosk.domain.visits.activity_report import REDIRECTIONS, THEMATICS
from kiosk.services.drafts import drafts
from kiosk.services.figures import figures
from kiosk.services.procedures import fact_checks, look_up
from kiosk.services.published import received
from kiosk.services.published.follow import find_newer_program
from kiosk.services.setup import first_start
from kiosk.services.submitted import follow_case, payments, supplements
from kiosk.services.upkeep import backup, doctor, machine
from kiosk.services.visits import activity_report, visits
from kiosk.services.work import person, worklist
from kiosk.store import cases, open_answers, people, person_notices
from kiosk.store.person_notices import LeftNumber
from kiosk.web import second_face, session
from kiosk.web.detours import find_back_address
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page
from kiosk.web.shift_memory import directory

desk_screen = make_staff_screen("desk", "/desk")
LAST_CASES = 10
"""How many of the last submitted cases stand below the list of work."""


@desk_screen.get("", endpoint="show")
def show_desk() -> Response:
    # The day begins here: a clock that cannot be right is asked about now, and not at the first submit.
    session.box().watch.look()
    second_face.leave_second_screen()
    db, ring = session.box().store.read(), session.current_session().ring
    services = ring.services
    listed = worklist.worklist(session.box(), db, session.current_actor())
    submitted = cases.select_submitted_cases(db, services, LAST_CASES)
    work = [*listed.mine, *listed.sent, *listed.drafts, *listed.others]
    done, since = request.args.get("done", ""), session.box().watch.today().now - worklist.SHOWN
    return render_page(
        "desk/desk/page.html",
        here="desk",
        favourites=look_up.list_offered_favourites(session.box(), session.current_actor()),
        work=listed,
        late=worklist.list_late_cases(session.box(), db, session.current_actor()),
        case_id=session.box().clock.new_id(),
        me=session.current_session().mediator_id,
        people=directory().of(
            session.box(), ring, [*(line.case_id for line in work if line.case_id), *(row.id for row in submitted)]
        ),
        procedure=session.box().catalogue.get,
        unpaid=payments.find_unpaid_cases(
            session.box(),
            ((line.case_id, line.procedure_id) for line in work if line.case_id and line.reference),
            session.current_actor(),
        ),
        submitted=submitted,
        states=follow_case.find_states_of_listed_cases(
            session.box(), ((case.reference, case.state) for case in submitted), session.current_actor()
        ),
        just_done=next(
            (row for row in open_answers.select_done_answers(db, services, since) if row.update_id == done), None
        ),
        just_called=worklist.find_last_call(db, request.args.get("called", ""), session.current_actor()),
        today=session.box().watch.today().day,
        just_handed=open_answers.select_handed_work(db).get(request.args.get("handed", "")),
        stations={
            station_id: people.read_station_name(db, station_id)
            for station_id in {line.thing.station_id for line in work if isinstance(line.thing, LeftNumber)}
        },
        broken_files=_broken_files(),
        disk=machine.room(session.box()),
        backup_failed=bool(backup.read_backup_state(session.box()).fault),
        security_release=doctor.find_needed_release(session.box()) if _is_administrator() else None,
        new_version=find_newer_program(session.box()) if _is_administrator() else None,
        old_facts=any(counts.old for counts in fact_checks.list_fact_counts(session.box())),
        asks_for_services=not services - {DESK},
        asks_for_commune=not session.box().settings.commune and _is_administrator(),
        unsent_files=supplements.list_unsent_files(session.box(), session.current_actor()),
        messages=received.messages(session.box(), session.current_actor()),
        published=received.find_troubles(session.box()),
        offers_second=second_face.offer_second_screen(),
        left=first_start.list_reminders(session.box()),
        day=figures.read_figures(session.box(), session.box().watch.today().day, session.box().watch.today().day),
        sees_figures=figures.may_see_true_figures(session.box(), session.current_actor()),
        previous=activity_report.find_previous_visit(session.box(), session.current_actor()),
        themes=tuple(THEMATICS),
        redirections=REDIRECTIONS,
        discarded=drafts.find_discarded_draft(session.box(), session.current_actor()),
    )


@desk_screen.post("/receive")
def post_receive_person() -> ResponseReturnValue:
    """« Recevoir une personne »: their visit begins, whatever they have come for."""
    visits.begin_visit(session.box(), session.current_actor())
    return redirect(url_for("catalogue.show"), 303)


@desk_screen.post("/previous/<visit_id>")
def post_previous_visit(visit_id: str) -> ResponseReturnValue:
    """Note what the person before was advised about, and where they were sent on."""
    theme, referred = request.form.get("theme", ""), request.form.get("referred", "")
    activity_report.note_previous_visit(session.box(), visit_id, theme, referred, session.current_actor())
    return redirect(url_for("desk.show"), 303)


@desk_screen.post("/left-numbers/<case_id>")
def post_left_number_told(case_id: str) -> ResponseReturnValue:
    box, services = session.box(), session.current_session().ring.services
    with box.store.write() as db:
        if any(kept.case_id == case_id for kept in person_notices.select_left_numbers(db, services)):
            person_notices.delete_left_number(db, case_id)
    return redirect(url_for("desk.show"), 303)


@desk_screen.post("/dangers/<case_id>")
def post_danger_seen(case_id: str) -> ResponseReturnValue:
    """Somebody at the desk has seen it and told who must act; the case stays marked."""
    worklist.mark_danger_handled(session.box(), case_id, session.current_actor())
    return redirect(url_for("desk.show"), 303)


@desk_screen.post("/messages/<name>")
def post_message_read(name: str) -> ResponseReturnValue:
    received.have_read(session.box(), session.current_actor(), name)
    return redirect(url_for("desk.show"), 303)


def _is_administrator() -> bool:
    mediator = people.read_mediator(session.box().store.read(), session.current_actor().mediator_id)
    return mediator is not None and mediator.administrator


def _broken_files() -> list[dict[str, object]]:
    """The first fault of each procedure file that cannot be read; `kept`: its last sound version is offered."""
    catalogue = session.box().catalogue
    first = {fault.path: fault for fault in reversed(catalogue.faults)}
    return [
        {
            "name": Path(path).name,
            "line": fault.line,
            "code": fault.code,
            "details": fault.details,
            "kept": path in catalogue.kept,
        }
        for path, fault in sorted(first.items())
    ]


done_screen = make_staff_screen("done", "/desk/done")


@done_screen.get("", endpoint="show")
def show_work_done() -> Response:
    box, services = session.box(), session.current_session().ring.services
    done = open_answers.select_done_answers(box.store.read(), services, box.watch.today().now - worklist.SHOWN)
    return render_page("work/done/page.html", here="desk", done=done)


@done_screen.post("/<update_id>")
def post_work_done(update_id: str) -> ResponseReturnValue:
    """Note that an answer is dealt with; the page before says so, and offers to take it back."""
    worklist.finish_answer(session.box(), update_id, session.current_actor())
    return redirect(find_back_address("desk.show", done=update_id), 303)


@done_screen.post("/<update_id>/undo")
def post_work_done_undo(update_id: str) -> ResponseReturnValue:
    worklist.finish_answer(session.box(), update_id, session.current_actor(), done=False)
    return redirect(find_back_address("desk.show"), 303)


hand_on_screen = make_staff_screen("hand_on", "/desk/work")


@hand_on_screen.get("/<subject>/hand-on", endpoint="show")
def show_hand_on(subject: str) -> Response:
    box, actor = session.box(), session.current_actor()
    return render_page(
        "work/hand_on/page.html",
        here="desk",
        subject=subject,
        me=actor.mediator_id,
        colleagues=worklist.colleagues(box, subject, actor),
        handed=open_answers.select_handed_work(box.store.read()).get(subject),
    )


@hand_on_screen.post("/<subject>/hand-on")
def post_hand_on(subject: str) -> ResponseReturnValue:
    """Give it to the colleague whose id the form names, to oneself, or to everybody again ("")."""
    worklist.hand_work_on(session.box(), subject, request.form.get("to", ""), session.current_actor())
    return redirect(url_for("desk.show", handed=subject), 303)


called_screen = make_staff_screen("called", "/desk/calls")


@called_screen.post("/<update_id>")
def post_call_outcome(update_id: str) -> ResponseReturnValue:
    worklist.record_call(session.box(), update_id, request.form.get("outcome", ""), session.current_actor())
    return redirect(url_for("desk.show", called=update_id), 303)


@called_screen.post("/<update_id>/undo")
def post_call_outcome_undo(update_id: str) -> ResponseReturnValue:
    worklist.take_call_back(session.box(), update_id, request.form.get("call", ""), session.current_actor())
    return redirect(url_for("desk.show"), 303)


person_screen = make_staff_screen("person", "/desk/people")


@person_screen.post("/<case_id>/facts")
def post_person_fact(case_id: str) -> ResponseReturnValue:
    """Note the fact that the form names with every case of the person of this one."""
    person.note_person_fact(session.box(), directory(), case_id, request.form.get("fact", ""), session.current_actor())
    session.wake_loops()
    return redirect(find_back_address("desk.show"), 303)


@person_screen.post("/<case_id>/facts/undo")
def post_person_fact_undo(case_id: str) -> ResponseReturnValue:
    fact, actor = request.form.get("fact", ""), session.current_actor()
    person.note_person_fact(session.box(), directory(), case_id, fact, actor, holds=False)
    session.wake_loops()
    return redirect(find_back_address("desk.show"), 303)


@person_screen.post("/<case_id>/reuse")
def post_reused_answers(case_id: str) -> ResponseReturnValue:
    drafts.fill_draft(session.box(), case_id, request.form.get("from", ""), session.current_actor())
    return redirect(find_back_address("desk.show"), 303)

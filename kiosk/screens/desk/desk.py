"""First screen of a mediator: the list of work, which keeps each line until it is done, and the last cases."""

from pathlib import Path

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.keys.ring import DESK
from kiosk.services.drafts import drafts
from kiosk.services.procedures import look_up
from kiosk.services.published import publication_state, shown
from kiosk.services.published.kinds import program
from kiosk.services.setup import first_start
from kiosk.services.upkeep import backup, doctor, machine
from kiosk.services.work import worklist
from kiosk.store.cases import cases, person_notices
from kiosk.store.cases.person_notices import LeftNumber
from kiosk.store.database import Database
from kiosk.store.people import people
from kiosk.store.work import open_answers
from kiosk.store.work.open_answers import DoneAnswer
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import second_face
from kiosk.web.visit.shift_memory import entries

screen = Blueprint("desk", __name__, url_prefix="/desk")
LAST_CASES = 10
"""How many of the last submitted cases stand below the list of work."""


@screen.get("")
@signed_in
def show() -> Response:
    # The day begins here: a clock that cannot be right is asked about now, and not at the first submit.
    session.box().watch.look()
    second_face.leave()
    db = session.box().store.read()
    services = session.current().ring.services
    listed = worklist.worklist(session.box(), db, session.current().actor)
    submitted = cases.submitted(db, services, LAST_CASES)
    work = [*listed.mine, *listed.others]
    return page(
        "desk/desk/page.html",
        here="desk",
        favourites=look_up.chosen(session.box(), session.current().actor),
        work=listed,
        case_id=session.box().clock.new_id(),
        me=session.current().mediator_id,
        people=entries([line.case_id for line in work if line.case_id] + [row.id for row in submitted]),
        procedure=session.box().catalogue.get,
        submitted=submitted,
        just_done=_just_done(db, services),
        just_called=worklist.last(db, request.args.get("called", ""), session.current().actor),
        today=session.box().watch.today().day,
        just_handed=open_answers.handed(db).get(request.args.get("handed", "")),
        stations={
            station_id: people.station_name(db, station_id)
            for station_id in {line.thing.station_id for line in work if isinstance(line.thing, LeftNumber)}
        },
        broken_files=_broken_files(),
        disk=machine.room(session.box()),
        backup_failed=bool(backup.state(session.box()).fault),
        security_release=doctor.needed(session.box()) if _is_administrator() else None,
        new_version=program.newer(session.box()) if _is_administrator() else None,
        asks_for_services=not services - {DESK},
        messages=shown.messages(session.box(), session.current().actor),
        has_sheets=bool(shown.sheets(session.box(), "")),
        published=publication_state.find_troubles(session.box()),
        left=first_start.left(session.box()) if first_start.reminds(session.box()) else (),
        **_discarded(),
    )


@screen.post("/left-numbers/<case_id>")
@signed_in
def told(case_id: str) -> ResponseReturnValue:
    """Note that a person who left their number at the desk has it."""
    box, services = session.box(), session.current().ring.services
    with box.store.write() as db:
        if any(kept.case_id == case_id for kept in person_notices.waiting(db, services)):
            person_notices.delete_left_number(db, case_id)
    return redirect(url_for("desk.show"), 303)


@screen.post("/messages/<name>")
@signed_in
def read_message(name: str) -> ResponseReturnValue:
    """Note that this mediator has read a published message."""
    shown.have_read(session.box(), session.current().actor, name)
    return redirect(url_for("desk.show"), 303)


def _is_administrator() -> bool:
    mediator = people.mediator(session.box().store.read(), session.current().actor.mediator_id)
    return mediator is not None and mediator.administrator


def _discarded() -> dict[str, object]:
    """The draft that can be brought back at this screen: its case id ("" for none) and its procedure."""
    kept = drafts.last(session.box(), session.current().actor)
    if kept is None:
        return {"discarded": "", "discarded_procedure": None}
    return {
        "discarded": kept.draft.case_id,
        "discarded_procedure": session.box().catalogue.get(kept.draft.procedure_id),
    }


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


def _just_done(db: Database, services: frozenset[str]) -> DoneAnswer | None:
    """The answer that was just said to be done, while that can be taken back here."""
    done, since = request.args.get("done", ""), session.box().watch.today().now - worklist.SHOWN
    return next((row for row in open_answers.done_since(db, services, since) if row.update_id == done), None)

"""First screen of a mediator: drafts, submitted cases, news and what needs attention today."""

from pathlib import Path

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.keys.ring import DESK
from kiosk.services.drafts import undo_discard
from kiosk.services.drafts.draft_list import Draft, drafts
from kiosk.services.people.people_search import Entry
from kiosk.services.procedures import favourites
from kiosk.services.published import publication_state, shown
from kiosk.services.published.kinds import program
from kiosk.services.setup import left_to_do
from kiosk.services.submitted import follow_case
from kiosk.services.submitted.follow_case import ReadUpdate
from kiosk.services.upkeep import backup_schedule, disk, security_release
from kiosk.store.cases import cases, left_numbers
from kiosk.store.cases.case_rows import SubmittedCase
from kiosk.store.events import changed_numbers, outbox, updates
from kiosk.store.people import people
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.shift_memory import entries

screen = Blueprint("desk", __name__, url_prefix="/desk")


@screen.get("")
@signed_in
def show() -> Response:
    # The day begins here: a clock that cannot be right is asked about now, and not at the first submit.
    session.box().watch.look()
    db = session.box().store.read()
    services = session.current().ring.services
    begun, submitted = drafts(session.box(), db, session.current().actor), cases.submitted(db, services)
    directory = entries([draft.case_id for draft in begun] + [row.id for row in submitted])
    return page(
        "desk/desk/page.html",
        here="desk",
        favourites=favourites.chosen(session.box(), session.current().actor),
        drafts=[_draft(draft, directory) for draft in begun],
        submitted=[_submitted(row, directory) for row in submitted],
        waiting=outbox.unsent(db)[0],
        attention=[event for event in outbox.attention(db) if event.service_id in ("", *services)],
        unseen=_news(services),
        new_numbers=len(changed_numbers.to_tell(db, services)),
        left_numbers=[(kept, people.station_name(db, kept.station_id)) for kept in left_numbers.waiting(db, services)],
        broken_files=_broken_files(),
        disk=disk.room(session.box()),
        backup_failed=bool(backup_schedule.state(session.box()).fault),
        security_release=security_release.needed(session.box()) if _is_administrator() else None,
        new_version=program.newer(session.box()) if _is_administrator() else None,
        asks_for_services=not services - {DESK},
        messages=shown.messages(session.box(), session.current().actor),
        has_sheets=bool(shown.sheets(session.box(), "")),
        published=publication_state.troubles(session.box()),
        left=left_to_do.left(session.box()) if left_to_do.reminds(session.box()) else (),
        **_discarded(),
    )


@screen.post("/left-numbers/<case_id>")
@signed_in
def told(case_id: str) -> ResponseReturnValue:
    """Note that a person who left their number at the desk has it."""
    box, services = session.box(), session.current().ring.services
    with box.store.write() as db:
        if any(kept.case_id == case_id for kept in left_numbers.waiting(db, services)):
            left_numbers.forget(db, case_id)
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


def _draft(draft: Draft, directory: dict[str, Entry]) -> dict[str, object]:
    return {"draft": draft, "who": directory.get(draft.case_id)}


def _discarded() -> dict[str, object]:
    """The draft that can be brought back at this screen: its case id ("" for none) and its procedure."""
    kept = undo_discard.last(session.box(), session.current().actor)
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


def _submitted(row: SubmittedCase, directory: dict[str, Entry]) -> dict[str, object]:
    procedure = session.box().catalogue.get(row.procedure_id)
    return {"row": row, "procedure": procedure, "who": directory.get(row.id)}


def _news(services: frozenset[str]) -> list[ReadUpdate]:
    """The newest update of each reference that nobody has opened, of these services."""
    newest: dict[str, ReadUpdate] = {}
    actor = session.current().actor
    for update in updates.unseen(session.box().store.read()):
        if update.service_id in services:
            newest.setdefault(update.reference, follow_case.opened(update, actor))
    return list(newest.values())

"""The mediator's day in one look."""

from typing import Any

from flask import Blueprint, Response

from kiosk.domain.ring import DESK
from kiosk.services import choosing, following
from kiosk.services.desk import open_case
from kiosk.services.directory import Entry
from kiosk.store import cases, outbox, parked, updates
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page
from kiosk.web.remembered import entries

screen = Blueprint("desk", __name__, url_prefix="/desk")


@screen.get("")
@signed_in
def show() -> Response:
    # The day begins here: a clock that cannot be right is asked about now, and not at the first submit.
    session.box().watch.look()
    db = session.box().store.read()
    services, known = session.current().ring.services, entries()
    return page(
        "desk/page.html",
        here="desk",
        favourites=choosing.chosen(session.box(), session.current().actor),
        drafts=[_draft(row, known) for row in cases.drafts(db, services)],
        submitted=[_submitted(row, known) for row in cases.submitted(db, services)],
        waiting=outbox.unsent(db)[0],
        attention=[each for each in outbox.attention(db) if _theirs(db, each["stream"])],
        unseen=_news(services),
        asks_for_services=not services - {DESK},
    )


def _draft(row: dict[str, Any], known: dict[str, Entry]) -> dict[str, Any]:
    opened = open_case(session.box(), row["id"], session.current().actor)
    place = opened.journey.count(opened.case.position) if opened.journey.stop(opened.case.position) else None
    note = parked.opened(row["note"], row["id"], opened.key)
    return {
        "case": opened.case, "procedure": opened.procedure, "who": known.get(row["id"]), "place": place,
        "note": note,
    }  # fmt: skip


def _submitted(row: dict[str, Any], known: dict[str, Entry]) -> dict[str, Any]:
    procedure = session.box().catalogue.get(row["procedure_id"])
    return {**row, "procedure": procedure, "who": known.get(row["id"])}


def _theirs(db: Any, stream: str) -> bool:
    head = cases.head(db, stream)
    return head is None or head["service_id"] in session.current().ring.services


def _news(services: frozenset[str]) -> list[dict[str, Any]]:
    """The newest of each reference that nobody has opened, of the services held."""
    newest: dict[str, dict[str, Any]] = {}
    actor = session.current().actor
    for update in updates.unseen(session.box().store.read()):
        if update.service_id in services:
            newest.setdefault(update.reference, following.opened(update, actor))
    return list(newest.values())

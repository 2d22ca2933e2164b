"""The mediator's day in one look."""

from typing import Any

from flask import Blueprint, Response

from kiosk.services.desk import open_case
from kiosk.store import cases, outbox, updates
from kiosk.store.database import Database
from kiosk.web import session
from kiosk.web.pages import page
from kiosk.web.session import signed_in

screen = Blueprint("desk", __name__, url_prefix="/desk")


@screen.get("")
@signed_in
def show() -> Response:
    # The day begins here: a clock that cannot be right is asked about now, and not at the first submit.
    session.box().watch.look()
    db = session.box().store.read()
    return page(
        "desk/page.html",
        here="desk",
        drafts=[_draft(case) for case in cases.drafts(db)],
        submitted=[_submitted(each) for each in cases.submitted(db)],
        waiting=outbox.unsent(db)[0],
        attention=outbox.attention(db),
        unseen=_news(db),
    )


def initials(case: Any) -> str:
    """Whose case it is, for those who know: « A. B. », so that a passer-by reads no name."""
    values = case.values
    procedure = session.box().catalogue.get(case.procedure_id)
    if procedure is None:
        return ""
    roles = {field.role: str(values[field.id]) for field in procedure.fields() if field.role and field.id in values}
    family = roles.get("person.used_name") or roles.get("person.birth_name", "")
    return " ".join(f"{name[0].upper()}." for name in (roles.get("person.given_names", ""), family) if name)


def _draft(case: Any) -> dict[str, Any]:
    opened = open_case(session.box(), case.id)
    place = opened.journey.count(case.position) if opened.journey.stop(case.position) else None
    return {"case": case, "procedure": opened.procedure, "initials": initials(case), "place": place}


def _submitted(each: dict[str, Any]) -> dict[str, Any]:
    procedure = session.box().catalogue.get(each["procedure_id"])
    return {**each, "procedure": procedure, "initials": initials(each["case"])}


def _news(db: Database) -> list[dict[str, Any]]:
    """The newest of each reference that nobody has opened."""
    newest: dict[str, dict[str, Any]] = {}
    for update in updates.unseen(db):
        newest.setdefault(update["reference"], update)
    return list(newest.values())

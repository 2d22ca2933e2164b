"""Calls to persons about answers of the service, until they are reached."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.domain.screen.desk_work import CallOutcome
from kiosk.store.database import Database, listed


class Call(Struct, frozen=True):
    """One call about an answer: what came of it, when, and who made it (a name)."""

    id: int
    update_id: str
    outcome: str
    by: str
    at: datetime


def note(db: Database, update_id: str, mediator_id: str, outcome: CallOutcome, at: datetime) -> int:
    """Keep a call; gives its id."""
    call = {"update_id": update_id, "mediator_id": mediator_id, "at": stamp(at), "outcome": outcome}
    return db.table("calls").insert(call).last_rowid or 0


def of(db: Database, update_ids: Iterable[str]) -> list[Call]:
    """The calls about these answers, the oldest first."""
    found = db.query(
        "SELECT calls.id, update_id, outcome, coalesce(mediators.name, '') AS name, at FROM calls"
        " LEFT JOIN mediators ON mediators.id = mediator_id"
        " WHERE update_id IN (SELECT value FROM json_each(?)) ORDER BY calls.id",
        [listed(update_ids)],
    )
    return [Call(call["id"], call["update_id"], call["outcome"], call["name"], moment(call["at"])) for call in found]


def are_older(db: Database, at: datetime) -> bool:
    """Whether a call was made before then."""
    return db.table("calls").count_where("at < ?", [stamp(at)]) > 0


def forget_older(db: Database, at: datetime) -> int:
    """Delete the calls made before then; gives how many."""
    return db.execute("DELETE FROM calls WHERE at < ?", (stamp(at),)).rowcount


def take_back(db: Database, call_id: int) -> None:
    """Delete a call that was noted by mistake."""
    db.table("calls").delete_where("id = ?", [call_id])

"""Numbers left at the desk by persons who cannot read their paper, until somebody there has told them."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.store.database import Database, listed


class LeftNumber(Struct, frozen=True):
    """One number: of which case, left when and at which station ("" where it is none)."""

    case_id: str
    reference: str
    station_id: str
    at: datetime


def leave(db: Database, case_id: str, station_id: str, at: datetime) -> None:
    """Keep the number of a submitted case; a second time changes nothing."""
    left = {"case_id": case_id, "station_id": station_id, "at": stamp(at)}
    db.table("left_numbers").insert(left, ignore=True)


def is_left(db: Database, case_id: str) -> bool:
    """Whether the number of this case waits at the desk."""
    return db.table("left_numbers").count_where("case_id = ?", [case_id]) > 0


def waiting(db: Database, services: Iterable[str]) -> list[LeftNumber]:
    """The numbers that wait, of cases of these services, the newest first."""
    found = db.query(
        "SELECT left_numbers.case_id, reference, left_numbers.station_id, at FROM left_numbers"
        " JOIN submissions USING (case_id) JOIN cases ON cases.id = left_numbers.case_id"
        " WHERE service_id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, reference",
        [listed(services)],
    )
    return [LeftNumber(kept["case_id"], kept["reference"], kept["station_id"], moment(kept["at"])) for kept in found]


def forget(db: Database, case_id: str) -> None:
    """Delete the number, because the person has it or the case is destroyed."""
    db.table("left_numbers").delete_where("case_id = ?", [case_id])

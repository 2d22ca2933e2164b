"""Store and find mandates: days and marks in clear, the record and its uses encrypted."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from kiosk.clock import moment, stamp
from kiosk.domain.mandates.mandate import OVER, MandateMark, MandateState
from kiosk.store.database import Database, read_column

_LASTING = (
    "NOT EXISTS (SELECT 1 FROM mandate_marks ended WHERE ended.mandate_id = mandates.id"
    f" AND ended.action IN ({', '.join(repr(mark.value) for mark in OVER)}))"
)
_EXPIRED = f"FROM mandates WHERE ends_on < ? AND {_LASTING}"


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One mandate: its encrypted record, and its standing; `over_at` is None while it is in force."""

    id: str
    ends_on: date
    record: bytes = field(repr=False)
    standing: MandateState
    over_at: datetime | None


def insert_mandate(db: Database, mandate_id: str, ends_on: date, keep_until: date, record: bytes) -> None:
    """Store a mandate that is not signed yet."""
    mandate = {"id": mandate_id, "ends_on": ends_on.isoformat(), "keep_until": keep_until.isoformat(), "kept": record}
    db.table("mandates").insert(mandate)


def insert_mandate_mark(db: Database, mandate_id: str, action: MandateMark, at: datetime, keep_until: date) -> None:
    """Store what happened to a mandate, and until when it is kept now; a repetition changes nothing."""
    if _mark(db, mandate_id, action, at):
        db.execute("UPDATE mandates SET keep_until = ? WHERE id = ?", (keep_until.isoformat(), mandate_id))


def read_mandate_row(db: Database, mandate_id: str) -> MandateRow | None:
    mandates = _all(db, "WHERE mandates.id = ?", mandate_id)
    return mandates[0] if mandates else None


def select_mandates(db: Database) -> list[MandateRow]:
    """Every mandate, the latest end first."""
    return _all(db, "")


def select_lasting_mandates(db: Database) -> list[MandateRow]:
    """The mandates that are in force or not signed yet, the latest end first."""
    return _all(db, f"WHERE {_LASTING}")


def has_expired_mandates(db: Database, today: date) -> bool:
    """Whether `mark_expired_mandates` would mark any mandate."""
    return any(db.query(f"SELECT 1 {_EXPIRED} LIMIT 1", [today.isoformat()]))


def mark_expired_mandates(db: Database, today: date, at: datetime) -> list[str]:
    """Mark every mandate whose last day is over as expired, for good; gives their ids."""
    ended: list[str] = read_column(db, f"SELECT id {_EXPIRED} ORDER BY id", today.isoformat())
    for mandate_id in ended:
        _mark(db, mandate_id, MandateMark.EXPIRED, at)
    return ended


def insert_mandate_use(db: Database, mandate_id: str, record: bytes) -> None:
    db.table("mandate_uses").insert({"mandate_id": mandate_id, "kept": record})


def select_mandate_uses(db: Database, mandate_id: str) -> list[bytes]:
    """The encrypted uses of a mandate, the oldest first."""
    return read_column(db, "SELECT kept FROM mandate_uses WHERE mandate_id = ? ORDER BY id", mandate_id)


def select_due_mandates(db: Database, today: date) -> list[str]:
    """The ids of the mandates whose retention period is over."""
    return read_column(db, "SELECT id FROM mandates WHERE keep_until < ? ORDER BY id", today.isoformat())


def delete_mandate(db: Database, mandate_id: str) -> None:
    for table, column in (("mandate_uses", "mandate_id"), ("mandate_marks", "mandate_id"), ("mandates", "id")):
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (mandate_id,))


def _mark(db: Database, mandate_id: str, action: MandateMark, at: datetime) -> bool:
    written = db.execute(
        "INSERT OR IGNORE INTO mandate_marks (mandate_id, action, at, number)"
        " SELECT :mandate_id, :action, :at, count(*) FROM mandate_marks WHERE mandate_id = :mandate_id",
        {"mandate_id": mandate_id, "action": action, "at": stamp(at)},
    )
    return bool(written.rowcount)


def _all(db: Database, where: str, *parameters: str) -> list[MandateRow]:
    mandates: dict[str, MandateRow] = {}
    found = db.execute(
        "SELECT mandates.id, ends_on, kept, action, at FROM mandates"
        " LEFT JOIN mandate_marks ON mandate_id = mandates.id"
        f" {where} ORDER BY ends_on DESC, mandates.id, number",
        parameters,
    )
    for mandate_id, ends_on, record, action, at in found:
        fresh = MandateRow(mandate_id, date.fromisoformat(ends_on), record, MandateState(signed=False), None)
        kept = mandates.setdefault(mandate_id, fresh)
        if action is not None:  # NULL where nothing has happened to it yet
            over = moment(at) if MandateMark(action) in OVER and not kept.standing.over else kept.over_at
            mandates[mandate_id] = replace(kept, standing=kept.standing.after(MandateMark(action)), over_at=over)
    return list(mandates.values())

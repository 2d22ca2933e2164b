"""Which subjects are due for destruction: transmitted cases past their retention, and abandoned drafts."""

from datetime import datetime

from kiosk.clock import moment, stamp
from kiosk.store.database import Database

# Whether one subject is over is asked of that one alone: thousands are over at once where a clock was years behind.
_DUE = (
    "SELECT data_keys.subject FROM expiries CROSS JOIN data_keys ON data_keys.subject = expiries.subject"
    " JOIN events ON events.stream = data_keys.subject"
    " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
    " LEFT JOIN dismissals ON dismissals.event_id = events.id"
    " LEFT JOIN submissions ON submissions.case_id = data_keys.subject"
    " LEFT JOIN events later ON later.replaces = events.id"
    " WHERE expiries.due_at <= julianday(?1) AND data_keys.kind = 'service' AND later.id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM attachments JOIN parcels ON parcels.attachment_id = attachments.id"
    " WHERE attachments.case_id = data_keys.subject"
    " AND attachments.id NOT IN (SELECT attachment_id FROM parcel_receipts))"
)
_OF_ONE = " AND expiries.subject = ?2"
_OVER = (
    " GROUP BY data_keys.subject HAVING count(*) = count(coalesce(acknowledgements.at, dismissals.at)) AND"
    " julianday(max(coalesce(acknowledgements.at, dismissals.at))) + coalesce(max(retention_days), 0) <= julianday(?1)"
)
_DRAFTS = (
    "SELECT id FROM unsubmitted CROSS JOIN cases ON cases.id = unsubmitted.case_id"
    " WHERE changed_at < CASE channel WHEN 'kiosk' THEN ? ELSE ? END"
)


def kept_long_enough(db: Database, now: datetime, only: str = "") -> list[str]:
    """Streams that still have a key, whose every event and file the hub has, and whose retention is over; of all
    streams, or of `only` one.

    Only those are looked at whose last answer lies so many days back (`expiries`), not every case that is kept.
    Days count from the last acknowledgement. A stream about another site's case has 0 days: no procedure sets any.
    """
    streams = db.query(f"{_DUE}{_OF_ONE}{_OVER}" if only else f"{_DUE}{_OVER}", [stamp(now), *([only] if only else [])])
    return [str(stream["subject"]) for stream in streams]


def forgotten_drafts(db: Database, terminal_before: datetime, desk_before: datetime, only: str = "") -> list[str]:
    """Drafts not changed since: `terminal_before` for those of a terminal, `desk_before` for all others; of all
    drafts, or of `only` one.
    """
    before = stamp(terminal_before), stamp(desk_before)
    drafts = db.query(f"{_DRAFTS} AND id = ?", [*before, only]) if only else db.query(_DRAFTS, before)
    return [str(draft["id"]) for draft in drafts]


def erasure_asked_at(db: Database, subject: str) -> datetime | None:
    """When the person last asked that a subject be erased, None where they never did."""
    asked = "SELECT max(recorded_at) AS at FROM events WHERE stream = ? AND type = 'erasure'"
    (request,) = db.query(asked, [subject])
    return moment(request["at"]) if request["at"] else None


def is_addition(db: Database, subject: str) -> bool:
    """Whether a stream only adds to a case that has its answers elsewhere: another stream here, or another site's."""
    events = db.table("events")
    submitted = events.count_where("stream = ? AND type = 'submitted'", [subject])
    return not submitted and events.count_where("stream = ?", [subject]) > 0


def reference_of(db: Database, subject: str) -> str:
    """The reference under which a subject is known, "" for a draft."""
    newest = db.table("events").rows_where("stream = ?", [subject], order_by="rowid DESC", limit=1)
    return next((str(event["reference"]) for event in newest), "")

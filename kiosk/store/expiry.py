"""Whose time is over: cases the hub has had long enough, drafts nobody came back to."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database, row, rows


def kept_long_enough(db: Database, now: datetime) -> list[str]:
    """Streams with a key whose every event and file the hub has, and whose days since the last event are over.

    A stream of a case of another site has the days of no procedure: it goes as soon as the hub has it.
    """
    found = rows(
        db,
        "SELECT data_keys.subject FROM data_keys"
        " JOIN events ON events.stream = data_keys.subject"
        " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
        " LEFT JOIN dismissals ON dismissals.event_id = events.id"
        " LEFT JOIN submissions ON submissions.case_id = data_keys.subject"
        " LEFT JOIN events later ON later.replaces = events.id"
        " WHERE data_keys.kind = 'service' AND later.id IS NULL"
        " AND data_keys.subject NOT IN (SELECT case_id FROM attachments JOIN parcels ON parcels.attachment_id ="
        " attachments.id WHERE attachments.id NOT IN (SELECT attachment_id FROM parcel_receipts))"
        " GROUP BY data_keys.subject"
        " HAVING count(*) = count(coalesce(acknowledgements.at, dismissals.at)) AND"
        " julianday(max(coalesce(acknowledgements.at, dismissals.at))) + coalesce(max(retention_days), 0)"
        " <= julianday(?)",
        stamp(now),
    )
    return [str(each["subject"]) for each in found]


def forgotten_drafts(db: Database, terminal_before: datetime, desk_before: datetime) -> list[str]:
    """Drafts that nobody has touched since: a terminal's sooner than a desk's."""
    found = rows(
        db,
        "SELECT id FROM cases WHERE discarded_at IS NULL AND emptied_at IS NULL"
        " AND id NOT IN (SELECT case_id FROM submissions)"
        " AND changed_at < CASE channel WHEN 'kiosk' THEN ? ELSE ? END",
        stamp(terminal_before),
        stamp(desk_before),
    )
    return [str(each["id"]) for each in found]


def reference_of(db: Database, subject: str) -> str:
    """The reference under which a subject is known, "" for a draft."""
    found = row(db, "SELECT reference FROM events WHERE stream = ? LIMIT 1", subject)
    return str(found["reference"]) if found else ""

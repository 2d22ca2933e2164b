"""The ledger of visits: append-only, without a name; what it counts a day, which a trigger keeps; who is still here.

The first line of a visit gives all its lines their day, the site's; no figure needs a line once it is counted. A visit
is open while a session is at it: nothing else leads from a visit to a screen, a person or a case.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.figures.figures import DayCount
from kiosk.domain.visits.activity_report import VisitLine
from kiosk.domain.visits.ledger import PERIODS, Entry, Period, VisitPlace, count_minutes
from kiosk.store.database import Database, read_row, read_rows, read_value, to_json_array


def insert_visit(db: Database, visit_id: str, place: VisitPlace, day: date, at: datetime) -> None:
    """Append the first line of a visit, whose day is the site's."""
    line = {"visit_id": visit_id, "day": day.isoformat(), "at": stamp(at), "kind": Entry.BEGUN, "value": place}
    db.table("visit_ledger").insert(line)


def insert_visit_line(
    db: Database, visit_id: str, kind: Entry, at: datetime, *, value: str = "", procedure_id: str = "", by: str = ""
) -> None:
    """Append a line to a visit that has begun; `by` is the id of the mediator, where one serves."""
    db.execute(
        "INSERT INTO visit_ledger (visit_id, day, at, kind, value, procedure_id, mediator_id)"
        " SELECT visit_id, day, :at, :kind, :value, :procedure_id, :by FROM visit_ledger"
        " WHERE visit_id = :visit_id AND kind = :begun",
        {
            "at": stamp(at),
            "kind": kind,
            "value": value,
            "procedure_id": procedure_id,
            "by": by,
            "visit_id": visit_id,
            "begun": Entry.BEGUN,
        },
    )


def insert_line_of_no_visit(db: Database, kind: Entry, day: date, at: datetime, value: str, procedure_id: str) -> None:
    """Append a line that is of no visit, on a day of the site."""
    line = {"visit_id": "", "day": day.isoformat(), "at": stamp(at), "kind": kind, "value": value}
    db.table("visit_ledger").insert(line | {"procedure_id": procedure_id})


def has_visit_line(db: Database, visit_id: str, kind: Entry, procedure_id: str) -> bool:
    of = "visit_id = ? AND kind = ? AND procedure_id = ?"
    return db.table("visit_ledger").count_where(of, [visit_id, kind, procedure_id]) > 0


def read_open_visit(db: Database, session: str) -> str:
    """The visit at which a session (its hash) is, "" for none."""
    return read_value(db, "SELECT visit_id FROM open_visits WHERE session = ?", session) or ""


def read_day_of_visit(db: Database, visit_id: str) -> date | None:
    """The day of the site on which a visit began, None for no visit."""
    day = read_value(db, "SELECT day FROM visit_ledger WHERE visit_id = ? AND kind = ?", visit_id, Entry.BEGUN)
    return date.fromisoformat(day) if day else None


def find_visit_of_case(db: Database, case_id: str, session: str) -> str:
    """The visit of another session that is at this case, "" for none."""
    query = "SELECT visit_id FROM open_visits JOIN sessions ON id_hash = session WHERE case_id = ? AND session <> ?"
    return read_value(db, query, case_id, session) or ""


def save_open_visit(db: Database, session: str, visit_id: str) -> None:
    """A session is at this visit from now on, and at no step of it yet."""
    db.table("open_visits").insert({"session": session, "visit_id": visit_id, "step_id": ""}, replace=True)


def update_open_step(db: Database, session: str, step_id: str) -> None:
    """Note the step of a request at which the visit's person is; a session without a visit has none."""
    db.execute("UPDATE open_visits SET step_id = ? WHERE session = ?", (step_id, session))


def read_open_step(db: Database, session: str) -> str:
    return read_value(db, "SELECT step_id FROM open_visits WHERE session = ?", session) or ""


class OpenOpinion(Struct, frozen=True):
    """The face pressed in a visit that is open ("" for none), and whether a word was said; neither outlives it."""

    face: str = ""
    said: bool = False


def read_open_opinion(db: Database, session: str) -> OpenOpinion:
    found = db.query("SELECT face, said FROM open_visits WHERE session = ?", [session])
    return read_row(OpenOpinion, found) or OpenOpinion()


def mark_word_said(db: Database, session: str) -> None:
    db.execute("UPDATE open_visits SET said = 1 WHERE session = ?", (session,))


def update_open_face(db: Database, session: str, face: str) -> None:
    db.execute("UPDATE open_visits SET face = ? WHERE session = ?", (face, session))


def has_request(db: Database, visit_id: str) -> bool:
    """Whether a request was begun or taken up in a visit."""
    query = "SELECT 1 FROM visit_ledger WHERE visit_id = ? AND kind = ? LIMIT 1"
    return bool(read_value(db, query, visit_id, Entry.CASE))


def update_open_session(db: Database, session: str, new: str) -> None:
    db.execute("UPDATE open_visits SET session = ? WHERE session = ?", (new, session))


def has_open_visits_until(db: Database, last: date) -> bool:
    """Whether somebody is still at a visit of this day or one before."""
    query = "SELECT 1 FROM open_visits CROSS JOIN visit_ledger USING (visit_id) WHERE kind = ? AND day <= ?"
    return read_value(db, query, Entry.BEGUN, last.isoformat()) is not None


def find_session_cut_off(db: Database, station_id: str, mediator_id: str, since: datetime) -> str:
    """A session (its hash) of this station and mediator ("" for a terminal's person), last used since then, whose visit
    is open and which no browser knows any more; "" for none. A face that was pressed alone stays with who pressed it.
    """
    query = (
        "SELECT session FROM open_visits JOIN sessions ON id_hash = session WHERE station_id = ? AND seen_at >= ?"
        " AND coalesce(mediator_id, '') = ? AND (mediator_id IS NOT NULL OR face = '') ORDER BY seen_at DESC"
    )
    return read_value(db, query, station_id, stamp(since), mediator_id) or ""


def read_last_period(db: Database, visit_id: str) -> Period | None:
    periods = _periods(db, visit_id)
    return periods[-1] if periods else None


def hold_visits(db: Database, sessions: Iterable[str], at: datetime) -> None:
    """Put the visits of these sessions on hold, those that are not yet."""
    for session in sessions:
        if visit_id := read_open_visit(db, session):
            last = read_last_period(db, visit_id)
            if last is not None and last.kind != Entry.ON_HOLD:
                insert_visit_line(db, visit_id, Entry.ON_HOLD, at)


def leave_visit(db: Database, session: str, next_case: str = "") -> None:
    """A session is at its visit no more; that of nobody else ends, at the moment when the session was last used.

    `next_case` is the request that the session has taken up since, which nobody gave up.
    """
    visit_id = read_open_visit(db, session)
    if not visit_id:
        return
    found = db.query(
        "SELECT sessions.language, speech, comfort, seen_at, step_id, procedure_id FROM open_visits"
        " JOIN sessions ON id_hash = session"
        " LEFT JOIN cases ON cases.id = sessions.case_id AND cases.id IN (SELECT case_id FROM unsubmitted"
        "  EXCEPT SELECT case_id FROM resume_codes EXCEPT SELECT case_id FROM parked)"
        "  AND cases.id <> ?"
        " WHERE session = ?",
        [next_case, session],
    )
    left = read_row(_Left, found)
    db.table("open_visits").delete_where("session = ?", [session])
    if left is None or db.table("open_visits").count_where("visit_id = ?", [visit_id]):
        return
    if left.procedure_id:
        insert_visit_line(db, visit_id, Entry.LEFT, left.seen_at, value=left.step_id, procedure_id=left.procedure_id)
    place = read_value(db, "SELECT value FROM visit_ledger WHERE visit_id = ? AND kind = ?", visit_id, Entry.BEGUN)
    known = [
        (Entry.ENDED, place),
        (Entry.MINUTES, str(count_minutes(_periods(db, visit_id), left.seen_at))),
        (Entry.LANGUAGE, left.language),
    ]
    for kind, value in known:
        insert_visit_line(db, visit_id, kind, left.seen_at, value=value)
    for choice in [*left.comfort.split(), *(["speech"] if left.speech else [])]:
        _count_comfort(db, visit_id, choice)


def _count_comfort(db: Database, visit_id: str, choice: str) -> None:
    """Count a choice in the month of a visit, never in its lines: it may tell of somebody's health (GDPR, art. 9)."""
    db.execute(
        "INSERT INTO comfort_counts (month, choice, count)"
        " SELECT substr(day, 1, 7), ?, 1 FROM visit_ledger WHERE visit_id = ? AND kind = ?"
        " ON CONFLICT (month, choice) DO UPDATE SET count = count + 1",
        (choice, visit_id, Entry.BEGUN),
    )


class _Left(Struct, frozen=True):
    """What is known of a visit when it ends; `procedure_id` is None where no request was left unsent."""

    language: str
    speech: str
    comfort: str
    seen_at: datetime
    step_id: str
    procedure_id: str | None


def _periods(db: Database, visit_id: str) -> list[Period]:
    found = db.query(
        "SELECT kind, at FROM visit_ledger WHERE visit_id = ? AND kind IN (SELECT value FROM json_each(?))"
        " ORDER BY number",
        [visit_id, to_json_array(PERIODS)],
    )
    return read_rows(Period, found)


_LINES = "SELECT visit_id, day, at, kind, procedure_id, value, mediator_id FROM visit_ledger WHERE visit_id"
_SERVED = "SELECT visit_id FROM visit_ledger WHERE kind = 'served' AND mediator_id = ?"


def select_visit_lines(db: Database, visit_id: str) -> list[VisitLine]:
    return read_rows(VisitLine, db.query(f"{_LINES} = ? ORDER BY number", [visit_id]))


def select_served_lines(db: Database, mediator_id: str, first: date, last: date) -> list[VisitLine]:
    """All lines of the visits that a mediator served on the days from the first to the last."""
    found = db.query(
        f"{_LINES} IN ({_SERVED} AND day BETWEEN ? AND ?) ORDER BY number",
        [mediator_id, first.isoformat(), last.isoformat()],
    )
    return read_rows(VisitLine, found)


def find_last_served_visit(db: Database, mediator_id: str) -> str:
    """The visit that a mediator has begun to serve last, "" for none."""
    return read_value(db, f"{_SERVED} ORDER BY day DESC, number DESC LIMIT 1", mediator_id) or ""


def select_visit_notes(db: Database, mediator_id: str, visit_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """What a mediator has noted for their report, by visit and column."""
    notes: dict[str, dict[str, str]] = {}
    query = (
        "SELECT visit_id, name, value FROM visit_notes"
        " WHERE mediator_id = ? AND visit_id IN (SELECT value FROM json_each(?))"
    )
    for row in db.query(query, [mediator_id, to_json_array(visit_ids)]):
        notes.setdefault(row["visit_id"], {})[row["name"]] = row["value"]
    return notes


def save_visit_note(db: Database, mediator_id: str, visit_id: str, name: str, value: str) -> None:
    """Keep what a mediator notes of a visit for their report, in the place of what they noted before."""
    note = {"mediator_id": mediator_id, "visit_id": visit_id, "name": name, "value": value}
    db.table("visit_notes").insert(note, replace=True)


def delete_mediator_notes(db: Database, mediator_id: str) -> None:
    db.table("visit_notes").delete_where("mediator_id = ?", [mediator_id])


def select_counts(db: Database, first: date, last: date, kinds: Iterable[Entry] = Entry) -> list[DayCount]:
    """What the ledger counts of these kinds on the days from the first to the last, both included.

    Visits that ended are counted by their day, everything else as one count, of the first of its days.
    """
    found = db.query(
        "SELECT min(day) AS day, kind, procedure_id, value, sum(count) AS count FROM visit_counts"
        " WHERE day BETWEEN :first AND :last AND kind IN (SELECT value FROM json_each(:kinds))"
        " GROUP BY kind, procedure_id, value, iif(kind = :ended, day, '')"
        " ORDER BY day, kind, procedure_id, value",
        {"first": first.isoformat(), "last": last.isoformat(), "kinds": to_json_array(kinds), "ended": Entry.ENDED},
    )
    return read_rows(DayCount, found)


def select_comfort(db: Database, first: date, last: date) -> dict[str, int]:
    """For how many visits of the months that the days lie in each choice was made of how to see, press and listen."""
    found = db.execute(
        "SELECT choice, sum(count) FROM comfort_counts WHERE month BETWEEN ? AND ? GROUP BY choice",
        (first.isoformat()[:7], last.isoformat()[:7]),
    )
    return dict(found.fetchall())


def has_lines_before(db: Database, moment: datetime) -> bool:
    return bool(read_value(db, "SELECT 1 FROM visit_ledger WHERE at < ? LIMIT 1", stamp(moment)))


def delete_visit_lines(db: Database, before: datetime) -> None:
    """Delete the lines older than a moment; what they were counted in stays, their notes go too."""
    db.execute("DELETE FROM visit_ledger WHERE at < ?", (stamp(before),))
    db.execute("DELETE FROM visit_notes WHERE visit_id NOT IN (SELECT visit_id FROM visit_ledger)")

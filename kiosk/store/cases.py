"""Drafts and submitted cases; the answers are one opaque column."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kiosk.clock import moment, stamp
from kiosk.domain.case import Answer, Case
from kiosk.store.database import Database, row, rows

_COLUMNS = (
    "id, procedure_id, procedure_version, channel, language, plain, position, answers, mediator_id, station_id,"
    " opened_at, changed_at"
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What submitting fixed for ever. `legal_date` is an ISO day in the site's time zone."""

    case_id: str
    reference: str
    counter: int
    kind: str
    legal_date: str
    date_certain: bool
    submitted_at: datetime
    follow_code: str


def add(db: Database, case: Case) -> None:
    """Keep a new draft."""
    db.conn.execute(f"INSERT INTO cases ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", _cells(case))


def get(db: Database, case_id: str) -> Case | None:
    """The case as it stands, None where it does not exist or was discarded."""
    found = row(db, f"SELECT {_COLUMNS} FROM cases WHERE id = ? AND discarded_at IS NULL", case_id)
    return None if found is None else _case(found)


def save(db: Database, case: Case) -> None:
    """Keep the answers, position and manner of speaking of a case that exists."""
    db.conn.execute(
        "UPDATE cases SET language = ?, plain = ?, position = ?, answers = ?, changed_at = ? WHERE id = ?",
        (case.language, int(case.plain), case.position, _packed(case), stamp(case.changed_at), case.id),
    )


def discard(db: Database, case_id: str, at: datetime) -> None:
    """Forget a draft and destroy its answers."""
    db.conn.execute("UPDATE cases SET discarded_at = ?, answers = x'7b7d' WHERE id = ?", (stamp(at), case_id))


def submit(db: Database, submission: Submission) -> None:
    """Freeze a case. A case is submitted once: the primary key refuses a second."""
    db.conn.execute(
        "INSERT INTO submissions (case_id, reference, counter, kind, legal_date, date_certain, submitted_at,"
        " follow_code) VALUES (?,?,?,?,?,?,?,?)",
        (submission.case_id, submission.reference, submission.counter, submission.kind, submission.legal_date,
         int(submission.date_certain), stamp(submission.submitted_at), submission.follow_code),
    )  # fmt: skip


def submission(db: Database, case_id: str) -> Submission | None:
    """What submitting this case fixed, None for a draft."""
    return _submission(row(db, "SELECT * FROM submissions WHERE case_id = ?", case_id))


def submission_of(db: Database, reference: str) -> Submission | None:
    """The submission that holds a reference at this site."""
    return _submission(row(db, "SELECT * FROM submissions WHERE reference = ?", reference))


def state(db: Database, case_id: str) -> dict[str, Any] | None:
    """`{case_id, reference, kind, state, unsent, mendable}`, computed from what happened.

    `mendable` says that the hub refused the case itself, so that its answers may be changed.
    """
    return row(db, "SELECT * FROM case_states WHERE case_id = ?", case_id)


def drafts(db: Database, limit: int = 50) -> list[Case]:
    """Drafts that anyone at the desk can resume, the last changed first."""
    found = rows(
        db,
        f"SELECT {_COLUMNS} FROM cases WHERE discarded_at IS NULL"
        " AND id NOT IN (SELECT case_id FROM submissions) ORDER BY changed_at DESC LIMIT ?",
        limit,
    )
    return [_case(each) for each in found]


def submitted(db: Database, limit: int = 50) -> list[dict[str, Any]]:
    """Submitted cases, the newest first: their columns with `reference, state, unsent, submitted_at`."""
    found = rows(
        db,
        f"SELECT {', '.join('cases.' + name.strip() for name in _COLUMNS.split(','))}, case_states.reference,"
        " case_states.state, case_states.unsent, submissions.submitted_at FROM submissions"
        " JOIN cases ON cases.id = submissions.case_id JOIN case_states ON case_states.case_id = cases.id"
        " ORDER BY submissions.counter DESC LIMIT ?",
        limit,
    )
    return [{**each, "case": _case(each), "submitted_at": moment(each["submitted_at"])} for each in found]


def highest_counter(db: Database) -> int:
    """The highest counter in a reference this store has minted."""
    found = row(db, "SELECT max(counter) AS highest FROM submissions")
    return int((found or {}).get("highest") or 0)


def _packed(case: Case) -> bytes:
    return json.dumps({key: asdict(each) for key, each in case.answers.items()}, ensure_ascii=False).encode()


def _answers(packed: bytes) -> dict[str, Answer]:
    return {
        key: Answer(
            {part: tuple(values) for part, values in each["typed"].items()}, each["value"], each["fault"], each["none"]
        )
        for key, each in json.loads(packed).items()
    }


def _cells(case: Case) -> tuple[Any, ...]:
    return (
        case.id, case.procedure_id, case.procedure_version, case.channel, case.language, int(case.plain), case.position,
        _packed(case), case.mediator_id, case.station_id, stamp(case.opened_at), stamp(case.changed_at),
    )  # fmt: skip


def _case(found: dict[str, Any]) -> Case:
    return Case(
        id=found["id"],
        procedure_id=found["procedure_id"],
        procedure_version=found["procedure_version"],
        opened_at=moment(found["opened_at"]),
        changed_at=moment(found["changed_at"]),
        channel=found["channel"],
        language=found["language"],
        plain=bool(found["plain"]),
        position=found["position"],
        answers=_answers(found["answers"]),
        mediator_id=found["mediator_id"],
        station_id=found["station_id"],
    )


def _submission(found: dict[str, Any] | None) -> Submission | None:
    if found is None:
        return None
    return Submission(
        **{
            **found,
            "date_certain": bool(found["date_certain"]),
            "submitted_at": moment(found["submitted_at"]),
        }
    )

"""Drafts and submitted cases; what a person said is locked under the case's own key."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kiosk import sealing
from kiosk.clock import moment, stamp
from kiosk.domain.case import Answer, Case
from kiosk.store.database import Database, row, rows

_COLUMNS = (
    "id, procedure_id, procedure_version, procedure_sha256, service_id, channel, language, plain, answers, mediator_id,"
    " station_id, opened_at, changed_at"
)
EMPTY = b""
"""What stands where answers stood, once they are destroyed."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What submitting fixed for ever. `legal_date` is an ISO day in the site's time zone.

    `follow_code` is "" for whoever cannot open the case; `proof` is what its receipt proves, signed, and stays.
    """

    case_id: str
    reference: str
    counter: int
    kind: str
    legal_date: str
    date_certain: bool
    submitted_at: datetime
    retention_days: int
    follow_code: str = ""
    proof: bytes = b""


def add(db: Database, case: Case, key: bytes) -> None:
    """Keep a new draft."""
    db.conn.execute(
        f"INSERT INTO cases ({_COLUMNS}, names) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (case.id, case.procedure_id, case.procedure_version, case.procedure_sha256, case.service_id, case.channel,
         case.language, int(case.plain), _locked(case, key), case.mediator_id, case.station_id, stamp(case.opened_at),
         stamp(case.changed_at), EMPTY),
    )  # fmt: skip


def get(db: Database, case_id: str, key: bytes) -> Case | None:
    """The case as it stands, None where it does not exist, was discarded or was emptied.

    Raises `Refused("unreadable")` with a key that is not the case's.
    """
    found = row(db, f"SELECT {_COLUMNS} FROM cases WHERE id = ? AND discarded_at IS NULL", case_id)
    return None if found is None or not found["answers"] else _case(found, key)


def save(db: Database, case: Case, key: bytes, names: Any = None) -> None:
    """Keep the answers, position and manner of speaking of a case that exists, and whose case it is."""
    db.conn.execute(
        "UPDATE cases SET language = ?, plain = ?, answers = ?, changed_at = ?, names = ? WHERE id = ?",
        (case.language, int(case.plain), _locked(case, key), stamp(case.changed_at),
         sealing.lock(key, json.dumps(names).encode(), f"names:{case.id}") if names else EMPTY, case.id),
    )  # fmt: skip


def discard(db: Database, case_id: str, at: datetime) -> None:
    """Forget a draft; its key is destroyed by whoever calls."""
    db.conn.execute("UPDATE cases SET discarded_at = ? WHERE id = ?", (stamp(at), case_id))
    empty(db, case_id, at)


def empty(db: Database, case_id: str, at: datetime) -> None:
    """Wipe what a person said, locked as it is, and how they wished to be spoken to."""
    db.conn.execute(
        "UPDATE cases SET answers = x'', names = x'', language = '', plain = 0, emptied_at = ? WHERE id = ?",
        (stamp(at), case_id),
    )
    db.conn.execute("UPDATE submissions SET follow_code = x'' WHERE case_id = ?", (case_id,))


def submit(db: Database, submission: Submission, key: bytes) -> None:
    """Freeze a case. A case is submitted once: the primary key refuses a second."""
    follow = sealing.lock(key, submission.follow_code.encode(), f"follow:{submission.case_id}")
    db.conn.execute(
        "INSERT INTO submissions (case_id, reference, counter, kind, legal_date, date_certain, submitted_at,"
        " retention_days, follow_code) VALUES (?,?,?,?,?,?,?,?,?)",
        (submission.case_id, submission.reference, submission.counter, submission.kind, submission.legal_date,
         int(submission.date_certain), stamp(submission.submitted_at), submission.retention_days, follow),
    )  # fmt: skip


def prove(db: Database, case_id: str, proof: bytes) -> None:
    """Keep the signed proof of what a submitted case says now."""
    db.conn.execute("UPDATE submissions SET proof = ? WHERE case_id = ?", (proof, case_id))


def submission(db: Database, case_id: str, key: bytes | None = None) -> Submission | None:
    """What submitting this case fixed, None for a draft; with the case's key, its follow code too."""
    return _submission(row(db, "SELECT * FROM submissions WHERE case_id = ?", case_id), key)


def submission_of(db: Database, reference: str) -> Submission | None:
    """The submission that holds a reference at this site."""
    return _submission(row(db, "SELECT * FROM submissions WHERE reference = ?", reference), None)


def state(db: Database, case_id: str) -> dict[str, Any] | None:
    """`{case_id, reference, kind, state, unsent, mendable}`, computed from what happened.

    `mendable` says that the hub refused the case itself, so that its answers may be changed.
    """
    return row(db, "SELECT * FROM case_states WHERE case_id = ?", case_id)


def head(db: Database, case_id: str) -> dict[str, Any] | None:
    """What is known of a case without its key: procedure, service, channel, who and when, `emptied_at`."""
    return row(
        db,
        "SELECT id, procedure_id, procedure_version, procedure_sha256, service_id, channel, language, plain,"
        " mediator_id, station_id, opened_at, changed_at, discarded_at, emptied_at FROM cases WHERE id = ?",
        case_id,
    )


def drafts(db: Database, services: Iterable[str], limit: int = 50) -> list[dict[str, Any]]:
    """Heads of the drafts of these services, the last changed first; `note` (locked) of those that are set aside."""
    return rows(
        db,
        "SELECT id, procedure_id, service_id, channel, language, mediator_id, changed_at, answers, parked.note"
        " FROM cases LEFT JOIN parked ON parked.case_id = cases.id WHERE discarded_at IS NULL AND emptied_at IS NULL"
        " AND id NOT IN (SELECT case_id FROM submissions)"
        " AND service_id IN (SELECT value FROM json_each(?)) ORDER BY changed_at DESC LIMIT ?",
        json.dumps(sorted(services)),
        limit,
    )


def submitted(db: Database, services: Iterable[str], limit: int = 50) -> list[dict[str, Any]]:
    """Submitted cases of these services, the newest first, with `reference, state, unsent, submitted_at`."""
    found = rows(
        db,
        "SELECT cases.id, cases.procedure_id, cases.service_id, cases.channel, case_states.reference,"
        " case_states.state, case_states.unsent, submissions.submitted_at FROM submissions"
        " JOIN cases ON cases.id = submissions.case_id JOIN case_states ON case_states.case_id = cases.id"
        " WHERE cases.service_id IN (SELECT value FROM json_each(?)) ORDER BY submissions.counter DESC LIMIT ?",
        json.dumps(sorted(services)),
        limit,
    )
    return [{**each, "submitted_at": moment(each["submitted_at"])} for each in found]


def named(db: Database, since: str, services: Iterable[str]) -> list[dict[str, Any]]:
    """Cases of these services changed at or after a stamp: `id, names` (locked), `changed_at, reference`."""
    return rows(
        db,
        "SELECT cases.id, cases.names, cases.changed_at, cases.emptied_at, submissions.reference FROM cases"
        " LEFT JOIN submissions ON submissions.case_id = cases.id WHERE cases.changed_at >= ?"
        " AND cases.service_id IN (SELECT value FROM json_each(?)) ORDER BY cases.changed_at",
        since,
        json.dumps(sorted(services)),
    )


def names(locked: bytes, case_id: str, key: bytes) -> dict[str, str]:
    """Whose case it is, from a row of `named`; {} where nobody is named yet."""
    found: dict[str, str] = json.loads(sealing.unlock(key, locked, f"names:{case_id}")) if locked else {}
    return found


def keep_no_longer(db: Database, reference: str) -> None:
    """The person asked that it be erased: no day more than it takes until the hub has heard of it."""
    db.conn.execute("UPDATE submissions SET retention_days = 0 WHERE reference = ?", (reference,))


def highest_counter(db: Database) -> int:
    """The highest counter in a reference this store has minted."""
    found = row(db, "SELECT max(counter) AS highest FROM submissions")
    return int((found or {}).get("highest") or 0)


def latest_reference(db: Database) -> str:
    """The reference that this store minted last, "" before the first."""
    found = row(db, "SELECT reference FROM submissions ORDER BY counter DESC LIMIT 1")
    return str(found["reference"]) if found else ""


def _locked(case: Case, key: bytes) -> bytes:
    said = {
        "position": case.position,
        "answers": {name: asdict(each) for name, each in case.answers.items()},
    }
    return sealing.lock(key, json.dumps(said, ensure_ascii=False).encode(), f"answers:{case.id}")


def _case(found: dict[str, Any], key: bytes) -> Case:
    said = json.loads(sealing.unlock(key, found["answers"], f"answers:{found['id']}"))
    return Case(
        id=found["id"],
        procedure_id=found["procedure_id"],
        procedure_version=found["procedure_version"],
        procedure_sha256=found["procedure_sha256"],
        service_id=found["service_id"],
        opened_at=moment(found["opened_at"]),
        changed_at=moment(found["changed_at"]),
        channel=found["channel"],
        language=found["language"],
        plain=bool(found["plain"]),
        position=said["position"],
        answers={
            name: Answer(
                {part: tuple(values) for part, values in each["typed"].items()},
                each["value"],
                each["fault"],
                each["none"],
                each.get("language", ""),
            )
            for name, each in said["answers"].items()
        },
        mediator_id=found["mediator_id"],
        station_id=found["station_id"],
    )


def _submission(found: dict[str, Any] | None, key: bytes | None) -> Submission | None:
    if found is None:
        return None
    locked = found["follow_code"]
    follow = sealing.unlock(key, locked, f"follow:{found['case_id']}").decode() if key and locked else ""
    return Submission(
        **{
            **found,
            "date_certain": bool(found["date_certain"]),
            "submitted_at": moment(found["submitted_at"]),
            "follow_code": follow,
        }
    )

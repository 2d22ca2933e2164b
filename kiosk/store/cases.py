"""Drafts, those of supplements too, and submitted cases; what they say is locked under the case's own key."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.procedure.procedure import Channel, Procedure, ProcedureKind
from kiosk.store.database import Database, read_column, read_row, read_rows, read_value, to_json_array, to_row


class CaseStateRow(Struct, frozen=True):
    """Where a case stands, computed from what happened; `reference` is "" and `kind` None for a draft.

    `state` equals a `CaseState`, or is the word of a newer hub. `unsent` counts events the hub has not answered.
    `mendable`: the hub refused the case itself, so that its answers may be changed.
    """

    case_id: str
    reference: str
    kind: ProcedureKind | None
    state: str
    unsent: int
    mendable: bool


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """What a case says of itself without its key."""

    id: str
    procedure_id: str
    procedure_version: int
    procedure_sha256: str
    service_id: str
    channel: Channel
    language: str
    plain: bool
    mediator_id: str
    station_id: str
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CaseHead(CaseColumns):
    """What is known of a case without its key. `emptied_at` is when its answers were destroyed."""

    discarded_at: datetime | None
    emptied_at: datetime | None


@dataclass(frozen=True, slots=True)
class LockedCase(CaseColumns):
    """A case whose `answers` are locked under its data key; for a draft of the list, also how to open it.

    `wrapped` is the data key, sealed to the service `holder`. `note` is what was noted when the draft was set aside,
    locked as well, None where it was not.
    """

    answers: bytes = field(repr=False)
    note: bytes | None = field(default=None, repr=False)
    holder: str = ""
    wrapped: bytes = field(default=b"", repr=False)


class OpenableCase(Struct, frozen=True):
    """A case whose key is there for who asks; `state` as in `CaseStateRow`."""

    id: str
    procedure_id: str
    state: str


class SubmittedCase(Struct, frozen=True):
    """A line of the list of submitted cases; `state` and `unsent` as in `CaseStateRow`."""

    id: str
    procedure_id: str
    service_id: str
    channel: Channel
    reference: str
    state: str
    unsent: int
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class NamedCaseRow:
    """A case and whose it is; `names` is locked, empty while nobody is named; `reference` is "" for a draft.

    `changed_at` is the stamp from which the next look goes on.
    """

    id: str
    names: bytes = field(repr=False)
    changed_at: str
    reference: str


def insert_procedure_file(db: Database, procedure: Procedure, at: datetime) -> None:
    """Store the file of a procedure, unless it is there already."""
    kept_file = {
        "sha256": procedure.sha256,
        "procedure_id": procedure.id,
        "version": procedure.version,
        "file": zlib.compress(procedure.file),
        "kept_at": stamp(at),
    }
    db.table("procedure_files").insert(kept_file, ignore=True)


def read_procedure_file(db: Database, sha256: str) -> bytes | None:
    """The bytes of a kept file, None where there is none."""
    kept_file = read_value(db, "SELECT file FROM procedure_files WHERE sha256 = ?", sha256)
    return zlib.decompress(kept_file) if kept_file else None


_COLUMNS = (
    "id, procedure_id, procedure_version, procedure_sha256, service_id, channel, language, plain, answers, mediator_id,"
    " station_id, opened_at, changed_at"
)
_NAMED = (
    "SELECT cases.id, cases.names, cases.changed_at, coalesce(submissions.reference, '') AS reference FROM cases"
    " LEFT JOIN submissions ON submissions.case_id = cases.id"
)
EMPTY = b""
"""What the columns of answers and names hold once these are destroyed."""


class Submission(Struct, frozen=True):
    """What submitting a case fixed. `legal_date` is an ISO date in the site's time zone.

    `follow_code` is "" where the case's key was not given; `proof` is the signed proof that its receipt bears.
    `promised_days` are those within which the town hall promised an answer that day, 0 for no promise.
    """

    case_id: str
    reference: str
    counter: int
    kind: ProcedureKind
    legal_date: str
    date_certain: bool
    submitted_at: datetime
    retention_days: int
    follow_code: str = ""
    proof: bytes = b""
    promised_days: int = 0


def insert_case(db: Database, case: Case, key: bytes) -> None:
    draft = to_row(case) | {"answers": _locked(case, key), "names": EMPTY}
    del draft["position"]  # it is locked with the answers
    db.table("cases").insert(draft)


def read_case(db: Database, case_id: str, key: bytes) -> Case | None:
    """The case as it stands; None for none, a discarded or an emptied one. Raises `Unreadable` with another key."""
    query = f"SELECT {_COLUMNS} FROM cases WHERE id = ? AND discarded_at IS NULL AND length(answers) > 0"
    locked = read_row(LockedCase, db.query(query, [case_id]))
    return decrypt_case(locked, key) if locked else None


def update_case(db: Database, case: Case, key: bytes, names: Any = None) -> None:
    """Save the answers, position, language and names (answers by role) of a case that exists."""
    locked_names = sealing.lock_bytes(key, json.dumps(names).encode(), f"names:{case.id}") if names else EMPTY
    db.execute(
        "UPDATE cases SET language = :language, plain = :plain, answers = :answers, changed_at = :changed_at,"
        " names = :names WHERE id = :id",
        to_row(case) | {"answers": _locked(case, key), "names": locked_names},
    )


def mark_draft_discarded(db: Database, case_id: str, at: datetime) -> None:
    """Mark a draft as discarded and wipe its answers; the caller destroys its key."""
    db.execute("UPDATE cases SET discarded_at = ? WHERE id = ?", (stamp(at), case_id))
    wipe_case(db, case_id, at)


def wipe_case(db: Database, case_id: str, at: datetime) -> None:
    """Wipe the answers, names, language and follow code of a case."""
    db.execute(
        "UPDATE cases SET answers = x'', names = x'', language = '', plain = 0, emptied_at = ? WHERE id = ?",
        (stamp(at), case_id),
    )
    db.execute("UPDATE submissions SET follow_code = x'' WHERE case_id = ?", (case_id,))


def insert_submission(db: Database, submission: Submission, key: bytes) -> None:
    """Freeze a case. A case is submitted once: the primary key refuses a second."""
    follow = sealing.lock_bytes(key, submission.follow_code.encode(), f"follow:{submission.case_id}")
    db.table("submissions").insert(to_row(submission) | {"follow_code": follow})


def update_case_proof(db: Database, case_id: str, proof: bytes) -> None:
    """Keep the signed proof of what a submitted case says now."""
    db.execute("UPDATE submissions SET proof = ? WHERE case_id = ?", (proof, case_id))


def select_case_proofs(db: Database) -> list[tuple[str, bytes]]:
    """The proof of each submitted case that has one, with the case's id."""
    return db.execute("SELECT case_id, proof FROM submissions WHERE length(proof) > 0").fetchall()


def read_submission(db: Database, case_id: str, key: bytes | None = None) -> Submission | None:
    """The submission of a case, None for a draft; with its follow code where the case's `key` is given."""
    for row in db.query("SELECT * FROM submissions WHERE case_id = ?", [case_id]):
        locked = row["follow_code"]
        follow = sealing.unlock_bytes(key, locked, f"follow:{case_id}").decode() if key and locked else ""
        return read_row(Submission, [row | {"follow_code": follow}])
    return None


def read_submission_by_reference(db: Database, reference: str) -> Submission | None:
    """The submission that has this reference at this site, None where there is none."""
    return select_submissions(db, [reference]).get(reference)


def select_submissions(db: Database, references: Iterable[str]) -> dict[str, Submission]:
    """The submissions that have these references at this site, by reference."""
    found = db.query(
        "SELECT * FROM submissions WHERE reference IN (SELECT value FROM json_each(?))", [to_json_array(references)]
    )
    rows = read_rows(Submission, (row | {"follow_code": ""} for row in found))
    return {row.reference: row for row in rows}


def read_case_state(db: Database, case_id: str) -> CaseStateRow | None:
    """Where a case stands, None where it does not exist."""
    return select_case_states(db, [case_id]).get(case_id)


def select_case_states(db: Database, case_ids: Iterable[str]) -> dict[str, CaseStateRow]:
    """Where each of these cases stands, by id."""
    found = db.query(
        "SELECT case_id, coalesce(reference, '') AS reference, kind, state, unsent, mendable"
        " FROM json_each(?) AS asked CROSS JOIN case_states ON case_id = asked.value",
        [to_json_array(case_ids)],
    )
    return {row.case_id: row for row in read_rows(CaseStateRow, found)}


def read_case_head(db: Database, case_id: str) -> CaseHead | None:
    """What is known of a case without its key: procedure, service, channel, who and when, `emptied_at`."""
    return read_row(CaseHead, db.table("cases").rows_where("id = ?", [case_id]))


def count_changed_cases(db: Database, at: datetime) -> int:
    """How many cases changed since that moment, submitted or not."""
    return db.table("cases").count_where("changed_at >= ? AND discarded_at IS NULL", [stamp(at)])


def select_drafts(db: Database, services: Iterable[str], limit: int = 50) -> list[LockedCase]:
    """The drafts of these services, the last changed first, with `note`, `holder` and `wrapped`: all in one query."""
    found = db.query(
        f"SELECT {_COLUMNS}, parked.note, data_keys.holder, data_keys.wrapped FROM unsubmitted"
        " CROSS JOIN cases ON cases.id = unsubmitted.case_id"
        " JOIN data_keys ON data_keys.subject = cases.id AND data_keys.kind = 'service'"
        " LEFT JOIN parked ON parked.case_id = cases.id"
        " WHERE service_id IN (SELECT value FROM json_each(?)) ORDER BY changed_at DESC LIMIT ?",
        [to_json_array(services), limit],
    )
    return read_rows(LockedCase, found)


def select_submitted_cases(db: Database, services: Iterable[str], limit: int = 50) -> list[SubmittedCase]:
    """Submitted cases of these services, the newest first: so many are read of each service, however many it has."""
    found = db.query(
        "SELECT cases.id, cases.procedure_id, cases.service_id, cases.channel, case_states.reference,"
        " case_states.state, case_states.unsent, submissions.submitted_at FROM"
        " (SELECT case_id, counter FROM json_each(?1) AS service CROSS JOIN submissions WHERE case_id IN"
        " (SELECT id FROM cases WHERE service_id = service.value AND discarded_at IS NULL AND EXISTS"
        " (SELECT 1 FROM submissions WHERE case_id = cases.id) ORDER BY changed_at DESC LIMIT ?2)"
        " ORDER BY counter DESC LIMIT ?2) AS newest"
        " CROSS JOIN cases ON cases.id = newest.case_id JOIN submissions ON submissions.case_id = cases.id"
        " JOIN case_states ON case_states.case_id = cases.id ORDER BY newest.counter DESC",
        [to_json_array(services), limit],
    )
    return read_rows(SubmittedCase, found)


def select_named_cases(db: Database, since: str, services: Iterable[str]) -> list[NamedCaseRow]:
    """Cases of these services changed at or after a stamp, in their order; since "" only those that name somebody."""
    found = db.query(
        f"{_NAMED} WHERE cases.changed_at >= ?{'' if since else ' AND length(names) > 0'}"
        " AND cases.service_id IN (SELECT value FROM json_each(?)) ORDER BY cases.changed_at",
        [since, to_json_array(services)],
    )
    return read_rows(NamedCaseRow, found)


def read_named_cases(db: Database, case_ids: Iterable[str]) -> list[NamedCaseRow]:
    """These cases, whatever their service."""
    wanted = f"{_NAMED} WHERE cases.id IN (SELECT value FROM json_each(?))"
    return read_rows(NamedCaseRow, db.query(wanted, [to_json_array(case_ids)]))


def select_openable_cases(db: Database, case_ids: Iterable[str], services: Iterable[str]) -> list[OpenableCase]:
    """These cases, without those whose key is destroyed or sealed to no service of these."""
    found = db.query(
        "SELECT cases.id, cases.procedure_id, case_states.state FROM cases"
        " JOIN data_keys ON data_keys.subject = cases.id AND data_keys.kind = 'service'"
        " JOIN case_states ON case_states.case_id = cases.id WHERE cases.id IN (SELECT value FROM json_each(?))"
        " AND data_keys.holder IN (SELECT value FROM json_each(?))",
        [to_json_array(case_ids), to_json_array(services)],
    )
    return read_rows(OpenableCase, found)


def decrypt_case_names(locked: bytes, case_id: str, key: bytes) -> dict[str, str]:
    """The names in a case, by role, from the `names` of a row of `select_named_cases`; {} where there are none yet."""
    by_role: dict[str, str] = json.loads(sealing.unlock_bytes(key, locked, f"names:{case_id}")) if locked else {}
    return by_role


def end_case_retention(db: Database, reference: str) -> None:
    """Set the retention of a case to 0 days, because its person asked for erasure: it goes once the hub has it."""
    db.execute("UPDATE submissions SET retention_days = 0 WHERE reference = ?", (reference,))


def read_highest_counter(db: Database) -> int:
    """The highest counter in a reference of this store, 0 before the first."""
    return int(read_value(db, "SELECT max(counter) FROM submissions") or 0)


def read_latest_reference(db: Database) -> str:
    """The reference that this store minted last, "" before the first."""
    return str(read_value(db, "SELECT reference FROM submissions ORDER BY counter DESC LIMIT 1") or "")


def _locked(case: Case, key: bytes) -> bytes:
    contents = {
        "position": case.position,
        "answers": {name: asdict(answer) for name, answer in case.answers.items()},
    }
    return sealing.lock_bytes(key, json.dumps(contents, ensure_ascii=False).encode(), f"answers:{case.id}")


def decrypt_case(locked: LockedCase, key: bytes) -> Case:
    """The case of a row that `select_drafts` gave, or `read_case` read. Raises `Unreadable` with another key."""
    content = json.loads(sealing.unlock_bytes(key, locked.answers, f"answers:{locked.id}"))
    columns = {column.name: getattr(locked, column.name) for column in fields(CaseColumns)}
    return Case(
        **columns,
        position=content["position"],
        answers={
            name: Answer({part: tuple(values) for part, values in answer.pop("typed").items()}, **answer)
            for name, answer in content["answers"].items()
        },
    )


def insert_supplement_draft(
    db: Database, draft_id: str, reference: str, at: datetime, alone: bytes | None = None
) -> None:
    """Store a draft; nothing where it is there already. `alone` is what somebody without a mediator proved, locked."""
    draft = {"id": draft_id, "reference": reference, "begun_at": stamp(at), "alone": alone}
    db.table("supplement_drafts").insert(draft, ignore=True)


def read_alone_proof(db: Database, draft_id: str) -> bytes | None:
    """What somebody who is alone proved when the draft began, locked; None for a draft of a desk, and for none."""
    alone: bytes | None = read_value(db, "SELECT alone FROM supplement_drafts WHERE id = ?", draft_id)
    return alone


def update_alone_proof(db: Database, draft_id: str, alone: bytes) -> None:
    db.execute("UPDATE supplement_drafts SET alone = ? WHERE id = ?", (alone, draft_id))


def read_typed_words(db: Database, draft_id: str) -> bytes | None:
    """What is typed and ticked in a desk's form, locked; None for a draft of files alone, and for none."""
    typed: bytes | None = read_value(db, "SELECT typed FROM supplement_drafts WHERE id = ?", draft_id)
    return typed


def update_typed_words(db: Database, draft_id: str, typed: bytes) -> None:
    db.execute("UPDATE supplement_drafts SET typed = ? WHERE id = ?", (typed, draft_id))


def read_draft_reference(db: Database, draft_id: str) -> str:
    """The reference of the case that a draft is for, "" where there is no such draft."""
    return str(read_value(db, "SELECT reference FROM supplement_drafts WHERE id = ?", draft_id) or "")


def select_supplement_drafts(db: Database, reference: str) -> list[str]:
    """The ids of the drafts for a case, the newest first."""
    return read_column(db, "SELECT id FROM supplement_drafts WHERE reference = ? ORDER BY begun_at DESC", reference)


def select_old_supplement_drafts(db: Database, terminal_before: datetime, desk_before: datetime) -> list[str]:
    """The ids of drafts begun before `terminal_before` at a terminal, `desk_before` elsewhere."""
    old = "SELECT id FROM supplement_drafts WHERE begun_at < CASE WHEN alone IS NULL THEN ? ELSE ? END"
    return read_column(db, old, stamp(desk_before), stamp(terminal_before))


class UnsentFiles(Struct, frozen=True):
    """The files that wait for « Envoyer » in the desk's drafts for one case; 0 where only words do."""

    reference: str
    files: int


def select_unsent_files(db: Database, services: Iterable[str], mediator_id: str) -> list[UnsentFiles]:
    """What waits for mediators of these services, the oldest first; not where a colleague is at it."""
    found = db.query(
        "SELECT reference, count(attachments.id) AS files FROM supplement_drafts AS draft"
        " LEFT JOIN attachments ON case_id = draft.id AND event_id IS NULL"
        " JOIN data_keys ON subject = draft.id AND kind = 'service'"
        " WHERE holder IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM data_keys AS held"
        " JOIN sessions ON id_hash = held.holder WHERE held.subject = draft.id AND mediator_id <> ?)"
        " GROUP BY reference ORDER BY min(begun_at)",
        [to_json_array(services), mediator_id],
    )
    return read_rows(UnsentFiles, found)


def delete_supplement_draft(db: Database, draft_id: str) -> None:
    """Delete a draft; the caller deletes its key, and the files that are still in it."""
    db.table("supplement_drafts").delete_where("id = ?", [draft_id])


_WIPED = ("answers", "names", "language", "plain")
"""The columns of a case that destroying it wipes."""


def save_draft_note(db: Database, case_id: str, note: str, key: bytes, at: datetime) -> None:
    """Mark a draft as set aside with a note, which replaces an earlier one."""
    locked = sealing.lock_bytes(key, note.encode(), f"note:{case_id}")
    db.table("parked").insert({"case_id": case_id, "note": locked, "at": stamp(at)}, replace=True)


def read_draft_note(db: Database, case_id: str, key: bytes) -> str:
    """The note of a draft, "" where it was not set aside."""
    return decrypt_draft_note(read_value(db, "SELECT note FROM parked WHERE case_id = ?", case_id), case_id, key)


def decrypt_draft_note(locked: bytes | None, case_id: str, key: bytes) -> str:
    """Decrypt a note, "" for None. Raises `Unreadable` for a key that is not the case's."""
    return sealing.unlock_bytes(key, locked, f"note:{case_id}").decode() if locked else ""


def delete_draft_note(db: Database, case_id: str) -> None:
    db.table("parked").delete_where("case_id = ?", [case_id])


@dataclass(frozen=True, slots=True)
class LockedDraft:
    """Everything that is destroyed with a draft but its keys: all of it locked under the draft's own key."""

    case_id: str
    procedure_id: str
    service_id: str
    wiped: dict[str, Any] = field(repr=False)
    rows: tuple[tuple[str, dict[str, Any]], ...] = field(repr=False)


def read_procedure_of_case(db: Database, case_id: str) -> str:
    """The id of the procedure of a case, "" where there is no such case."""
    return read_value(db, "SELECT procedure_id FROM cases WHERE id = ?", case_id) or ""


def read_locked_draft(db: Database, case_id: str) -> LockedDraft | None:
    """The rows of a draft with its files and its note; None where there is no such draft."""
    case = next(db.table("cases").rows_where("id = ? AND discarded_at IS NULL AND emptied_at IS NULL", [case_id]), None)
    if case is None:
        return None
    attachments = db.table("attachments").rows_where("case_id = ?", [case_id])
    pieces = db.query(
        "SELECT attachment_pieces.* FROM attachment_pieces JOIN attachments ON attachments.id = attachment_id"
        " WHERE case_id = ?",
        [case_id],
    )
    notes = db.table("parked").rows_where("case_id = ?", [case_id])
    taken = [("attachments", attachment) for attachment in attachments]
    taken += [("attachment_pieces", piece) for piece in pieces] + [("parked", note) for note in notes]
    wiped = {name: case[name] for name in _WIPED}
    return LockedDraft(case_id, case["procedure_id"], case["service_id"], wiped, tuple(taken))


def restore_locked_draft(db: Database, draft: LockedDraft) -> bool:
    """Put a discarded draft's rows back; False, and nothing done, where it is not a discarded draft any more."""
    done = db.execute(
        "UPDATE cases SET answers = :answers, names = :names, language = :language, plain = :plain,"
        " discarded_at = NULL, emptied_at = NULL WHERE id = :id AND discarded_at IS NOT NULL",
        {**draft.wiped, "id": draft.case_id},
    )
    if not done.rowcount:
        return False
    for table, values in draft.rows:
        db.table(table).insert(values)
    return True

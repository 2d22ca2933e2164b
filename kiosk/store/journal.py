"""Who did what to which reference: append-only, chained by hashes, without personal data."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.crypto import keys
from kiosk.domain.trail.hash_chain import (
    ChainFault,
    ChainHead,
    Checkpoint,
    JournalLine,
    find_broken,
    first_kept,
    hash_of_line,
)
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.store.database import Database, read_row, read_rows, read_value

_LINE = "number, at, mediator_id, station_id, action, reference, detail"


class Who(Protocol):
    """Who acts at a screen: `services.box.box.Actor`."""

    @property
    def mediator_id(self) -> str: ...
    @property
    def station_id(self) -> str: ...


class NamedLine(Struct, frozen=True):
    """A line about a reference, with the mediator's name, "" for whoever is no mediator."""

    at: datetime
    action: str
    detail: str
    mediator: str


def insert_journal_line(
    db: Database,
    at: datetime,
    action: JournalAction,
    *,
    mediator_id: str = "",
    station_id: str = "",
    reference: str = "",
    detail: str = "",
) -> None:
    """Append one line, within what it records. `detail` is a code or an id, never a name or anything a person typed."""
    last = read_journal_head(db)
    line = JournalLine(last.count + 1, stamp(at), mediator_id, station_id, action, reference, detail)
    db.table("journal").insert({**asdict(line), "hash": hash_of_line(last.head, line)})


def insert_journal_line_by(
    db: Database, at: datetime, action: JournalAction, who: Who, *, reference: str = "", detail: str = ""
) -> None:
    """Append the line of what somebody did at a screen; otherwise as `insert_journal_line`."""
    insert_journal_line(
        db, at, action, mediator_id=who.mediator_id, station_id=who.station_id, reference=reference, detail=detail
    )


def select_journal_lines(db: Database, reference: str) -> list[NamedLine]:
    """The lines about a reference, oldest first."""
    lines = db.query(
        "SELECT at, action, detail, coalesce(mediators.name, '') AS mediator FROM journal"
        " LEFT JOIN mediators ON mediators.id = journal.mediator_id WHERE reference = ? ORDER BY journal.number",
        [reference],
    )
    return read_rows(NamedLine, lines)


def read_journal_head(db: Database) -> ChainHead:
    head = db.execute("SELECT number, hash FROM journal_head").fetchone()
    return ChainHead(*head) if head else ChainHead(0, "")


def has_journal_hash(db: Database, count: int, hashed: str) -> bool | None:
    """Whether line `count` still has the hash that a head noted elsewhere gives; None where the line is purged."""
    if count == read_journal_head(db).count == 0:
        return hashed == read_journal_head(db).head
    known = read_value(db, "SELECT hash FROM journal WHERE number = ?", count) or read_value(
        db, "SELECT hash FROM journal_checkpoints WHERE number = ?", count
    )
    if known is None and 0 <= count < first_kept(_checkpoints(db)).count:
        return None
    return bool(known == hashed)


def find_journal_faults(db: Database, site_verify_key: str) -> list[ChainFault]:
    """Every fault in the journal, in order; empty where it is whole.

    `missing`, `changed` and `cut` are those of `domain.trail.hash_chain.find_broken`; `bad-checkpoint`: a checkpoint is
    not signed with the site's key (`site_verify_key`, 64 hexadecimal digits).
    """
    with db.atomic():  # all of it from one state, while others go on writing
        checkpoints, last = _checkpoints(db), read_journal_head(db)
        signed = {checkpoint["number"]: checkpoint["signature"] for checkpoint in db.table("journal_checkpoints").rows}
        stored = list(db.table("journal").rows_where(order_by="number", select=f"{_LINE}, hash"))
    faults = [
        ChainFault(checkpoint.number, "bad-checkpoint")
        for checkpoint in checkpoints
        if not keys.is_valid_signature(site_verify_key, checkpoint.message, signed[checkpoint.number])
    ]
    hashes = [line.pop("hash") for line in stored]
    lines = zip((JournalLine(**line) for line in stored), hashes, strict=True)
    return faults + list(find_broken(lines, first_kept(checkpoints), last))


def read_journal_checkpoint(db: Database, before: datetime) -> Checkpoint | None:
    """An unsigned checkpoint (`at` empty) after the lines older than a moment; None where no line is.

    Only lines from the beginning count: a younger line, even one dated so by a wrong clock, keeps those after it.
    """
    young = read_value(db, "SELECT number FROM journal WHERE at >= ? ORDER BY number LIMIT 1", stamp(before))
    last = young - 1 if young else read_journal_head(db).count
    return read_row(Checkpoint, db.query("SELECT number, hash, '' AS at FROM journal WHERE number = ?", [last]))


def delete_journal_lines(db: Database, checkpoint: Checkpoint, signature: bytes) -> int:
    """Delete the lines up to a signed checkpoint, which is stored; gives how many."""
    db.table("journal_checkpoints").insert({**asdict(checkpoint), "signature": signature})
    return db.execute("DELETE FROM journal WHERE number <= ?", (checkpoint.number,)).rowcount


def update_journal_signatures(db: Database, seed: bytes) -> None:
    """Sign every checkpoint with another key of the site, in the caller's transaction; nothing else of them changes."""
    trigger = read_value(db, "SELECT sql FROM sqlite_master WHERE name = 'journal_checkpoints_no_UPDATE'")
    db.execute("DROP TRIGGER journal_checkpoints_no_UPDATE")
    for checkpoint in _checkpoints(db):
        signature = keys.sign_bytes(seed, checkpoint.message)
        db.execute("UPDATE journal_checkpoints SET signature = ? WHERE number = ?", (signature, checkpoint.number))
    db.execute(trigger)


def _checkpoints(db: Database) -> list[Checkpoint]:
    return read_rows(Checkpoint, db.table("journal_checkpoints").rows_where(order_by="number"))

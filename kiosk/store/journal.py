"""Who did what to which reference: append-only, chained by hashes, without personal data."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from kiosk import keys
from kiosk.clock import stamp
from kiosk.domain.journal import Checkpoint, Fault, Line, broken, first_kept, hash_of
from kiosk.store.database import Database, number, row, rows

_LINE = "number, at, mediator_id, station_id, action, reference, detail"


def note(
    db: Database, at: datetime, action: str, *, mediator_id: str = "", station_id: str = "", reference: str = "",
    detail: str = "",
) -> None:  # fmt: skip
    """Append one line, in the transaction of what it tells. `action` is one of `domain.journal.ACTIONS`.

    `detail` is a code or an id, never a name and never anything a person typed.
    """
    last = head(db)
    line = Line(last["count"] + 1, stamp(at), mediator_id, station_id, action, reference, detail)
    db.conn.execute(
        f"INSERT INTO journal ({_LINE}, hash) VALUES (?,?,?,?,?,?,?,?)",
        (line.number, line.at, mediator_id, station_id, action, reference, detail, hash_of(last["head"], line)),
    )


def of(db: Database, reference: str) -> list[dict[str, Any]]:
    """The lines about a reference, oldest first, with the mediator's name."""
    return rows(
        db,
        "SELECT journal.at, journal.action, journal.detail, mediators.name AS mediator FROM journal"
        " LEFT JOIN mediators ON mediators.id = journal.mediator_id WHERE reference = ? ORDER BY journal.number",
        reference,
    )


def head(db: Database) -> dict[str, Any]:
    """`{"count", "head"}`: how many lines there ever were, and the newest one's hash (64 hexadecimal digits)."""
    found = row(db, "SELECT number, hash FROM journal_head")
    return {"count": 0, "head": ""} if found is None else {"count": found["number"], "head": found["hash"]}


def holds(db: Database, count: int, hashed: str) -> bool | None:
    """Whether line `count` still has that hash, as a head seen elsewhere says; None where it is purged already."""
    if count == head(db)["count"] == 0:
        return hashed == head(db)["head"]
    found = row(db, "SELECT hash FROM journal WHERE number = ?", count) or row(
        db, "SELECT hash FROM journal_checkpoints WHERE number = ?", count
    )
    if found is None and 0 <= count < first_kept(_checkpoints(db))[0]:
        return None
    return found is not None and found["hash"] == hashed


def verify(db: Database, site_verify_key: str) -> list[Fault]:
    """Everything that is wrong, the first first; nothing where the journal is whole.

    `missing`, `changed` and `cut` as `domain.journal.broken` says them; `bad-checkpoint`: the site's key (64 digits)
    did not sign the place where the journal begins.
    """
    with _one_moment(db):
        checkpoints, last = _checkpoints(db), head(db)
        signed = {each["number"]: each["signature"] for each in rows(db, "SELECT * FROM journal_checkpoints")}
        found = rows(db, f"SELECT {_LINE}, hash FROM journal ORDER BY number")
    faults = [
        Fault(each.number, "bad-checkpoint")
        for each in checkpoints
        if not keys.verified(site_verify_key, each.message, signed[each.number])
    ]
    hashes = [each.pop("hash") for each in found]
    lines = zip((Line(**each) for each in found), hashes, strict=True)
    return faults + list(broken(lines, first_kept(checkpoints), (last["count"], last["head"])))


def older_than(db: Database, moment: datetime) -> Checkpoint | None:
    """A checkpoint (unsigned, `at` empty) behind the lines that are older than a moment; None where there is none.

    Only from the beginning: a line that is young, or was dated so by a wrong clock, keeps those behind it.
    """
    young = number(db, "SELECT number FROM journal WHERE at >= ? ORDER BY number LIMIT 1", stamp(moment))
    young = young or head(db)["count"] + 1
    found = row(db, "SELECT number, hash FROM journal WHERE number = ?", young - 1)
    return None if found is None else Checkpoint(found["number"], found["hash"], "")


def purge(db: Database, checkpoint: Checkpoint, signature: bytes) -> int:
    """Forget the lines up to a signed checkpoint, which stays; returns how many there were."""
    db.conn.execute(
        "INSERT INTO journal_checkpoints (number, hash, at, signature) VALUES (?,?,?,?)",
        (checkpoint.number, checkpoint.hash, checkpoint.at, signature),
    )
    return int(db.conn.execute("DELETE FROM journal WHERE number <= ?", (checkpoint.number,)).rowcount)


@contextmanager
def _one_moment(db: Database) -> Iterator[None]:
    """What is read inside is of one moment, though others go on writing."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.rollback()


def _checkpoints(db: Database) -> list[Checkpoint]:
    found = rows(db, "SELECT number, hash, at FROM journal_checkpoints ORDER BY number")
    return [Checkpoint(each["number"], each["hash"], each["at"]) for each in found]

"""The files that this box made for its hub to be carried by hand, and whether their answers came back."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.store.database import Database


class Bundle(Struct, frozen=True):
    """A file for the hub: made by this box as `site`, for the hub with the verify key `hub` in its `epoch`.

    `asked` is the question that the hub's standing answers; `answer_key` opens the answer (empty once it was taken).
    `made`: it was written to its end. `answered_at` is None until its answer was taken.
    """

    id: str
    site: str
    hub: str
    made_at: datetime
    epoch: str
    asked: str
    answer_key: bytes
    events: int
    bytes: int
    made: bool = False
    answered_at: datetime | None = None


def add(db: Database, bundle: Bundle) -> None:
    """Store a bundle before the first byte of it is written."""
    written = asdict(bundle) | {"made_at": stamp(bundle.made_at), "made": int(bundle.made)}
    db.table("bundles").insert(written)


def note_made(db: Database, bundle_id: str, size: int) -> None:
    """Note that the file was written to its end, with so many bytes."""
    db.execute("UPDATE bundles SET made = 1, bytes = ? WHERE id = ?", (size, bundle_id))


def note_answered(db: Database, bundle_id: str, at: datetime) -> None:
    """Note that the whole answer was taken, and forget the key that opens it."""
    db.execute("UPDATE bundles SET answered_at = ?, answer_key = x'' WHERE id = ?", (stamp(at), bundle_id))


def get(db: Database, bundle_id: str) -> Bundle | None:
    """The bundle of that id, None where this box made none."""
    return next(map(_bundle, db.table("bundles").rows_where("id = ?", [bundle_id])), None)


def latest(db: Database, limit: int = 5) -> list[Bundle]:
    """The bundles that were written to their end, newest first."""
    found = db.table("bundles").rows_where("made = 1", order_by="made_at DESC, rowid DESC", limit=limit)
    return list(map(_bundle, found))


def forget(db: Database, before: datetime) -> int:
    """Delete what was made before `before`, answered or not; gives how many."""
    return db.execute("DELETE FROM bundles WHERE made_at < ?", (stamp(before),)).rowcount


def _bundle(record: dict[str, Any]) -> Bundle:
    answered = record["answered_at"]
    typed = {"made_at": moment(record["made_at"]), "made": bool(record["made"])}
    return Bundle(**record | typed | {"answered_at": moment(answered) if answered else None})

"""A mark beside the database: how far it had come, and where its copies lie.

The database alone cannot tell that it is an older copy of itself, nor one that is gone which copy to bring back.
"""

import json
import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from kiosk.clock import moment, stamp
from kiosk.crypto import keys
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths
from kiosk.process.whole_file import write_whole_file
from kiosk.store import counters, upkeep_notes
from kiosk.store.database import Store

log = logging.getLogger(__name__)
MENDED_BY_A_COPY = (Refusal.DATABASE_LOST, Refusal.DATABASE_OLDER, Refusal.UNREADABLE_STORE, Refusal.SITE_CODE_LOST)
_TURN = threading.Lock()
"""Loops and requests of this process move the mark on, one at a time."""
CHECKED_FOR = timedelta(days=7)
"""How long a check of all pages stands for a file that was closed well and that nobody has written since."""
MOST_COPIES = 5
"""Copies that are remembered, the newest first."""


class Mark(Struct, frozen=True):
    """`starts` counts the openings of the database, `counter` is the last reference's; `copies` are (path, made at).

    `closed` is the file as it was closed last: its bytes and when it was written (nanoseconds); `checked_at` is when
    all of its pages were found sound last.
    """

    starts: int = 0
    counter: int = 0
    copies: tuple[tuple[str, str], ...] = ()
    closed: tuple[int, int] = (0, 0)
    checked_at: str = ""


def open_store(paths: Paths, now: datetime) -> Store:
    """Open the database; all its pages are checked, unless they were within `CHECKED_FOR` and nobody wrote since."""
    mark, file = read_database_mark(paths), paths.database
    known = mark.closed == _as_it_is(file) and mark.checked_at and abs(now - moment(mark.checked_at)) < CHECKED_FOR
    return Store(file, keys.read_seed(paths.database_key), checked=bool(known))


def close_store(paths: Paths, store: Store, now: datetime) -> None:
    store.close()
    with _TURN:
        mark = read_database_mark(paths)
        checked_at = stamp(now) if store.checked_whole else mark.checked_at
        write_database_mark(
            paths, replace(mark, closed=_as_it_is(store.path), checked_at=checked_at if store.was_sound else "")
        )


def _as_it_is(file: Path) -> tuple[int, int]:
    if not file.exists():
        return 0, 0
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def check_database_mark(paths: Paths, store: Store) -> None:
    """Raises `Refused` (`database-older`) where the database has come less far than the mark beside it says.

    Then it is an older copy that somebody has put here: it would give numbers that are on paper already.
    """
    db, mark = store.read(), read_database_mark(paths)
    if mark.starts > upkeep_notes.count_starts(db) or mark.counter > counters.read_reference_counter(db):
        raise Refused(Refusal.DATABASE_OLDER, path=str(paths.database))


def record_database_start(paths: Paths, store: Store) -> None:
    """Count an opening in the database, then in the mark, so that a power cut between both is no older database.

    A disk that is full keeps no box from starting.
    """
    try:
        with store.write() as db:
            starts = upkeep_notes.increment_starts(db)
            counter = counters.read_reference_counter(db)
    except Refused:
        log.warning("this start is not marked: the disk is full")
        return
    with _TURN:
        write_database_mark(paths, replace(read_database_mark(paths), starts=starts, counter=counter))


def advance_database_mark(paths: Paths, store: Store) -> None:
    """Move the mark on with the references that were given. Called by the loops."""
    with _TURN:
        mark, counter = read_database_mark(paths), counters.read_reference_counter(store.read())
        if counter > mark.counter:
            write_database_mark(paths, replace(mark, counter=counter))


def note_copy(paths: Paths, copy: Path, at: datetime) -> None:
    with _TURN:
        mark = read_database_mark(paths)
        others = tuple(known for known in mark.copies if known[0] != str(copy.absolute()))
        write_database_mark(paths, replace(mark, copies=((str(copy.absolute()), stamp(at)), *others)[:MOST_COPIES]))


def list_visible_copies(paths: Paths) -> str:
    """The copies that can be seen now, the newest first, as `path (day)`; "" where there is none."""
    seen = [(path, at) for path, at in read_database_mark(paths).copies if Path(path).exists()]
    return ", ".join(f"{path} ({at[:10]})" for path, at in seen)


def delete_database_mark(paths: Paths) -> None:
    """A person has put another database here."""
    paths.mark.unlink(missing_ok=True)


def read_database_mark(paths: Paths) -> Mark:
    try:
        written = json.loads(paths.mark.read_text("utf-8"))
        known = tuple((str(path), str(at)) for path, at in written["copies"])
        size, written_ns = written.get("closed", (0, 0))
        closed, checked_at = (int(size), int(written_ns)), str(written.get("checked_at", ""))
        return Mark(int(written["starts"]), int(written["counter"]), known, closed, checked_at)
    except (OSError, ValueError, KeyError, TypeError):
        return Mark()


def write_database_mark(paths: Paths, mark: Mark) -> None:
    """Write the mark whole or not at all; what the disk will not take is tried again the next time."""
    try:
        write_whole_file(paths.mark, [json.dumps(asdict(mark)).encode()])
    except OSError as fault:
        log.warning("the mark of the database is not written: %s", type(fault).__name__)

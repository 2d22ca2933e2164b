"""Records what a box and its hub write while people work: each database as it was, its log, the end of each commit."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from hub.store.opening import Store as HubStore
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.store.database import Database, Store
from trials.canary.search import FRAME_HEADER, PAGE, WAL_HEADER
from trials.exactly_once.settling import talk
from trials.exactly_once.site import Site, watched_commits
from trials.exactly_once.world import World, ground

FRAME = FRAME_HEADER + PAGE
Ask = Callable[[str], list[Any]]
"""Rows of a query."""
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
_CLOCK = Clock()


@dataclass(slots=True)
class Log:
    """The `database` as it was when recording began, and the `log` that was written since.

    `commits` are the lengths of the log after each commit, with what the whole database held then; `confirmed` those at
    which somebody was told that an event is kept here, by its id.
    """

    database: bytes = b""
    log: bytes = b""
    commits: list[tuple[int, str]] = field(default_factory=list)
    confirmed: dict[str, int] = field(default_factory=dict)

    def held(self, length: int) -> str:
        """What the database held at the last commit that lies whole within that length of the log."""
        return [rows for end, rows in self.commits if end <= length][-1]

    def owed(self, length: int) -> set[str]:
        """The events that somebody had been told of by then."""
        return {event for event, end in self.confirmed.items() if end <= length}


@dataclass(frozen=True, slots=True)
class Recorded:
    """The logs of a box and of its hub, and the key of the box's database."""

    box: Log
    hub: Log
    key: bytes


def fingerprint(ask: Ask) -> str:
    """One value for all rows of all tables."""
    whole = hashlib.sha256()
    for (table,) in ask(_TABLES):
        whole.update(repr((table, [tuple(row) for row in ask(f'SELECT * FROM "{table}"')])).encode())
    return whole.hexdigest()


def asking_box(db: Database) -> Ask:
    return lambda sql: list(db.conn.execute(sql))


def asking_hub(connection: Connection) -> Ask:
    return lambda sql: list(connection.exec_driver_sql(sql))


def commit_ends(log: bytes) -> list[int]:
    """The lengths of a log at which a commit ends: its frame names a size (sqlite.org/fileformat.html, 4.1)."""
    ends = range(WAL_HEADER + FRAME, len(log) + 1, FRAME)
    return [end for end in ends if any(log[end - FRAME + 4 : end - FRAME + 8])]


def record(drafts: int) -> Recorded:
    """Let two sites submit so many drafts each, add, correct and withdraw, and send; the hub decides meanwhile.

    Raises `RuntimeError` where the recording is not that of one log, whose commits are known.
    """
    with ground() as made, pytest.MonkeyPatch.context() as patch:
        world = World(made)
        try:
            return _recorded(world, drafts, patch)
        finally:
            world.close()


def _recorded(world: World, drafts: int, patch: pytest.MonkeyPatch) -> Recorded:
    box, hub = world.sites[0].box.store, world.central.hub.store
    boxes, hubs = _Recording(box.path), _Recording(world.central.folder / "hub.db")
    box.fold()
    with hub.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    # One log from beginning to end: nothing is folded into the file meanwhile.
    patch.setattr(Store, "fold", lambda _: True)
    with box.write() as db:
        db.conn.execute("PRAGMA wal_autocheckpoint = 0")
    boxes.begin(asking_box(box.read()))
    with hub.reading() as connection:
        hubs.begin(asking_hub(connection))
    with _told_of_commits(box, boxes, hub, hubs):
        _work(world, drafts, boxes, hubs)
    key = keys.read_seed(world.sites[0].box.settings.paths.database_key)
    return Recorded(boxes.end(), hubs.end(), key)


class _Recording:
    """The log of one database while it is written."""

    def __init__(self, path: Path) -> None:
        self.log, self._path = Log(), path
        self._beside = path.with_name(f"{path.name}-wal")

    @property
    def length(self) -> int:
        return self._beside.stat().st_size

    def begin(self, ask: Ask) -> None:
        if self.length:
            raise RuntimeError(f"{self._path.name}: its log is not empty when recording begins")
        self.log.database = self._path.read_bytes()
        self.log.commits.append((0, fingerprint(ask)))

    def committed(self, ask: Ask) -> None:
        if self.length > self.log.commits[-1][0]:
            self.log.commits.append((self.length, fingerprint(ask)))

    def confirm(self, events: Iterable[str]) -> None:
        """Somebody is told now that these are kept here."""
        for event in events:
            self.log.confirmed.setdefault(event, self.length)

    def end(self) -> Log:
        """Raises `RuntimeError` where pages went into the file, or a commit was not seen."""
        self.log.log = self._beside.read_bytes()
        if self._path.read_bytes() != self.log.database:
            raise RuntimeError(f"{self._path.name}: pages went into the file while its log was recorded")
        if commit_ends(self.log.log) != [length for length, _ in self.log.commits[1:]]:
            raise RuntimeError(f"{self._path.name}: the commits in its log are not those that were seen")
        return self.log


@contextmanager
def _told_of_commits(box: Store, boxes: _Recording, hub: HubStore, hubs: _Recording) -> Iterator[None]:
    """Note what each database holds after each of its commits, until the block ends."""
    real = HubStore.writing

    @contextmanager
    def writing(store: HubStore) -> Iterator[Connection]:
        with real(store) as connection:
            yield connection
        with store.reading() as reading:
            hubs.committed(asking_hub(reading))

    def told(path: Path) -> None:
        if path == box.path:
            boxes.committed(asking_box(box.read()))

    with watched_commits(told), pytest.MonkeyPatch.context() as patch:
        patch.setattr(HubStore, "writing", writing)
        yield


def _work(world: World, drafts: int, boxes: _Recording, hubs: _Recording) -> None:
    here, there = world.sites

    def told(site: Site) -> None:
        """One exchange; what the hub signed for, it owes."""
        talk(site)
        hubs.confirm(site.ids("SELECT event_id FROM acknowledgements"))

    for number in range(drafts):
        reference, _ = here.submit(here.drafts.pop(0))
        boxes.confirm(here.ids("SELECT id FROM events"))
        for make in (here.add, here.correct):
            event = _CLOCK.new_id()
            make(reference, f"Parole {number}.", event)
            boxes.confirm([event])
        there.submit(there.drafts.pop(0))
        told(here)
        told(there)
        if number % 2:
            here.withdraw(reference, f"Parole {number}.", event := _CLOCK.new_id())
            boxes.confirm([event])
        else:
            world.central.decide(reference, lambda states: states[0], f"Parole {number}.")
        told(here)

"""All that counts for the verdict, laid down in an SQLite file a line at a time: more cases need no more memory."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select, tuple_

from hub.files.opened_file import open_file
from hub.hub import Hub
from hub.secrets.vault import event_label, lock_of
from hub.store.schema import cases, event
from kiosk import settings
from kiosk.errors import Rejected, Unreadable
from kiosk.services.box.box import open_box
from kiosk.store.database import number
from kiosk.store.events import file_transfers
from trials.laboratory.ledger import TOLD, digest
from trials.laboratory.town import Place

PAGE = 500
"""Events of the hub that are in memory at a time."""
_TABLES = """
CREATE TABLE taken (id TEXT PRIMARY KEY, stream TEXT, sequence INTEGER, received TEXT, type TEXT, reference TEXT,
                    name TEXT, digest TEXT, listed INTEGER);
CREATE TABLE hub_cases (reference TEXT PRIMARY KEY);
CREATE TABLE confirmed (number INTEGER PRIMARY KEY, site TEXT, what TEXT, reference TEXT, stream TEXT, event TEXT,
                        digest TEXT, file INTEGER);
CREATE TABLE held (site TEXT, reference TEXT, PRIMARY KEY (site, reference));
CREATE TABLE acknowledged (site TEXT, event TEXT);
CREATE TABLE faults (kind TEXT, line TEXT);
"""
_INDEXES = """
CREATE INDEX held_reference ON held (reference);
CREATE INDEX taken_order ON taken (stream, sequence);
CREATE INDEX taken_reference ON taken (type, reference);
CREATE INDEX confirmed_order ON confirmed (what, reference, number);
"""


class Evidence:
    """The file at `path`, made anew. `kind` of a fault is a name of `verdict.Wrong`."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.executescript(_TABLES)
        self.files = 0

    def gather(self, hub: Hub, places: Sequence[Place]) -> None:
        """Lay down what the hub has, what was confirmed, and what the sites know."""
        self.db.execute("BEGIN")
        self._hub(hub)
        for place in places:
            self._ledger(place)
            self._site(place)
        self.db.execute("COMMIT")
        self.db.executescript(_INDEXES)

    def close(self) -> None:
        self.db.close()

    def _fault(self, kind: str, line: str) -> None:
        self.db.execute("INSERT INTO faults VALUES (?, ?)", (kind, line))

    def _hub(self, hub: Hub) -> None:
        """Every event that opens, each file that one lists, byte for byte, and every case."""
        for kept, body in self._opened(hub):
            answers = {answer["field"]: answer["value"] for answer in body.get("answers") or ()}
            listed = [file for document in body.get("documents") or () for file in document.get("attachments") or ()]
            told = {name: value for name, value in answers.items() if name in TOLD}
            self.db.execute(
                "INSERT INTO taken VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    kept.id, kept.stream, kept.sequence, kept.received_at.isoformat(), kept.type, body["reference"],
                    answers.get("birth_name"), digest(told), len(listed),
                ),
            )  # fmt: skip
            for file in listed:
                self._file(hub, kept.stream, body["reference"], file)
        with hub.store.reading() as connection:
            for (reference,) in connection.execute(select(cases.c.reference)):
                self.db.execute("INSERT INTO hub_cases VALUES (?)", (reference,))

    def _opened(self, hub: Hub) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Each event of the hub and its opened body, case by case in the order of the case."""
        last = ("", 0)
        stream, lock = "", None
        while True:
            with hub.store.reading() as connection:
                page = connection.execute(
                    select(
                        event.c.id, event.c.stream, event.c.sequence, event.c.type, event.c.received_at, event.c.body
                    )
                    .where(tuple_(event.c.stream, event.c.sequence) > last)
                    .order_by(event.c.stream, event.c.sequence)
                    .limit(PAGE)
                ).all()
                for kept in page:
                    if kept.stream != stream:
                        stream, lock = kept.stream, lock_of(connection, hub.ring, kept.stream)
                    if lock is None:
                        self._fault("lost", f"event {kept.id}: the hub has no key for its case")
                    else:
                        yield kept, lock.read(event_label(kept.id), kept.body)
            if len(page) < PAGE:
                return
            last = (page[-1].stream, page[-1].sequence)

    def _file(self, hub: Hub, stream: str, reference: str, listed: dict[str, Any]) -> None:
        found = hashlib.sha256()
        try:
            for piece in open_file(hub, stream, listed["id"]):
                found.update(piece)
        except (Rejected, Unreadable) as fault:
            self._fault("incomplete", f"{reference}: file {listed['id']}: {fault}")
            return
        self.files += 1
        if found.hexdigest() != listed["sha256"]:
            self._fault("incomplete", f"{reference}: file {listed['id']} is not what was sent")

    def _ledger(self, place: Place) -> None:
        for entry in place.ledger.entries():
            if entry["what"] == "wrong":
                self._fault("stuck", f"{place.code}: {entry['why']}")
            if entry["what"] in ("submitted", "supplement"):
                self.db.execute(
                    "INSERT INTO confirmed VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        place.code, entry["what"], entry["reference"], entry.get("case"), entry.get("event"),
                        entry.get("digest"), entry.get("file", False),
                    ),
                )  # fmt: skip

    def _site(self, place: Place) -> None:
        box = open_box(settings.read(place.folder))
        db = box.store.read()
        try:
            if not box.store.is_sound():
                self._fault("stuck", f"{place.code}: the store is not sound")
            waiting, files = number(db, "SELECT count(*) FROM outbox"), file_transfers.waiting(db)
            if waiting or files:
                self._fault("stuck", f"{place.code}: {waiting} events and {files} files are still to send")
            for reference, code in db.conn.execute("SELECT reference, code FROM attention"):
                self._fault("stuck", f"{reference}: refused by the hub, {code}")
            for (event_id,) in db.conn.execute("SELECT event_id FROM acknowledgements"):
                self.db.execute("INSERT INTO acknowledged VALUES (?, ?)", (place.code, event_id))
            for (reference,) in db.conn.execute("SELECT DISTINCT reference FROM submissions"):
                self.db.execute("INSERT INTO held VALUES (?, ?)", (place.code, reference))
        finally:
            box.store.close()

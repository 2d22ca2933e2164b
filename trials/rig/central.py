"""The hub of a world: the real application on SQLite, which is killed, filled, and put back to an older copy."""

import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from hub.cases import states
from hub.cases.cases import read_case
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import EXTENSION, Hub
from hub.keyring import rotate_sealing_key
from hub.people.people import Staff
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from kiosk.errors import Refused
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import in_a_month
from trials.rig.wire import TAKING, Harm

_FULL = "database or disk is full"


class HubDied(BaseException):
    """The hub's process is killed here."""


class Central:
    """One hub in a folder; `copies` are older copies of its database, the newest last."""

    def __init__(self, folder: Path, watch: Watch, claire: Staff, dice: random.Random) -> None:
        self.folder, self.watch, self.claire, self._dice = folder, watch, claire, dice
        self.copies: list[Path] = []
        self._harm = Harm.NONE
        self._takes = False
        """Whether the transaction under way stores an event."""
        self._thread = threading.get_ident()
        self.open()

    @property
    def hub(self) -> Hub:
        made: Hub = self._app.extensions[EXTENSION]
        return made

    def harm(self, harm: Harm) -> None:
        """What the next request meets here; one of `TAKING` waits for the next that stores an event."""
        self._harm = harm

    def serve(self, request: httpx.Request) -> httpx.Response:
        """The hub's answer. Raises `httpx.ReadError` where it was killed before it could give one."""
        try:
            answer = self._wsgi.handle_request(request)
            answer.read()
            if self._harm is Harm.HUB_DIES_AFTER:
                raise HubDied
        except HubDied:
            self._harm = Harm.NONE
            self._start_on_a_torn_log()
            raise httpx.ReadError("the hub died") from None
        finally:
            if self._harm not in TAKING:
                self._harm = Harm.NONE
        return answer

    def _start_on_a_torn_log(self) -> None:
        """Start a new process on what lies on the disk, as a power cut leaves it: the log ends in noise."""
        files = [self.folder / name for name in ("hub.db", "hub.db-wal")]
        lay = {path: path.read_bytes() for path in files if path.exists()}
        self.close()
        for path, content in lay.items():
            path.write_bytes(content)
        if lay.get(files[1]):
            with files[1].open("ab") as log:
                log.write(self._dice.randbytes(self._dice.randrange(1, 9_000)))
        self.open()

    def close(self) -> None:
        close_hub(self._app)

    def rotate(self) -> None:
        rotate_sealing_key(self.hub.store, self.hub.ring, self.watch)

    def copy(self) -> None:
        """Keep a copy of the database as it is."""
        place = self.folder / f"copy-{len(self.copies)}.db"
        with self.hub.store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(place),))
        self.copies.append(place)

    def put_back(self, number: int) -> None:
        """An operator puts an older copy in the place of the database, and says so to nobody."""
        self.close()
        for beside in ("-wal", "-shm"):
            self.folder.joinpath(f"hub.db{beside}").unlink(missing_ok=True)
        shutil.copyfile(self.copies[number % len(self.copies)], self.folder / "hub.db")
        self.open()

    def decide(self, reference: str, choose: Callable[[list[str]], str], words: str) -> str:
        """Claire decides a case; gives the new state, "" where the case takes none any more."""
        with self.hub.store.reading() as connection:
            case = read_case(connection, self.hub.ring, reference)
        open_to = [str(state) for state in states.next_states(case.state, prepared=case.prepared)]
        if not open_to:
            return ""
        to = choose(open_to)
        try:
            decide_case(self.hub, self.claire, reference, DraftDecision(to, words, case.seen, in_a_month(self.hub)))
        except Refused:
            return ""
        except HubDied:
            self._harm = Harm.NONE
            self._start_on_a_torn_log()
            return self.decide(reference, choose, words)
        return to

    def rows(self, sql: str) -> list[Any]:
        """What the database says now."""
        with self.hub.store.reading() as connection:
            return list(connection.exec_driver_sql(sql).all())

    def references(self) -> list[str]:
        return [row.reference for row in self.rows("SELECT reference FROM cases ORDER BY rowid")]

    def open(self) -> None:
        """Start the hub on what lies in its folder."""
        self._app = create_hub(HubSettings(data=self.folder, take_back_minutes=0), self.watch)
        self._wsgi = httpx.WSGITransport(app=self._app)
        engine = self.hub.store.engine
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "before_cursor_execute", self._execute)
        event.listen(engine, "commit", self._commit)

    def _begin(self, _: Connection) -> None:
        if threading.get_ident() == self._thread:
            self._takes = False

    def _execute(self, _: Connection, __: object, statement: str, *___: object) -> None:
        if threading.get_ident() == self._thread:
            self._takes |= statement.startswith("INSERT INTO event ")

    def _commit(self, _: Connection) -> None:
        if threading.get_ident() != self._thread:  # its daily upkeep
            return
        if self._harm in TAKING and not self._takes:
            return
        match self._harm:
            case Harm.HUB_DIES | Harm.HUB_DIES_TAKING:
                raise HubDied
            case Harm.HUB_FULL | Harm.HUB_FULL_TAKING:
                self._harm = Harm.NONE
                raise OperationalError("COMMIT", {}, Exception(_FULL))

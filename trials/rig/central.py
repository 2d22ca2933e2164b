"""The hub of a world: the real application on SQLite, which is killed, filled, and put back to an older copy."""

import contextlib
import random
import re
import shutil
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
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

Serve = Callable[[httpx.Request], httpx.Response]
"""The hub's answer to a request. Raises `httpx.TransportError` where it has died meanwhile."""
_PORTAL = b"<!DOCTYPE html><title>Wi-Fi</title><p>Bienvenue.</p>"
_OWN_HEADERS = {"content-length", "transfer-encoding", "connection"}


class Harm(StrEnum):
    NONE = "none"
    DROP = "nothing reaches the hub"
    LOST_ANSWER = "the hub acts, and nobody hears its answer"
    DUPLICATE = "the hub gets the request twice"
    LATE_TWIN = "the hub gets a copy of the request after the next one"
    CUT_REQUEST = "half of the request reaches the hub"
    CUT_ANSWER = "half of the answer comes back"
    GARBLED_REQUEST = "garbled request"
    GARBLED_ANSWER = "garbled answer"
    PORTAL = "a page of the network's own, with status 200"
    SENT_ELSEWHERE = "302"
    TOO_LARGE = "413"
    NOT_NOW = "423"
    TOO_MANY = "429"
    BROKEN = "502"
    UNAVAILABLE = "503"
    HUB_DIES = "the hub is killed before its next commit"
    HUB_DIES_AFTER = "the hub is killed when it has acted, before it answers"
    HUB_DIES_TAKING = "the hub is killed before the next commit that stores an event"
    HUB_FULL = "the hub's disk does not take the next commit"
    HUB_FULL_TAKING = "the hub's disk does not take the next commit that stores an event"


REFUSALS = {
    Harm.PORTAL: 200, Harm.SENT_ELSEWHERE: 302, Harm.TOO_LARGE: 413, Harm.NOT_NOW: 423, Harm.TOO_MANY: 429,
    Harm.BROKEN: 502, Harm.UNAVAILABLE: 503,
}  # fmt: skip
"""An answer of somebody else than the hub, with its status."""
TAKING = (Harm.HUB_DIES_TAKING, Harm.HUB_FULL_TAKING)
AT_THE_HUB = (Harm.HUB_DIES, Harm.HUB_DIES_AFTER, Harm.HUB_FULL, *TAKING)
_CHUNK = re.compile(r".*/files/[^/]+/[^/]+")


class Lines:
    """Carries every request of this process to the hub; `harms` meet the next ones, one each, in their order. While it
    `garbles_chunks`, each chunk of a file arrives at its length, and with other bytes."""

    def __init__(self, serve: Serve, harm_hub: Callable[[Harm], None], dice: random.Random) -> None:
        self.harms: deque[Harm] = deque()
        self.down = self.garbles_chunks = False
        self._serve, self._harm_hub, self._dice = serve, harm_hub, dice
        self._late: list[httpx.Request] = []

    def calm(self) -> None:
        """From now on nothing fails, and nothing that was held back arrives any more."""
        self.down = self.garbles_chunks = False
        self.relent()
        self._late.clear()

    def relent(self) -> None:
        self.harms.clear()
        self._harm_hub(Harm.NONE)

    def carry(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request, as httpx's own transport gives it. Raises `httpx.TransportError`."""
        request.read()
        harm = Harm.DROP if self.down else self.harms.popleft() if self.harms else Harm.NONE
        twins, self._late = self._late, []
        try:
            return self._carried(request, harm)
        finally:
            for twin in twins:
                self._in_vain(twin)

    def _carried(self, request: httpx.Request, harm: Harm) -> httpx.Response:
        if harm in REFUSALS:
            headers = {"Content-Type": "text/html", "Retry-After": "2", "Location": "http://127.0.0.1:1/portal"}
            return httpx.Response(REFUSALS[harm], headers=headers, content=_PORTAL)
        if harm in AT_THE_HUB:
            self._harm_hub(harm)
        match harm:
            case Harm.DROP:
                raise httpx.ConnectError("dropped")
            case Harm.CUT_REQUEST:
                self._in_vain(again(request, request.content[: len(request.content) // 2]))
                raise httpx.ReadError("cut")
            case Harm.LOST_ANSWER:
                self._in_vain(request)
                raise httpx.ReadError("nobody answers")
            case Harm.DUPLICATE:
                self._in_vain(request)
            case Harm.LATE_TWIN:
                self._late.append(again(request))
            case Harm.GARBLED_REQUEST:
                request = again(request, self._garbled(request.content))
        if self.garbles_chunks and _CHUNK.fullmatch(request.url.path):
            request = again(request, self._garbled(request.content))
        answer = self._serve(again(request))
        if harm is Harm.CUT_ANSWER:
            raise httpx.RemoteProtocolError("cut")
        body = answer.read()
        if harm is Harm.GARBLED_ANSWER:
            body = self._garbled(body)
        unpacked = {*_OWN_HEADERS, "content-encoding"}  # as `body` is
        kept = [(name, value) for name, value in answer.headers.multi_items() if name not in unpacked]
        return httpx.Response(answer.status_code, headers=kept, content=body)

    def _in_vain(self, request: httpx.Request) -> None:
        with contextlib.suppress(httpx.TransportError):
            self._serve(again(request)).read()

    def _garbled(self, data: bytes) -> bytes:
        """The same bytes, of which one to three are others."""
        changed = bytearray(data)
        for _ in range(self._dice.randint(1, 3) if changed else 0):
            changed[self._dice.randrange(len(changed))] ^= self._dice.randint(1, 255)
        return bytes(changed)


def again(request: httpx.Request, content: bytes | None = None) -> httpx.Request:
    """The same request once more, or with other bytes."""
    headers = [(name, value) for name, value in request.headers.multi_items() if name not in _OWN_HEADERS]
    return httpx.Request(
        request.method, request.url, headers=headers, content=request.content if content is None else content
    )


_FULL = "database or disk is full"


class HubDied(BaseException):
    """The hub's process is killed here."""


class Central:
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
        place = self.folder / f"copy-{len(self.copies)}.db"
        with self.hub.store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(place),))
        self.copies.append(place)

    def put_back(self, number: int) -> None:
        self.close()
        for beside in ("-wal", "-shm"):
            self.folder.joinpath(f"hub.db{beside}").unlink(missing_ok=True)
        shutil.copyfile(self.copies[number % len(self.copies)], self.folder / "hub.db")
        self.open()

    def decide(self, reference: str, choose: Callable[[list[str]], str], words: str) -> str:
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
        with self.hub.store.reading() as connection:
            return list(connection.exec_driver_sql(sql).all())

    def references(self) -> list[str]:
        return [row.reference for row in self.rows("SELECT reference FROM cases ORDER BY rowid")]

    def open(self) -> None:
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

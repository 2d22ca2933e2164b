"""The hub as it is run for a département: two workers of gunicorn on an address that names both databases."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site, invite
from kiosk.clock import Clock
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.settings import Settings
from kiosk.store import outbox
from tests.gallery.postgres import Cluster, cluster
from tests.gallery.site.cast import set_up
from tests.gallery.site.gestures import submitted
from trials.townhall.site import free_port

WORKERS = 2
_START_S = 60


def invited(settings: HubSettings, codes: tuple[str, ...]) -> dict[str, str]:
    hub = open_hub(settings, Clock())
    for code in codes:
        add_site(hub.store, code, f"Mairie {code}", hub.clock)
    invitations = {code: invite(hub, code) for code in codes}
    hub.store.engine.dispose()
    return invitations


@contextmanager
def serving(settings: HubSettings, log: Path) -> Iterator[str]:
    address = f"127.0.0.1:{free_port()}"
    told = {"KIOSK_HUB_DATA": str(settings.data), "KIOSK_HUB_DATABASE": settings.database}
    command = [sys.executable, "-m", "gunicorn", f"--workers={WORKERS}", "--threads=4", f"--bind={address}"]
    with log.open("wb") as output:
        workers = subprocess.Popen(
            [*command, "hub.server:from_environment()"], env=os.environ | told, stdout=output, stderr=output
        )
    try:
        until = time.monotonic() + _START_S
        while not _is_ready(f"http://{address}"):
            if workers.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace"))
            time.sleep(0.1)
        yield f"http://{address}"
    finally:
        workers.terminate()
        workers.wait(30)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", trust_env=False, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


class Watch(threading.Thread):
    """Asks the hub every 20 ms whether it is ready, as a load balancer would, and notes the seconds it was not."""

    def __init__(self, url: str) -> None:
        super().__init__(name="watch", daemon=True)
        self._url, self._over = url, threading.Event()
        self.refused_from = self.refused_to = 0.0

    def run(self) -> None:
        while not self._over.wait(0.02):
            asked = time.monotonic()
            if not _is_ready(self._url):
                self.refused_from = self.refused_from or asked
                self.refused_to = time.monotonic()

    def stop(self) -> float:
        """End it; gives the seconds from the first refusal to the end of the last one."""
        self._over.set()
        self.join(10)
        return self.refused_to - self.refused_from


_FOLLOWS_S = 30
_FOLLOWED = "SELECT 1 FROM pg_stat_replication WHERE sync_state = %s"
_BEHIND = "SELECT pg_last_wal_replay_lsn() < pg_last_wal_receive_lsn()"


@dataclass(frozen=True)
class Pair:
    first: Cluster
    second: Cluster
    database: str

    @property
    def url(self) -> str:
        """The address that names both: whoever connects gets the one that takes writes (libpq, 34.1.1.3)."""
        hosts = f"host={self.first.socket}&host={self.second.socket}"
        return f"postgresql://{self.first.user}@/{self.database}?{hosts}&target_session_attrs=read-write"

    def kill_first(self) -> None:
        """SIGKILL to the first server and everything it has started, as a machine that loses its current."""
        server = int((self.first.socket / "data" / "postmaster.pid").read_text().split()[0])
        started = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for pid in (server, *map(int, started)):
            os.kill(pid, signal.SIGKILL)

    def follow_no_more(self) -> None:
        """Have the standby forget whom it follows, as on a line that is cut: what is committed now never reaches it."""
        with psycopg.connect(self.second.url("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET primary_conninfo = ''")
            connection.execute("SELECT pg_reload_conf()")

    def kept(self) -> dict[str, str]:
        """The acknowledgement of each event that the second has, before it is promoted: all it got is replayed."""
        with psycopg.connect(self.second.url(self.database), autocommit=True) as connection:
            until = time.monotonic() + _FOLLOWS_S
            while connection.execute(_BEHIND).fetchone() == (True,):
                if time.monotonic() > until:
                    raise RuntimeError("the standby does not replay what it has")
                time.sleep(0.02)
            return dict(connection.execute("SELECT id, statement FROM event").fetchall())

    def promote_second(self) -> None:
        with psycopg.connect(self.second.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")


@contextmanager
def pair(synchronous: bool = True) -> Iterator[Pair]:
    """Start both; a commit at the first returns once the second has it on its disk, unless they are asynchronous."""
    with cluster() as first:
        database = first.new_database()
        with cluster(of=first) as second:
            with psycopg.connect(first.url("postgres"), autocommit=True) as connection:
                if synchronous:
                    connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                connection.execute("SELECT pg_reload_conf()")
                _wait_until_followed(connection, "sync" if synchronous else "async")
            yield Pair(first, second, database)


def _wait_until_followed(connection: psycopg.Connection[tuple[object, ...]], how: str) -> None:
    until = time.monotonic() + _FOLLOWS_S
    while connection.execute(_FOLLOWED, [how]).fetchone() is None:
        if time.monotonic() > until:
            raise RuntimeError("the standby does not follow")
        time.sleep(0.05)


class Sender(threading.Thread):
    def __init__(self, box: Box) -> None:
        super().__init__(name=f"site {box.settings.site_code}", daemon=True)
        self.box, self.loop = box, SyncLoop(box)
        self.references: list[str] = []
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            self.references.append(submitted(self.box).reference)
            self.loop.wake()

    def stop(self) -> None:
        self._over.set()
        self.join(30)

    def unsent(self) -> int:
        return outbox.read_unsent_summary(self.box.store.read())[0]

    def acknowledged(self) -> dict[str, bytes]:
        found = list(self.box.store.read().query("SELECT event_id, statement FROM acknowledgements"))
        return {row["event_id"]: bytes(row["statement"]) for row in found}


@contextmanager
def senders(folder: Path, url: str, invitations: dict[str, str]) -> Iterator[list[Sender]]:
    running = []
    for code, invitation in invitations.items():
        made = Settings(data=folder / code, site_code=code, site_name=f"Mairie {code}", printer="dummy", sync_every_s=1)
        box = open_box(made)
        set_up(box)
        enrol.enrol_at_hub(box, url, invitation)
        running.append(Sender(box))
    for sender in running:
        sender.loop.start()
    try:
        yield running
    finally:
        for sender in running:
            sender.stop()
            sender.loop.stop()
            sender.loop.join(30)
            sender.box.store.close()


@dataclass(frozen=True)
class Verdict:
    """`told` are the events confirmed before the first database was killed, `made` the cases of all sites. `lost` are
    those of `told` that the standby did not have; sites send such events again once the hub notices."""

    made: int
    told: int
    confirmed: int
    lost: int
    changed: int
    missing: int
    doubled: int
    unsent: int

    @property
    def well(self) -> bool:
        return self.told > 0 and not (self.lost or self.changed or self.missing or self.doubled or self.unsent)


def judge(
    url: str,
    told: Mapping[str, bytes],
    followed: Mapping[str, str],
    confirmed: Mapping[str, bytes],
    references: list[str],
    unsent: int,
) -> Verdict:
    """Compare the sites with the database at `url`. `told` and `confirmed` are the statements that the sites hold, by
    the id of the event: before the database was killed, and at the end. `followed` are those that the standby had when
    it was promoted."""
    with psycopg.connect(url) as connection:
        kept = {row[0]: row[1].encode() for row in connection.execute("SELECT id, statement FROM event").fetchall()}
        cases = [row[0] for row in connection.execute("SELECT reference FROM cases").fetchall()]
    return Verdict(
        made=len(references),
        told=len(told),
        confirmed=len(confirmed),
        lost=len(told.keys() - followed.keys()),
        changed=sum(kept.get(event) != statement for event, statement in confirmed.items()),
        missing=len(set(references) - set(cases)),
        doubled=len(cases) - len(set(cases)) + len(set(cases) - set(references)),
        unsent=unsent,
    )

"""A PostgreSQL and its synchronous standby: the first can be killed, the second promoted."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.gallery.postgres import Cluster, cluster

_FOLLOWS_S = 30
_FOLLOWED = "SELECT 1 FROM pg_stat_replication WHERE sync_state = %s"
_BEHIND = "SELECT pg_last_wal_replay_lsn() < pg_last_wal_receive_lsn()"


@dataclass(frozen=True)
class Pair:
    """The two servers and the database that the hub has there."""

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
        """Have the standby take writes; returns once it does."""
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

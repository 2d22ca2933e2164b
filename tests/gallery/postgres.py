"""A temporary PostgreSQL cluster on a Unix socket, for tests and trials; removed when it is stopped."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from hub.store.columns import metadata

_START_S = 30


@dataclass(frozen=True)
class Cluster:
    """A running server. `user` is who may connect."""

    socket: Path
    user: str = "postgres"
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@/{database}?host={self.socket}"

    def new_database(self, encoding: str = "UTF8") -> str:
        """The name of a new database, without tables."""
        name = f"hub{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING '{encoding}'")
        return name

    def emptied(self, database: str) -> str:
        # TRUNCATE gives each table and each index a new file: four times the work where most hold nothing.
        holds = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in metadata.tables)
        counted = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            gestures = [f"DELETE FROM {table}" for (table,) in connection.execute(holds)]
            gestures += [f"ALTER SEQUENCE {sequence} RESTART" for (sequence,) in connection.execute(counted)]
            # As a standby does it: rows that nobody may delete go too, and what refers to what is not asked.
            connection.execute("; ".join(["SET session_replication_role = replica", *gestures]))
        return self.url(database)


@contextmanager
def cluster(*options: str, of: Cluster | None = None, kept: Path | None = None) -> Iterator[Cluster]:
    """Start a cluster and stop it at the end; `options` are settings such as `fsync=off`.

    With `kept`, its data lie in that folder and stay there; one that is there already is started as it is.

    With `of`, it is that cluster's standby: a copy that follows it (`pg_basebackup --write-recovery-conf`).
    """
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="parvis-pg-"))
    account: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if account:
        shutil.chown(folder, "postgres", "postgres")
    data = kept or folder / "data"
    if kept is not None and account:
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.chown(kept, "postgres", "postgres")
    make: list[str | Path] = [
        programs / "initdb",
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF8",
        "--locale=C",
        "-D",
        data,
    ]
    if of is not None:
        make = [
            programs / "pg_basebackup",
            "-h",
            of.socket,
            "-U",
            of.user,
            "-D",
            data,
            "--write-recovery-conf",
            "--checkpoint=fast",
        ]
    if not (data / "PG_VERSION").exists():
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **account)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200", *options]
    start: list[str | Path] = [
        programs / "postgres",
        "-D",
        data,
        *(part for setting in settings for part in ("-c", setting)),
    ]
    log = folder / "log"
    with log.open("wb") as output:
        server: subprocess.Popen[bytes] = subprocess.Popen(start, stdout=output, stderr=output, cwd=folder, **account)
    try:
        running = Cluster(folder)
        _wait(running, server, log)
        yield running
    finally:
        # PostgreSQL's immediate shutdown, where nothing is worth a checkpoint.
        server.send_signal(signal.SIGINT if kept else signal.SIGQUIT)
        server.wait(_START_S)
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """The folder of the newest server's programs: a `psql` on PATH may be the client only."""
    versioned = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    result = str(versioned[-1]) if versioned else shutil.which("initdb")
    assert result, "no PostgreSQL server here: scripts/services.sh says what to install"
    return Path(result).parent


def _wait(running: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(running.url("postgres")).close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None and time.monotonic() < until, log.read_text(errors="replace")
            time.sleep(0.02)

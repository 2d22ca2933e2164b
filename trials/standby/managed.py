"""The two PostgreSQL under Patroni and etcd, by `deploy/patroni/patroni.yml` itself: nobody promotes by hand.

Only what is of a machine is replaced in the file: names, addresses, passwords, folders, and the watchdog, which needs a
device of the kernel's. Debian's packages: patroni, python3-etcd, etcd-server.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.gallery.postgres import Cluster, binaries
from trials.standby.hub import Pair
from trials.townhall.site import free_port

SHIPPED = Path(__file__).parents[2] / "deploy" / "patroni" / "patroni.yml"
_HOST, _USER, _PASSWORD, _DATABASE = "127.0.0.1", "parvis", "river-in-winter", "parvis"
_STARTS_S, _PROMOTED_S = 120, 180


@dataclass(frozen=True)
class Server(Cluster):
    """A PostgreSQL that Patroni runs: reached over TCP, with the hub's own account."""

    port: int = 0

    def url(self, database: str) -> str:
        return f"postgresql://{_USER}:{_PASSWORD}@{_HOST}:{self.port}/{database}"


@dataclass(frozen=True)
class Managed(Pair):
    patroni: int
    """The process of the first one's Patroni."""
    again: Callable[[], object]
    """Starts it anew, as a machine that has its current back."""

    @property
    def url(self) -> str:
        assert isinstance(self.first, Server) and isinstance(self.second, Server)
        hosts = "&".join(f"host={_HOST}:{server.port}" for server in (self.first, self.second))
        return f"postgresql://{_USER}:{_PASSWORD}@/{self.database}?{hosts}&target_session_attrs=read-write"

    def kill_first(self) -> None:
        os.kill(self.patroni, signal.SIGKILL)
        super().kill_first()

    def promote_second(self) -> None:
        """Wait until the second takes its place by itself, then bring the first machine back to follow it. Until it
        does, nothing is confirmed: one machine alone would have it (`synchronous_mode_strict`). Raises `RuntimeError`
        where nobody took the place within three minutes."""
        _wait(lambda: _takes_writes(self.second), _PROMOTED_S, lambda: "nobody took the place of the first")
        self.again()


@contextmanager
def managed() -> Iterator[Managed]:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="parvis-patroni-")))
        folder.chmod(0o755)
        members = _etcd(running, folder)
        rest = {"10.0.0.1:8008": free_port(), "10.0.0.2:8008": free_port()}
        servers: list[Server] = []
        starts: list[Callable[[], int]] = []
        processes: list[int] = []
        for name, address in (("first", "10.0.0.1"), ("second", "10.0.0.2")):
            server = Server(folder / name, port=free_port())
            file = _written(server, name, address, rest[f"{address}:8008"], members)
            start = partial(_patroni, running, server, file)
            processes.append(start())
            if not servers:
                _wait(partial(_is_there, server), _STARTS_S, partial(_told, server))
            servers.append(server)
            starts.append(start)
        _wait(lambda: _is_followed(servers[0]), _STARTS_S, partial(_told, servers[1]))
        _make_database(servers[0])  # not before: nothing is written while nobody follows (synchronous_mode_strict)
        yield Managed(servers[0], servers[1], _DATABASE, processes[0], starts[0])


def _etcd(running: ExitStack, folder: Path) -> str:
    ports = [(free_port(), free_port()) for _ in range(3)]
    names = [f"etcd{number}=http://{_HOST}:{peer}" for number, (_, peer) in enumerate(ports)]
    for number, (client, peer) in enumerate(ports):
        here, there = f"http://{_HOST}:{client}", f"http://{_HOST}:{peer}"
        _start(
            running,
            folder / f"etcd{number}.log",
            [
                "etcd",
                "--name",
                f"etcd{number}",
                "--data-dir",
                folder / f"etcd{number}",
                "--listen-client-urls",
                here,
                "--advertise-client-urls",
                here,
                "--listen-peer-urls",
                there,
                "--initial-advertise-peer-urls",
                there,
                "--initial-cluster",
                ",".join(names),
                "--initial-cluster-state",
                "new",
            ],
        )
    return ",".join(f"{_HOST}:{client}" for client, _ in ports)


def _written(server: Server, name: str, address: str, rest: int, members: str) -> Path:
    folder = server.socket
    folder.mkdir()
    text = SHIPPED.read_text("utf-8").replace("10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379", members)
    text = text.replace("10.0.0.1:5432", f"{_HOST}:{server.port}").replace("10.0.0.1:8008", f"{_HOST}:{rest}")
    text = text.replace("10.0.0.0/24", f"{_HOST}/32").replace("name: first", f"name: {name}")
    text = text.replace("/var/lib/postgresql/17/parvis", str(folder / "data"))
    text = text.replace("/usr/lib/postgresql/17/bin", str(binaries()))
    text = text.replace("CHANGE_ME", _PASSWORD).replace("mode: required", "mode: off")
    assert "10.0.0." not in text, f"{SHIPPED.name} names an address that this does not know"
    socket = f'parameters: {{ unix_socket_directories: "{folder}" }}'
    text = text.replace("  authentication:", f"  {socket}\n  authentication:")
    file = folder / "patroni.yml"
    file.write_text(text, "utf-8")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    return file


def _patroni(running: ExitStack, server: Server, file: Path) -> int:
    folder = server.socket
    account: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {**os.environ, "HOME": str(folder)}
    process = _start(running, folder / "log", ["patroni", file], cwd=folder, env=environment, **account)
    running.callback(_stop_server, folder)
    return process


def _start(running: ExitStack, log: Path, command: list[str | Path], **how: Any) -> int:
    with log.open("ab") as output:
        process: subprocess.Popen[bytes] = subprocess.Popen(command, stdout=output, stderr=output, **how)
    running.callback(process.wait, 60)
    running.callback(process.kill)
    return process.pid


def _stop_server(folder: Path) -> None:
    pid = folder / "data" / "postmaster.pid"
    if pid.exists():
        try:
            os.kill(int(pid.read_text().split()[0]), signal.SIGQUIT)
        except ProcessLookupError:
            return


def _make_database(first: Server) -> None:
    for statement in (
        f"CREATE ROLE {_USER} LOGIN PASSWORD '{_PASSWORD}'",
        f"CREATE DATABASE {_DATABASE} OWNER {_USER} TEMPLATE template0 ENCODING 'UTF8'",
    ):
        command = ["psql", "-h", str(first.socket), "-p", str(first.port), "-c", statement, "postgres"]
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*as_postgres, *command], check=True, capture_output=True)


def _is_there(server: Server) -> bool:
    answer = _asked(server, "SELECT NOT pg_is_in_recovery()")
    return answer == "t"


def _is_followed(server: Server) -> bool:
    return _asked(server, "SELECT sync_state FROM pg_stat_replication") == "sync"


def _asked(server: Server, question: str) -> str:
    command = ["psql", "-h", str(server.socket), "-p", str(server.port), "-Atc", question, "postgres"]
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return subprocess.run([*as_postgres, *command], capture_output=True, text=True).stdout.strip()


def _takes_writes(server: Cluster) -> bool:
    try:
        with psycopg.connect(server.url(_DATABASE), connect_timeout=3) as connection:
            return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
    except psycopg.OperationalError:
        return False


def _told(server: Server) -> str:
    log = server.socket / "log"
    return log.read_text(errors="replace")[-4000:] if log.exists() else "Patroni has not begun"


def _wait(is_so: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError(otherwise())
        time.sleep(0.2)

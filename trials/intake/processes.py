"""The hub as its operators run it, several workers of gunicorn on one database, and what its processes cost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from trials.townhall.site import free_port

_START_S = 60
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def workers(data: Path, database: str, many: int) -> Iterator[tuple[int, int]]:
    """Run that many workers; gives the port and the process id of their parent."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(many), "--threads", "8",
        "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm", "hub.server:from_environment()",
    ]  # fmt: skip
    environment = os.environ | {"KIOSK_HUB_DATA": str(data), "KIOSK_HUB_DATABASE": database}
    with (data / "workers.log").open("wb") as log:
        parent = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(port, parent)
        yield port, parent.pid
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait(_START_S)


def cpu_seconds(root: int) -> float:
    """Processor seconds of a process and all below it, so far; of those that ended, too, once they were waited for."""
    parents: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
            spent[int(folder.name)] = sum(map(int, fields[11:15])) / _TICKS
    found, total = [root], 0.0
    while found:
        process = found.pop()
        total += spent.get(process, 0.0)
        found += parents.get(process, [])
    return total


def _wait(port: int, parent: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while parent.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the hub did not start")

"""A box and a hub for browser tests, each a process of its own, on ports of this machine."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.demo import SignIns, make_demo_site
from kiosk.services.box.box import open_box
from kiosk.services.exchange import enrol

_ENDS_S = 60
"""How long a process may take to end, on a machine on which everything else runs too."""


@dataclass
class Town:
    """Saint-Aubin: `url` is its box, `hub_url` its hub, which a test starts and stops to simulate the network."""

    folder: Path
    url: str
    hub_url: str
    sign_ins: SignIns
    _processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def start_box(self) -> None:
        self._start("box", ["run"], {"KIOSK_DATA": str(self.folder / "site")})

    def start_hub(self) -> None:
        port = self.hub_url.rsplit(":", 1)[1]
        self._start("hub", ["hub", "--port", port, "--data", str(self.folder / "hub")], {})

    def stop(self, name: str) -> None:
        """End one of the two processes; one that does not end is killed, and told of."""
        process = self._processes.pop(name, None)
        if process is not None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_ENDS_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise

    def kill(self, name: str) -> None:
        """End one of the two with SIGKILL: nothing in it runs any more."""
        process = self._processes.pop(name, None)
        if process is not None:
            process.kill()
            process.wait(_ENDS_S)

    def stop_all(self) -> None:
        """End both, the second one also where the first did not end."""
        with ExitStack() as stack:
            for name in list(self._processes):
                stack.callback(self.stop, name)

    def _start(self, name: str, arguments: list[str], variables: dict[str, str]) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *arguments], stdout=subprocess.PIPE, text=True, env=os.environ | variables
        )
        self._processes[name] = process
        line = process.stdout.readline() if process.stdout else ""
        assert line.startswith("http"), f"{name} did not start: {line!r}"


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """The town as the demonstration makes it, its box enrolled; nothing runs yet."""
    port, hub_port = free_port(), free_port()
    site, sign_ins = make_demo_site(folder, port, hub_port)
    assert sign_ins is not None
    made = Town(folder, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{hub_port}", sign_ins)
    try:
        made.start_hub()
        box = open_box(site)
        enrol.enrol_at_hub(box, made.hub_url, sign_ins.code)
        box.store.close()
        made.stop("hub")
        yield made
    finally:
        made.stop_all()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

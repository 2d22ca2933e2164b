"""The hub as it is run for a département: two workers of gunicorn on an address that names both databases."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site, invite
from kiosk.clock import Clock
from trials.townhall.site import free_port

WORKERS = 2
_START_S = 60


def invited(settings: HubSettings, codes: tuple[str, ...]) -> dict[str, str]:
    """Register these sites at a hub; gives each its code for enrolment."""
    hub = open_hub(settings, Clock())
    for code in codes:
        add_site(hub.store, code, f"Mairie {code}", hub.clock)
    invitations = {code: invite(hub, code) for code in codes}
    hub.store.engine.dispose()
    return invitations


@contextmanager
def serving(settings: HubSettings, log: Path) -> Iterator[str]:
    """Run the workers until the block ends; gives their address."""
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

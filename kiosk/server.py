"""Runs one box: the lock of its data folder, the loops beside it, and the server in front."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server
from filelock import FileLock, Timeout

from kiosk import hardening, keys
from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.services import retention
from kiosk.services.box import open_box
from kiosk.services.print_loop import PrintLoop
from kiosk.services.sync import SyncLoop
from kiosk.settings import Settings
from kiosk.stopping import serve_until_told

log = logging.getLogger(__name__)
_COLLECTED_EVERY = 10_000
"""Objects made between two looks of the collector; with Python's 700 it looked during every page."""


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data folder, and keep what is read from it in memory only.

    Raises `Refused("already-running")` where another process holds it.
    """
    if exposed := hardening.harden():
        log.warning("this system does not keep memory from being dumped: %s", ", ".join(exposed))
    settings.paths.create()
    lock = FileLock(settings.paths.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refused("already-running", path=str(settings.data)) from None
    try:
        yield
    finally:
        lock.release()


def serve(settings: Settings, ready: Callable[[str], None] | None = None, clock: Clock | None = None) -> None:
    """Serve until interrupted (SIGINT or SIGTERM). `ready` is handed the address once pages are answered.

    Raises `Refused`: `already-running`, `port-taken`, and what opening the folder refuses.
    """
    with alone(settings):
        box = open_box(settings, clock)
        app = create_app(settings, box=box)
        app.extensions["parvis_control"] = _control_token(settings)
        retention.due(box)
        printing, sync = PrintLoop(box), SyncLoop(box)
        app.extensions["parvis_print"], app.extensions["parvis_sync"] = printing, sync
        server = Server((settings.host, settings.port), app, numthreads=8 + 2 * settings.stations, server_name="parvis")
        server.keep_alive_conn_limit = 100
        try:
            server.prepare()
        except OSError as fault:
            raise Refused("port-taken", port=settings.port) from fault
        address = f"http://{settings.host}:{server.bind_addr[1]}"
        settings.paths.address.write_text(address, "utf-8")
        printing.start()
        sync.start()
        _keep_what_is_loaded()
        try:
            serve_until_told(server, lambda: ready(address) if ready else None)
        finally:
            settings.paths.address.unlink(missing_ok=True)
            server.stop()
            for loop in (printing, sync):
                loop.stop()
            for loop in (printing, sync):
                loop.join(5)
            box.store.close()


def _control_token(settings: Settings) -> str:
    """A new secret for every run, in a file that only this user reads."""
    path = settings.paths.control_token
    path.unlink(missing_ok=True)
    token = Clock().token()
    keys.write_secret(path, token.encode())
    return token


def _keep_what_is_loaded() -> None:
    """What is there by now stays: the collector need not walk through all of it in the middle of somebody's page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECTED_EVERY)

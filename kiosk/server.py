"""Run one box: lock its data folder, start its loops, and serve its pages."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from filelock import FileLock, Timeout

from kiosk import logs
from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.process import hardening, http_server
from kiosk.process.http_server import serve_until_told
from kiosk.process.log_file import log_to_file
from kiosk.services.box import database_mark
from kiosk.services.box.box import open_box
from kiosk.services.loops.background import (
    OF_STATION,
    BackgroundLoop,
    BackupLoop,
    LanSwitch,
    NamesLoop,
    PrintLoop,
    SoundLoop,
)
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.setup import first_start
from kiosk.services.setup.first_start import FirstStart
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.web.request_state import AppState, state_of

log = logging.getLogger(__name__)
_OF_MACHINE = 8
"""Threads for this machine; those of the local network, which `LanSwitch` has, cannot use them up."""


@contextmanager
def hold_data_folder(settings: Settings) -> Iterator[None]:
    """Hold the data folder, and keep what is read from it in memory only.

    Raises `Refused`: `already-running` where another process holds it, and what `Paths.create` raises.
    """
    if exposed := hardening.harden():
        log.warning("this system does not keep memory from being dumped: %s", ", ".join(exposed))
    settings.paths.create()
    lock = FileLock(settings.paths.lock)
    try:
        with name_what_is_wrong(settings.paths.lock):
            lock.acquire(timeout=0)
    except Timeout:
        raise Refused(Refusal.ALREADY_RUNNING, path=str(settings.data)) from None
    try:
        yield
    finally:
        lock.release()


def serve_box(
    settings: Settings,
    ready: Callable[[str], None] | None = None,
    clock: Clock | None = None,
    tell_code: Callable[[str, str], None] = lambda address, code: None,
) -> None:
    """Serve until interrupted (SIGINT or SIGTERM). `ready` is handed the address once pages are answered.

    A box that is not set up serves the wizard alone, and begins to print and to send once it is over. `tell_code` is
    handed the wizard's address and its one-time code, and again each time that code was used.

    Raises `Refused`: `already-running`, `port-taken`, and what opening the folder refuses.
    """
    level = settings.log_level
    with logs.log_to_stderr(level), hold_data_folder(settings), log_to_file(settings.paths.logs, level):
        box = open_box(settings, clock, unset=True)
        app = create_app(settings, box=box)
        state = state_of(app)
        path = settings.paths.control_token
        path.unlink(missing_ok=True)
        token = Clock().token()
        keys.write_secret_file(path, token.encode())
        state.control_token = token
        serves_lan = settings.lan == "on"
        threads = _OF_MACHINE + (0 if serves_lan else OF_STATION * settings.stations)
        try:
            server = http_server.make_listening_server(app, settings.host, settings.port, threads, "parvis")
        except OSError as fault:
            raise Refused(Refusal.PORT_TAKEN, port=settings.port) from fault
        address = f"http://{settings.host}:{server.bind_addr[1]}"
        settings.paths.address.write_text(address, "utf-8")
        log.info("serving at %s", address)
        loops: list[BackgroundLoop] = []
        state.lan_switch = switch = LanSwitch(app)
        if first_start.is_awaited(box):
            state.begin_work = lambda: loops.extend(_begin_loops(state))
            state.first_start = FirstStart(settings.paths.first_start_code, box.clock, partial(tell_code, address))
        else:
            loops.extend(_begin_loops(state))

        def begun() -> None:
            if ready:
                ready(address)
            if state.first_start is not None:
                state.first_start.begin()

        try:
            serve_until_told(server, begun)
        finally:
            settings.paths.address.unlink(missing_ok=True)
            server.stop()
            for loop in loops:
                loop.stop()
            switch.close()
            state.trainings.end_all()
            state.carrying.wait(5)
            state.voices.piper.stop()
            for loop in loops:
                loop.join(5)
            switch.wait()
            database_mark.close_store(settings.paths, box.store, box.clock.now())
            log.info("stopped")


def _begin_loops(state: AppState) -> tuple[BackgroundLoop, ...]:
    """Print, send, make copies and sounds, read names ahead, and serve other screens, with the box as it is now."""
    retention.destroy_expired_data(state.box)
    state.printing, state.sync = PrintLoop(state.box), SyncLoop(state.box)
    loops = (state.printing, state.sync, BackupLoop(state.box), SoundLoop(state.box), NamesLoop(state.box))
    for loop in loops:
        loop.start()
    _begin_lan(state)
    return loops


def _begin_lan(state: AppState) -> None:
    """Serve the screens of the local network too, where the settings say so.

    A port that is taken stops nothing: the screens of this machine work, and `kiosk doctor` says it.
    """
    if state.box.settings.lan != "on" or state.lan_switch is None:
        return
    try:
        state.lan = state.lan_switch.open(state.box)
    except Refused as fault:
        logs.log_failure(log, "the local network is not served: port %d", fault, state.box.settings.lan_port)

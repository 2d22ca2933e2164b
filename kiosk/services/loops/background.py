"""What runs beside the application in threads of its own, until it is told to stop; one for each printer, so that one
that stalls holds back its own papers and no other's.
"""

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

from kiosk import logs
from kiosk.domain.printing.print_job import JobState
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process import lan_server
from kiosk.services.box.box import Box
from kiosk.services.lan import local_network
from kiosk.services.lan.pairs import Codes
from kiosk.services.people import people_search
from kiosk.services.printers import printer_choice
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import backup, doctor, machine, retention
from kiosk.store import sessions, spool

log = logging.getLogger(__name__)


class BackgroundLoop(threading.Thread):
    """Looks when it is woken, and every so often where `every_s` says so, until it is told to stop."""

    def __init__(self, box: Box, name: str, every_s: float | None) -> None:
        super().__init__(name=name, daemon=True)
        self._box, self._every_s = box, every_s
        self._woken = threading.Event()
        self._over = False

    def run(self) -> None:
        self._begin()
        for number in count(1):
            if self._over:
                break
            with logs.bind_job(f"{self.name} {number}"):
                try:
                    self._look()
                except Exception as fault:  # noqa: BLE001 - the outermost edge: one broken job must not end all others
                    logs.log_failure(log, f"{self.name} failed", fault)
            self._woken.wait(self._every_s)
            self._woken.clear()
        self._end()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._over = True
        self._woken.set()

    def _begin(self) -> None:
        """Before the first look."""

    def _look(self) -> None:
        """What it is for."""

    def _end(self) -> None:
        """After the last look."""


NAMES_EVERY_S = 5.0
"""Seconds between two looks: a mediator who has just signed in types no name sooner."""


class NamesLoop(BackgroundLoop):
    """Looks every few seconds what has changed; while nobody is on shift there is nothing that could be opened."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "names", NAMES_EVERY_S)

    def _look(self) -> None:
        people_search.read_ahead(self._box)


BACKUP_EVERY_S = 60.0
"""Seconds between two looks whether a backup is due."""
DISK_LOOKS = 10
"""Looks after which the disk has its turn, for the first time ten minutes after the start."""


class BackupLoop(BackgroundLoop):
    """Looks every minute; what fails is noted for the desk and for `kiosk doctor`."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "backup", BACKUP_EVERY_S)
        self._looks = 0

    def _look(self) -> None:
        self._looks += 1
        if not self._looks % DISK_LOOKS:
            machine.look_after(self._box)
        doctor.look_at_sticks(self._box)
        try:
            if made := backup.make_due(self._box):
                log.info("backup made: %s", made)
        except Refused as refused:
            log.warning("backup failed: %s", refused.code)


SOUNDS_EVERY_S = 300.0
NIGHT = range(1, 6)
"""Hours of the site in which nobody is there."""
SETTLED = timedelta(minutes=10)
"""After its start a box is left alone; a new one, which keeps no sound yet, does not wait for the night."""
_COMMAND = ("-m", "kiosk", "audio", "build", "--quiet", "--with-parent")
_NICE = 19


class SoundLoop(BackgroundLoop):
    """Once a night, and once soon after the first start; what is there already costs a second."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "sounds", SOUNDS_EVERY_S)
        self._since = box.clock.now()
        self._day = ""
        self._process: subprocess.Popen[bytes] | None = None

    def due(self) -> bool:
        """Whether sounds are to be made now; true once a day at most."""
        now = self._box.clock.now()
        local = now.astimezone(self._box.settings.zone)
        is_new = not self._box.settings.paths.sounds.is_dir()
        if self._box.settings.speech == "off" or now - self._since < SETTLED or self._day == local.date().isoformat():
            return False
        if local.hour not in NIGHT and not is_new:
            return False
        self._day = local.date().isoformat()
        return True

    def stop(self) -> None:
        super().stop()
        if self._process is not None:
            self._process.terminate()
            _let_go(self._process)

    def _look(self) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                return
            _let_go(self._process)
        if self.due():
            told = os.environ | {"KIOSK_DATA": str(self._box.settings.data)}
            command = [sys.executable, *_COMMAND]
            self._process = subprocess.Popen(command, env=told, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            with suppress(AttributeError, OSError):  # Windows has none; a unit may forbid it
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)
            log.info("making the sounds that are missing")


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()


EVERY_S = 60.0
EVERY_NETWORK = "0.0.0.0"  # nosec B104: who asks from another than a private network gets nothing (`web.guards.check_lan`)
OF_STATION = 2
"""Threads for each station."""
_ENDS_WITHIN_S = 10.0


class LanLoop(BackgroundLoop):
    """Looks every minute; the server answers from the first look on."""

    def __init__(self, box: Box, lan: local_network.Lan, server: lan_server.LanServer) -> None:
        super().__init__(box, "lan", EVERY_S)
        self._lan, self._server = lan, server
        self._announcer = lan_server.Announcer(lan.name, lan.port)
        self._serving = False

    def _look(self) -> None:
        here = lan_server.of_this_machine()
        self._lan.addresses = here.addresses
        renewed = local_network.renew_certificate(self._box, self._lan.of, here)
        if renewed or not self._serving:
            self._server.load(local_network.file_of(self._box.settings.paths))
        if not self._serving:
            self._server.start()
            self._serving = True
        self._announcer.announce(here.addresses)

    def _end(self) -> None:
        self._announcer.stop()
        self._server.stop()


class LanSwitch:
    """`app` is the application that answers; the box is handed over each time, because its settings change."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._loop: LanLoop | None = None

    def open(self, box: Box) -> local_network.Lan:
        """Serve the local network from now on. Raises `Refused` (`port-taken`)."""
        self.wait()
        of = local_network.of_box(box, lan_server.of_this_machine())
        port = box.settings.lan_port
        stations = max(box.settings.stations, len(sessions.select_enrolled_stations(box.store.read())))
        try:
            server = lan_server.LanServer(self._app, EVERY_NETWORK, port, OF_STATION * (stations + 1))
        except OSError as fault:
            raise Refused(Refusal.PORT_TAKEN, port=port) from fault
        lan = local_network.Lan(of, server.port, Codes(box.clock))
        log.info("serving the local network at %s", lan.url)
        self._loop = LanLoop(box, lan, server)
        self._loop.start()
        return lan

    def close(self) -> None:
        """Serve it no more, soon: what is being answered is answered."""
        if self._loop is not None:
            log.info("serving the local network no more")
            self._loop.stop()

    def wait(self) -> None:
        if self._loop is not None:
            self._loop.stop()
            self._loop.join(_ENDS_WITHIN_S)
            self._loop = None


SWEEP_S = 300.0
"""Seconds between two looks for what has had its time, whether or not there is a line."""
PRINT_EVERY_S = 5.0
"""Seconds between two looks at the spool when nothing wakes it."""
SLOWEST_S = 15.0
"""Seconds between two looks at a printer that could not print the last times."""
ENDS_S = 4.0
"""Seconds given to jobs in hand when the application stops."""


class _AtPrinter(BackgroundLoop):
    def __init__(self, box: Box, printer_id: str) -> None:
        super().__init__(box, "print at a printer", None)
        self._printer_id = printer_id

    def _look(self) -> None:
        print_queue.print_at(self._box, self._printer_id)


class PrintLoop(BackgroundLoop):
    """Begins with what a power cut left; `wake` makes it look at once, also at printers that could not print."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "print", PRINT_EVERY_S)
        self._swept = box.clock.monotonic()
        self._at: dict[str, _AtPrinter] = {}
        self._later: dict[str, tuple[float, float]] = {}
        self._called_off: set[str] = set()

    def wake(self) -> None:
        self._later = {}
        super().wake()

    def _begin(self) -> None:
        print_queue.recover_print_jobs(self._box)

    def _look(self) -> None:
        print_queue.cancel_jobs_of_departed(self._box)
        now = self._box.clock.monotonic()
        for printer_id in print_queue.printers_with_work(self._box):
            at = self._at.get(printer_id)
            if at is None:
                at = self._at[printer_id] = _AtPrinter(self._box, printer_id)
                at.start()
            elif now >= self._later.get(printer_id, (0.0, 0.0))[0]:
                at.wake()
            else:
                continue
            # The more often there was still something to do, the later the next look; `wake` forgets it.
            waited = min(SLOWEST_S, self._later.get(printer_id, (0.0, PRINT_EVERY_S / 2))[1] * 2)
            self._later[printer_id] = (now + waited, waited)
        # A printer that was forgotten, and has no job any more, has no thread and nothing in memory.
        in_use = print_queue.printers_in_use(self._box)
        for printer_id in self._at.keys() - in_use:
            self._at.pop(printer_id).stop()
            self._later.pop(printer_id, None)
        self._box.carriers.keep_only(in_use)
        self._take_back()
        if now - self._swept >= SWEEP_S:
            self._swept = now
            retention.destroy_expired_data(self._box)

    def _take_back(self) -> None:
        """A citizen has gone while a printer is at their paper: it is called off once, without waiting for anything."""
        db = self._box.store.read()
        jobs = spool.select_session_jobs(db)
        self._called_off &= {job.id for job in jobs}
        for job in jobs:
            if job.state != JobState.PROCESSING or job.id in self._called_off or not job.try_id or job.ended:
                continue
            printer = printer_choice.find_printer(self._box, db, job.printer)
            if printer is not None and print_queue.has_citizen_left(self._box, db, job):
                self._called_off.add(job.id)
                threading.Thread(target=printer.carrier.call_off, args=(job.id,), daemon=True).start()

    def _end(self) -> None:
        for at in self._at.values():
            at.stop()
        for at in self._at.values():
            at.join(ENDS_S / len(self._at))

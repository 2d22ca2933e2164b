"""One bundle on its way to a stick, beside the application: how far it is, and how it ended."""

import logging
import threading
from pathlib import Path

from msgspec import Struct

from kiosk import logs
from kiosk.error_codes import Refusal
from kiosk.errors import ParvisError, Refused
from kiosk.services.box.box import Box
from kiosk.services.bundles import sticks
from kiosk.services.bundles.export import Export, begin

log = logging.getLogger(__name__)


class Progress(Struct, frozen=True):
    """How a bundle on its way stands: `done` of `total` bytes, about. `path` is there once the stick may be pulled out,
    `fault` where it failed; `running` is neither.
    """

    running: bool = False
    done: int = 0
    total: int = 1
    path: Path | None = None
    fault: ParvisError | None = None
    events: int = 0

    @property
    def percent(self) -> int:
        """From 0 to 99 while it runs; the last hundredth is reading it back."""
        return min(99, self.done * 100 // max(self.total, 1)) if self.running else 100


class Carrying:
    """What one application writes onto a stick: one bundle at a time, `under_way` while it is written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.under_way: Export | None = None
        self._ended = Progress()
        self._thread: threading.Thread | None = None

    def progress(self) -> Progress:
        """How the bundle of now stands, or the last one ended."""
        export = self.under_way
        if export is None:
            return self._ended
        return Progress(True, export.done, export.total, events=export.bundle.events)

    def start(self, box: Box, stick: Path) -> None:
        """Begin to write a bundle onto a stick. Raises `Refused` (`carrying-already`), and as `export.begin` does."""
        with self._lock:
            if self.under_way is not None:
                raise Refused(Refusal.CARRYING_ALREADY)
            export = begin(box)
            self.under_way = export
        self._thread = threading.Thread(target=self._run, args=(export, stick), name="bundle", daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what is being written has ended, or so many seconds: a stick may not answer any more."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, export: Export, stick: Path) -> None:
        with logs.bind_job("bundle"):
            ended = Progress(fault=Refused(Refusal.STICK_GONE, path=str(stick)))
            try:
                path = sticks.write(export, sticks.folder_of(stick))
                ended = Progress(done=export.done, total=export.done, path=path, events=export.bundle.events)
            except ParvisError as fault:
                log.warning("the bundle was not written: %s", fault.code)
                ended = Progress(fault=fault)
            finally:
                self._ended, self.under_way = ended, None

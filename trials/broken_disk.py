"""`python -m trials.broken_disk`, as root: the disk of a box, then of a hub, breaks while people work; what was lost?

On a small file system of its own (ext4 on a loop device, its image on a tmpfs): the system makes it read only for good
(`remount,abort`, as ext4 does by itself after an error), its writes fail (the image has no room to grow, which the loop
device gives on as input/output errors), or it is full. Then the machine is started again on a disk that was repaired:
what a screen had confirmed has to be there, and nothing twice.
"""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hub.app import close_hub, create_hub
from hub.hub import EXTENSION, Hub
from hub.settings import HubSettings
from hub.store.schema import cases
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.settings import Settings
from kiosk.store.database import rows
from kiosk.store.events import outbox
from tests.gallery.site.cast import set_up
from tests.gallery.site.central import central_hub
from tests.gallery.site.gestures import submitted

READ_ONLY, ERRORS, FULL = "read only", "i/o errors", "full"
WAYS = (READ_ONLY, ERRORS, FULL)
_IMAGE_MB, _WIDE_MB = 64, 80
_MOST = 300
"""Cases after which a disk has to have broken."""


@dataclass
class Disk:
    """A file system of its own, with its ways to break."""

    folder: Path
    _ballast: list[Path] = field(default_factory=list)

    @property
    def place(self) -> Path:
        return self.folder / "disk"

    @property
    def _under(self) -> Path:
        return self.folder / "under"

    def make(self) -> None:
        for path in (self._under, self.place):
            path.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={_WIDE_MB}m", "tmpfs", str(self._under))
        with (self._under / "image").open("wb") as image:
            image.truncate(_IMAGE_MB << 20)
        _run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(self._under / "image"))
        self._mount()

    def harm(self, how: str) -> None:
        if how == READ_ONLY:
            _run("mount", "-o", "remount,abort", str(self.place))
        elif how == ERRORS:
            used = sum(block.stat().st_blocks * 512 for block in self._under.iterdir()) >> 20
            _run("mount", "-o", f"remount,size={used + 1}m", str(self._under))
        else:
            self._ballast.append(self.place / "ballast")
            with self._ballast[0].open("wb") as ballast:
                try:
                    while True:
                        ballast.write(b"x" * 65_536)
                        ballast.flush()
                except OSError:
                    os.truncate(self._ballast[0], max(0, ballast.tell() - 400_000))

    def repair(self) -> None:
        """As whoever keeps the machine does: another disk, or room; the file system checked; started again."""
        for ballast in self._ballast:
            ballast.unlink(missing_ok=True)
        self._ballast.clear()
        subprocess.run(["umount", str(self.place)], check=True)
        _run("mount", "-o", f"remount,size={_WIDE_MB}m", str(self._under))
        subprocess.run(["e2fsck", "-fy", str(self._under / "image")], check=False, capture_output=True)
        self._mount()

    def remove(self) -> None:
        for place in (self.place, self._under):
            subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", str(self._under / "image"), str(self.place))


@dataclass
class Figures:
    """What one disk showed: `wrong` is what must not be."""

    what: str
    how: str
    confirmed: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        counts = f"{self.confirmed:>5} confirmed{self.refused:>5} refused{len(self.wrong):>4} wrong"
        return f"{self.what:<4} {self.how:<11}{counts}"


def main() -> int:
    if os.geteuid():
        print("Nothing was tried: to mount a disk of its own this needs root.")
        return 0
    logging.disable(logging.ERROR)
    shown = [trial(how) for trial in (of_a_box, of_a_hub) for how in WAYS]
    for figures in shown:
        print(figures.line())
        for wrong in figures.wrong:
            print(f"  {wrong}")
    return int(any(figures.wrong for figures in shown))


def of_a_box(how: str) -> Figures:
    """Cases are submitted while the disk breaks; once repaired, each that was confirmed is there."""
    figures = Figures("box", how)
    with _disk() as disk:
        settings = Settings(data=disk.place / "site", site_code="SA", site_name="Mairie", printer="dummy")
        box = open_box(settings)
        set_up(box)
        told = _work_until_broken(figures, disk, how, lambda: submitted(box).reference)
        _closed(box.store.close)
        disk.repair()
        box = open_box(settings)
        kept = [row["reference"] for row in rows(box.store.read(), "SELECT reference FROM submissions")]
        if not box.store.is_sound():
            figures.wrong.append("the database is not sound")
        if lost := set(told) - set(kept):
            figures.wrong.append(f"lost: {sorted(lost)}")
        if submitted(box).reference in told:
            figures.wrong.append("a number was given twice")
        box.store.close()
    return figures


def of_a_hub(how: str) -> Figures:
    """A box sends while the hub's disk breaks; once repaired, the hub has each case once."""
    figures = Figures("hub", how)
    with _disk() as disk, tempfile.TemporaryDirectory() as elsewhere:
        settings = Settings(data=Path(elsewhere) / "site", site_code="SA", site_name="Mairie", printer="dummy")
        with central_hub(disk.place / "hub") as central:
            box = open_box(settings)
            set_up(box)
            enrol.enroll(box, central.url, central.code)
            _work_until_broken(figures, disk, how, lambda: _sent(box))
        disk.repair()
        told = {row["id"] for row in rows(box.store.read(), "SELECT event_id AS id FROM acknowledgements")}
        kept = _cases_of(disk.place / "hub")
        acknowledged = rows(
            box.store.read(), "SELECT reference FROM events JOIN acknowledgements ON events.id = event_id"
        )  # fmt: skip
        if lost := {row["reference"] for row in acknowledged} - set(kept):
            figures.wrong.append(f"acknowledged and lost: {sorted(lost)}")
        if len(told) + outbox.unsent(box.store.read())[0] < figures.confirmed:
            figures.wrong.append("a case is neither acknowledged nor waiting")
        box.store.close()
    return figures


def _sent(box: Box) -> str:
    reference = submitted(box).reference
    talk(box, hub_of(box))
    return reference


def _work_until_broken(figures: Figures, disk: Disk, how: str, gesture: Callable[[], str]) -> list[str]:
    """The references that were confirmed. The disk breaks after the tenth; some may still fit on it."""
    told = [gesture() for _ in range(10)]
    disk.harm(how)
    for _ in range(_MOST):
        try:
            told.append(gesture())
        except (Refused, Unreachable) as fault:
            figures.refused += 1
            if fault.code not in (Refusal.DISK_FULL, Refusal.DISK_FAULT, LineFault.HUB_BROKEN):
                figures.wrong.append(f"it says {fault.code}")
        except Exception as fault:  # noqa: BLE001 - a trace is what people must not see
            figures.refused += 1
            figures.wrong.append(f"{type(fault).__name__}: {fault}")
        if figures.refused >= 10:
            break
    else:
        figures.wrong.append("the disk did not break")
    figures.confirmed = len(told)
    return told


def _cases_of(data: Path) -> list[str]:
    app = create_hub(HubSettings(data=data))
    hub: Hub = app.extensions[EXTENSION]
    with hub.store.reading() as connection:
        references = list(connection.execute(select(cases.c.reference)).scalars())
    close_hub(app)
    return references


def _closed(close: Callable[[], None]) -> None:
    """Let go of files on a disk that takes nothing any more."""
    try:
        close()
    except (OSError, OperationalError, Refused):
        return


@contextmanager
def _disk() -> Iterator[Disk]:
    with tempfile.TemporaryDirectory(prefix="parvis-disk-") as folder:
        disk = Disk(Path(folder))
        try:
            disk.make()
            yield disk
        finally:
            disk.remove()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())

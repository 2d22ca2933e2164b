"""What keeps a box in order: backup, findings, journal, retention, register."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import backup, data_protection, doctor, retention
from kiosk.services.upkeep.retention import JournalReport
from kiosk.store import cases


@operation("backup")
def write_backup(box: Box, running: Running | None, path: Path | None, device: int | None = None) -> Path:
    """Write one file with everything the box holds; in a folder, remove copies that are too old.

    `path` is absolute: the file to write, a folder in which it gets a generated name, or None for the USB stick.
    `device` is the file system that whoever asks sees there, as `device_of` gives it. Raises what `refuse_own_folder`
    and `backup.make_backup` raise.
    """
    refuse_own_folder(path, device)
    return backup.make_backup(box, path)


def refuse_own_folder(path: Path | None, device: int | None) -> None:
    """Raise `Refused` (`folder-of-the-service`) where this process sees another file system at a path than whoever
    asks, whose is `device`, as the service does in /tmp: nobody sees there what the other wrote."""
    if path and device not in (None, device_of(path)):
        raise Refused(Refusal.FOLDER_OF_THE_SERVICE, path=str(path))


def device_of(path: Path) -> int:
    """The number of the file system on which a path lies, or would lie if it were made."""
    for place in (path, *path.parents):
        with suppress(OSError):
            return place.stat().st_dev
    return 0


@operation("doctor")
def run_doctor(box: Box, running: Running | None) -> tuple[Finding, ...]:
    """Find what is well and what is not, in the order in which one would repair it."""
    return tuple(doctor.examine_box(box))


@operation("in-hand")
def count_in_hand(box: Box, running: Running | None) -> int:
    """Count the cases that changed within the time in which a terminal takes somebody to be there still."""
    since = box.clock.now() - timedelta(minutes=box.settings.terminal_idle_minutes)
    return cases.count_changed_cases(box.store.read(), since)


@operation("journal")
def run_verify_journal(box: Box, running: Running | None, count: int | None = None, head: str = "") -> JournalReport:
    """Find every line of the journal that was changed, inserted, removed or moved.

    `count` and `head` (64 hexadecimal digits) are its head as it was noted elsewhere; None and "" without one.
    """
    return retention.report_journal(box, count, head)


class ExpiryResult(Struct, frozen=True):
    """How many cases were destroyed; `waits` where the date is too uncertain to destroy any."""

    destroyed: int
    waits: bool


@operation("expire")
def run_expire(box: Box, running: Running | None) -> ExpiryResult:
    """Destroy what has had its time."""
    return ExpiryResult(retention.destroy_expired_data(box), box.watch.waits())


@operation("register")
def write_register(box: Box, running: Running | None, csv: bool = False) -> str:
    """Write the entries of this town hall, as CSV for a spreadsheet, or as a page to print."""
    return data_protection.make_gdpr_register(box, csv)


@operation("kept-data")
def write_kept_table(box: Box, running: Running | None, csv: bool = False) -> str:
    """Write what is kept how long and why, as CSV for a spreadsheet or as a page to print."""
    return data_protection.make_kept_table(box, csv)


@operation("assessment")
def write_impact_assessment(box: Box, running: Running | None) -> str:
    """Write the impact assessment of this town hall, as a page for its officer to complete."""
    return data_protection.make_impact_assessment(box)

"""Make backups where the settings say and when they are due, note how each went, and find the USB stick."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from kiosk.domain.time import backup_times
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong
from kiosk.services.box.box import Box
from kiosk.services.people.first_day import is_set_up
from kiosk.services.upkeep.backup import backup, keep_newest
from kiosk.services.upkeep.mounts import Mounts
from kiosk.settings_file.checks import USB
from kiosk.store.upkeep import backups

FOLDER = "Parvis"
"""The folder on a stick in which backups lie."""


class BackupState(Struct, frozen=True):
    """How backups stand: where they go ("" for nowhere), when the last one was made, and the code of what is wrong.

    `fault` is `late` where none was made in time, else the code with which the last try failed, "" where it is well.
    """

    place: str
    last_at: datetime | None
    fault: str


def make(box: Box, target: Path | None, mounts: Mounts | None = None) -> Path:
    """Make a backup at `target`, None for the USB stick, and note how it went; gives the file.

    Raises `Refused`: `no-stick`, `several-sticks`, and what `backup` raises.
    """
    with _noting(box, str(target) if target else USB) as done:
        done.append(backup(box, target or stick_folder(mounts or Mounts())))
    return done[0]


def stick_folder(mounts: Mounts) -> Path:
    """The folder for backups on the one USB stick, made there. Raises `Refused`: `no-stick`, `several-sticks`,
    `no-access`.
    """
    mounts.open_sticks()
    sticks = mounts.sticks()
    if not sticks:
        raise Refused(Refusal.NO_STICK)
    if len(sticks) > 1:
        raise Refused(Refusal.SEVERAL_STICKS, paths=", ".join(stick.name for stick in sticks))
    folder = sticks[0] / FOLDER
    with name_what_is_wrong(folder):
        folder.mkdir(exist_ok=True)
    return folder


def make_due(box: Box, mounts: Mounts | None = None) -> Path | None:
    """Make the backup that the settings ask for, if it is due; older ones beyond `backup_kept` go.

    Gives its file, None where none is due. Raises what `make` raises, once it is noted; the next try is in an hour.
    """
    settings = box.settings
    if not settings.backup_folder or not is_set_up(box):
        return None
    db = box.store.read()
    last, failed = backups.last_made(db), backups.failed_since(db)
    if not backup_times.is_due(
        box.clock.now(),
        last.at if last else None,
        failed.at if failed else None,
        settings.backup_days,
        settings.backup_hour,
        settings.zone,
    ):
        return None
    with _noting(box, settings.backup_folder) as done:
        done.append(backup(box, _folder(settings.backup_folder, mounts or Mounts())))
    keep_newest(box, done[0].parent, settings.backup_kept)
    return done[0]


def state(box: Box) -> BackupState:
    """How backups stand."""
    settings, db = box.settings, box.store.read()
    last, failed = backups.last_made(db), backups.failed_since(db)
    last_at = last.at if last else None
    late = bool(settings.backup_folder) and backup_times.is_late(
        box.clock.now(), last_at, settings.backup_days, settings.backup_hour, settings.zone
    )
    return BackupState(settings.backup_folder, last_at, failed.fault if failed else "late" if late else "")


def _folder(place: str, mounts: Mounts) -> Path:
    """The folder that the settings name, made where it is missing.

    Raises `Refused` (`folder-gone`) where its parent is missing too: a network drive or a disk that is not there would
    else be replaced by a folder beside it.
    """
    if place == USB:
        return stick_folder(mounts)
    folder = Path(place)
    if not folder.parent.is_dir():
        raise Refused(Refusal.FOLDER_GONE, path=place)
    with name_what_is_wrong(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _noting(box: Box, place: str) -> Iterator[list[Path]]:
    """Note how a backup went: made where the block put its file into the list, or the code of what it raises."""
    done: list[Path] = []
    try:
        yield done
    except Refused as refused:
        _note(box, place, refused.code)
        raise
    except OSError as fault:  # a stick that is pulled out, or breaks
        _note(box, place, Refusal.BACKUP_NOT_WRITTEN)
        raise Refused(Refusal.BACKUP_NOT_WRITTEN, path=place) from fault
    _note(box, str(done[0]), "")


def _note(box: Box, place: str, fault: str) -> None:
    with box.store.write() as db:
        backups.note(db, box.clock.now(), place, fault)

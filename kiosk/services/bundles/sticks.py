"""Find the stick, write a file onto it that is whole or not there, and find the answer that came back on one."""

import errno
import shutil
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.carried_file import FileKind, file_name, is_named
from kiosk.paths import name_what_is_wrong
from kiosk.process.whole_file import write_whole
from kiosk.services.box.box import Box
from kiosk.services.bundles.export import Export
from kiosk.services.upkeep.backup import FOLDER
from kiosk.services.upkeep.machine import Mounts
from kiosk.store.events import file_transfers

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LATEST = 50
"""Bundles whose answers are looked for."""
_SPARE_BYTES = 1 << 20
"""Left free on a stick: names and tables of its file system take room too."""


class Stick(Struct, frozen=True):
    """A stick: where it is `mounted`, and its `free` bytes."""

    mounted: Path
    free: int

    @property
    def name(self) -> str:
        """What a person calls it: the last part of where it is."""
        return self.mounted.name


def sticks(mounts: Mounts) -> list[Stick]:
    """The sticks that are plugged in and can be read, by name."""
    mounts.open_sticks()
    there = []
    for mounted in mounts.sticks():
        with suppress(OSError):
            there.append(Stick(mounted, shutil.disk_usage(mounted).free))
    return there


def folder_of(stick: Path) -> Path:
    """The folder of Parvis on a stick, made there. Raises `Refused` (`stick-gone`, `no-access`)."""
    folder = stick / FOLDER
    try:
        with name_what_is_wrong(folder):
            folder.mkdir(exist_ok=True)
    except OSError as fault:
        raise Refused(Refusal.STICK_GONE, path=str(stick)) from fault
    return folder


def write(export: Export, folder: Path) -> Path:
    """Write a bundle into a folder; on return it is on the disk, was read back from there, and bears its name.

    A stick that is pulled before that keeps a hidden file at most, which nobody takes for a bundle. Raises `Refused`:
    `no-room`, `stick-gone`, `bundle-not-written` (what is read back is something else), `no-access`.
    """
    target = folder / export.name
    try:
        if shutil.disk_usage(folder).free < export.total + _SPARE_BYTES:
            raise Refused(Refusal.NO_ROOM, path=str(folder))
        with name_what_is_wrong(folder):
            if not write_whole(target, export.pieces()):
                raise Refused(Refusal.BUNDLE_NOT_WRITTEN, path=str(folder))
    except OSError as fault:
        code = Refusal.NO_ROOM if fault.errno in _FULL else Refusal.STICK_GONE
        raise Refused(code, path=str(folder)) from fault
    export.finish()
    return target


def answers_on(box: Box, folder: Path) -> list[Path]:
    """The answers in a folder that this box waits for, by the name of their bundle, newest bundle first."""
    waited = [bundle for bundle in file_transfers.latest(box.store.read(), _LATEST) if bundle.answered_at is None]
    named = [folder / file_name(FileKind.ANSWER, bundle.id) for bundle in waited]
    return [path for path in named if path.is_file()]


def answer_among(box: Box, there: list[Stick]) -> Path | None:
    """The answer to read from the sticks that are there: one that this box waits for, else any; None for none."""
    folders = [stick.mounted / FOLDER for stick in there]
    waited = [path for folder in folders for path in answers_on(box, folder)]
    taken = {
        file_name(FileKind.ANSWER, bundle.id)
        for bundle in file_transfers.latest(box.store.read(), _LATEST)
        if bundle.answered_at
    }
    others = [path for folder in folders if (path := any_answer_on(folder)) and path.name not in taken]
    return next(iter((*waited, *others)), None)


def any_answer_on(folder: Path) -> Path | None:
    """An answer in a folder, whoever waits for it, so that it can be said why it is not taken; None for none."""
    with suppress(OSError):
        return next((path for path in sorted(folder.iterdir()) if is_named(FileKind.ANSWER, path.name)), None)
    return None

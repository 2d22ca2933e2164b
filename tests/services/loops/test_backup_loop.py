"""A box at work makes its backups without anyone asking for them."""

import time
from dataclasses import replace
from pathlib import Path

from kiosk.services.box.box import Box
from kiosk.services.loops.backup_loop import BackupLoop
from kiosk.services.upkeep import backup_schedule


def until(said: object, loop: BackupLoop, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not said() and time.monotonic() < end:  # type: ignore[operator]
        loop.wake()
        time.sleep(0.02)
    loop.stop()
    loop.join(10)


def test_a_backup_is_made_while_the_box_works(box: Box, tmp_path: Path) -> None:
    loop = BackupLoop(replace(box, settings=replace(box.settings, backup_folder=str(tmp_path / "copies"))))
    loop.start()
    until(lambda: list((tmp_path / "copies").glob("parvis-SA-*.backup")), loop)
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_one_that_fails_is_noted_and_ends_nothing(box: Box, tmp_path: Path) -> None:
    loop = BackupLoop(replace(box, settings=replace(box.settings, backup_folder=str(tmp_path / "no" / "copies"))))
    loop.start()
    until(lambda: backup_schedule.state(box).fault, loop)
    assert backup_schedule.state(box).fault == "folder-gone"

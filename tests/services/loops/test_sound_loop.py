"""Sounds are made at night, once, and on the first day without waiting for it."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.process import parent
from kiosk.services.box.box import Box
from kiosk.services.loops import sound_loop
from kiosk.services.loops.sound_loop import NIGHT, SoundLoop
from tests.gallery.site.cast import Watch


def until(watch: Watch, box: Box, hour: int) -> None:
    """The next time that the site's clock says this hour."""
    for _ in range(49):
        watch.ahead.append(timedelta(hours=1))
        if watch.now().astimezone(box.settings.zone).hour == hour:
            return
    raise AssertionError("no such hour")


def test_a_new_box_begins_soon_after_its_start_and_once(box: Box, watch: Watch) -> None:
    loop = SoundLoop(box)
    assert not loop.due()
    watch.ahead.append(timedelta(minutes=11))
    assert loop.due() and not loop.due()


def test_one_that_has_sounds_waits_for_the_night(box: Box, watch: Watch) -> None:
    box.settings.paths.sounds.mkdir()
    loop = SoundLoop(box)
    until(watch, box, 15)
    assert not loop.due()
    until(watch, box, NIGHT[0])
    assert loop.due() and not loop.due()
    until(watch, box, NIGHT[0])
    assert loop.due()


def test_the_process_ends_with_the_box(box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = tmp_path / "told"
    writes = f"pathlib.Path({str(told)!r}).write_text(os.environ['KIOSK_DATA'])"
    waits = f"import os, pathlib, time; {writes}; time.sleep(60)"
    monkeypatch.setattr(sound_loop, "_COMMAND", ("-c", waits))
    loop = SoundLoop(box)
    watch.ahead.append(timedelta(minutes=11))
    loop.start()
    for _ in range(500):
        if told.exists() and told.read_text():
            break
        time.sleep(0.02)
    assert told.read_text() == str(box.settings.data)
    process = loop._process
    assert process is not None
    if hasattr(os, "getpriority"):
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    loop.stop()
    assert process.wait(20) != 0
    loop.join(20)


KILLED = """
import sys, time
from pathlib import Path
from kiosk.services.loops import sound_loop
sound_loop._COMMAND = ("-c", sys.argv[2])
process = sound_loop.begin(Path(sys.argv[1]))
time.sleep(60)
"""
BUILDS = """
import sys, time
from kiosk.process import parent
parent.end_with_it()
print("begun", file=sys.stderr, flush=True)
time.sleep(60)
"""


def test_the_process_ends_with_a_box_that_is_killed(tmp_path: Path) -> None:
    """Both write to one pipe of errors, which ends when the last of them has ended."""
    command = [sys.executable, "-c", KILLED, str(tmp_path), BUILDS]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as killed:
        assert killed.stderr is not None
        try:
            lines = iter(killed.stderr)
            assert "begun\n" in lines
        finally:
            killed.kill()
        assert list(lines) == []


def test_the_real_command_makes_no_sound_for_a_box_that_is_gone(box: Box) -> None:
    told = os.environ | {"KIOSK_DATA": str(box.settings.data)}
    command = [sys.executable, *sound_loop._COMMAND]
    assert subprocess.run(command, env=told, stdin=subprocess.DEVNULL, timeout=60).returncode == parent.GONE
    assert not box.settings.paths.sounds.exists() or not list(box.settings.paths.sounds.rglob("*.opus"))

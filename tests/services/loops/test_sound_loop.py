"""Sounds are made at night, once, and on the first day without waiting for it."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from gallery.site.cast import Watch
from kiosk.services.box.box import Box
from kiosk.services.loops import sound_loop
from kiosk.services.loops.sound_loop import NIGHT, SoundLoop


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

"""One bundle on its way to a stick, beside the application."""

import threading
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.bundles import sticks
from kiosk.services.bundles.carrying import Carrying
from kiosk.services.bundles.export import Export
from tests.gallery.site.gestures import submitted


def test_it_says_how_far_it_is_and_a_second_one_waits(
    linked: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(linked)
    carrying, gate, write = Carrying(), threading.Event(), sticks.write

    def slow(made: Export, folder: Path) -> Path:
        gate.wait(10)
        return write(made, folder)

    monkeypatch.setattr(sticks, "write", slow)
    assert not carrying.progress().running and carrying.progress().path is None
    carrying.start(linked, tmp_path)
    under_way = carrying.progress()
    assert (under_way.running, under_way.done, under_way.percent, under_way.events) == (True, 0, 0, 1)
    with pytest.raises(Refused, match="carrying-already"):
        carrying.start(linked, tmp_path)
    gate.set()
    carrying.wait(10)
    ended = carrying.progress()
    assert (ended.running, ended.percent, ended.fault) == (False, 100, None)
    assert ended.path is not None and ended.path.stat().st_size == ended.done


def test_a_stick_that_is_gone_is_said_and_another_copy_may_begin(linked: Box, tmp_path: Path) -> None:
    carrying = Carrying()
    carrying.start(linked, tmp_path / "gone")
    carrying.wait(10)
    fault = carrying.progress().fault
    assert fault is not None and fault.code == "stick-gone"
    carrying.start(linked, tmp_path)
    carrying.wait(10)
    assert carrying.progress().path is not None

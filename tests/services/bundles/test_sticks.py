"""The stick: one that is full, pulled or lies leaves no bundle behind, and the answer is found on it."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.process import whole_file
from kiosk.services.box.box import Box
from kiosk.services.bundles import export, sticks
from kiosk.services.bundles.export import Export
from kiosk.services.upkeep.backup_schedule import FOLDER
from kiosk.services.upkeep.mounts import Mounts
from kiosk.store.events import bundles
from tests.gallery.site.gestures import submitted
from tests.gallery.site.plugged_in import plugged_in


class Failing(Export):
    """A bundle at whose second piece the stick fails."""

    fault = errno.EIO

    def pieces(self) -> Iterator[bytes]:
        yield b"PARVIS"
        raise OSError(self.fault, os.strerror(self.fault))


def failing(box: Box, fault: int) -> Export:
    made = export.begin(box)
    made.__class__ = type("F", (Failing,), {"fault": fault})
    return made


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (errno.EIO, "stick-gone"), (errno.ENODEV, "stick-gone"), (errno.ENOENT, "stick-gone"),
        (errno.ENOSPC, "no-room"), (errno.EFBIG, "no-room"), (errno.EROFS, "no-access"),
    ],
)  # fmt: skip
def test_what_fails_while_writing_is_named_and_leaves_nothing(
    linked: Box, tmp_path: Path, fault: int, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        sticks.write(failing(linked, fault), tmp_path)
    assert os.listdir(tmp_path) in ([], ["site"], ["hub", "site"], ["site", "hub"])
    assert bundles.latest(linked.store.read()) == []


def test_a_stick_that_keeps_something_else_is_not_believed(
    linked: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_file, "digest_of", lambda path: "")
    with pytest.raises(Refused, match="bundle-not-written"):
        sticks.write(export.begin(linked), sticks.folder_of(tmp_path))
    with pytest.raises(Refused, match="stick-gone"):
        sticks.folder_of(tmp_path / "gone")


def test_two_exports_at_once_are_two_files(linked: Box, tmp_path: Path) -> None:
    submitted(linked)
    folder = sticks.folder_of(tmp_path)
    first, second = export.begin(linked), export.begin(linked)
    assert sticks.write(second, folder) != sticks.write(first, folder)
    assert len(list(folder.iterdir())) == 2


def test_the_answer_that_this_box_waits_for_is_found_before_another(linked: Box, tmp_path: Path) -> None:
    with plugged_in(tmp_path / "A", tmp_path / "B"):
        there = sticks.sticks(Mounts())
        assert [stick.name for stick in there] == ["A", "B"] and there[0].free > 0
        assert sticks.answer_among(linked, there) is None
        sticks.folder_of(tmp_path / "A")
        strange = tmp_path / "A" / FOLDER / "reponse-000000000000.parvis"
        strange.write_bytes(b"")
        assert sticks.answer_among(linked, there) == strange
        written = sticks.write(export.begin(linked), sticks.folder_of(tmp_path / "B"))
        mine = written.with_name(written.name.replace("envoi", "reponse"))
        mine.write_bytes(b"")
        assert sticks.answer_among(linked, there) == mine

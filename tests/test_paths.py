"""Where a box keeps its things."""

import stat
from pathlib import Path

import platformdirs
import pytest

from kiosk.paths import Paths, default_data

PROPERTIES = [name for name, value in vars(Paths).items() if isinstance(value, property)]


def test_everything_lies_inside_the_data_folder_and_nothing_twice(tmp_path: Path) -> None:
    places = [getattr(Paths(tmp_path), name) for name in PROPERTIES]
    assert len(set(places)) == len(places) >= 8
    assert all(place.parent == tmp_path for place in places)


def test_folders_are_made_for_their_owner_only_and_made_once(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "far" / "site")
    paths.create()
    (paths.printed / "receipt.pdf").touch()
    paths.create()
    assert {stat.S_IMODE(each.stat().st_mode) for each in (paths.data, paths.printed, paths.procedures)} == {0o700}
    assert (paths.printed / "receipt.pdf").exists()


def test_the_data_folder_is_the_named_one_or_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KIOSK_DATA", str(tmp_path))
    assert default_data() == tmp_path
    for nothing in ("", None):
        if nothing is None:
            monkeypatch.delenv("KIOSK_DATA")
        else:
            monkeypatch.setenv("KIOSK_DATA", nothing)
        assert default_data() == Path(platformdirs.user_data_dir("parvis", appauthor=False))

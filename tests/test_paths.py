"""Where a box keeps its things."""

import errno
import os
import stat
from pathlib import Path

import platformdirs
import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, default_data, name_what_is_wrong

PROPERTIES = [
    name for name in vars(Paths) if name[0] != "_" and name != "data" and isinstance(getattr(Paths(Path()), name), Path)
]


def test_everything_lies_inside_the_data_folder_and_nothing_twice(tmp_path: Path) -> None:
    places = [getattr(Paths(tmp_path), name) for name in PROPERTIES]
    assert len(set(places)) == len(places) >= 8
    elsewhere = (Paths(tmp_path).runtime, Paths(tmp_path).printed)
    assert all(place.parent == tmp_path for place in places if place not in elsewhere)


def test_folders_are_made_for_their_owner_only_and_made_once(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "far" / "site")
    paths.create()
    (paths.printed / "receipt.pdf").touch()
    paths.create()
    made = (paths.data, paths.procedures, paths.runtime, paths.printed)
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o700}
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


def test_what_is_in_clear_lies_in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """systemd's folder, the session's, shared memory: each data folder has one of its own."""
    here, there = Paths(tmp_path / "here"), Paths(tmp_path / "there")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert here.runtime.parent == there.runtime.parent == tmp_path
    assert here.runtime != there.runtime == Paths(tmp_path / "there").runtime
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone"))
    assert here.runtime.parent == Path("/dev/shm") and f"-{os.getuid()}-" in here.runtime.name
    monkeypatch.setenv("RUNTIME_DIRECTORY", "/run/parvis:/run/other")
    assert here.printed == Path("/run/parvis/printed")


def test_without_a_folder_in_memory_the_data_folder_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("kiosk.paths._SHARED_MEMORY", tmp_path / "none")
    paths = Paths(tmp_path / "site")
    paths.create()
    assert (paths.runtime, paths.printed.is_dir()) == (paths.data, True)


@pytest.mark.parametrize("planted", ["link", "open"])
def test_a_folder_that_somebody_planted_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, planted: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    paths = Paths(tmp_path / "site")
    if planted == "link":
        (tmp_path / "theirs").mkdir()
        paths.runtime.symlink_to(tmp_path / "theirs")
    else:
        paths.runtime.mkdir()
        paths.runtime.chmod(0o777)
    with pytest.raises(Refused) as refused:
        paths.create()
    assert refused.value.code == Refusal.FOLDER_TAKEN


def test_a_copy_that_was_cut_off_is_swept_away(tmp_path: Path) -> None:
    """Its keys would outlive the cases that they open."""
    paths = Paths(tmp_path)
    paths.create()
    with paths.copying() as folder:
        (Path(folder) / "parvis.db").touch()
        paths.sweep()
        assert not Path(folder).exists()
        Path(folder).mkdir()  # so that leaving the block finds it
    assert paths.procedures.exists()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "no-access"),
        (errno.EROFS, "no-access"),
        (errno.EISDIR, "not-a-file"),
        (errno.ENOTDIR, "not-a-folder"),
    ],
)
def test_what_the_system_says_of_a_path_is_refused_by_its_name(tmp_path: Path, number: int, code: str) -> None:
    with pytest.raises(Refused) as refused, name_what_is_wrong(tmp_path):
        raise OSError(number, os.strerror(number))
    assert (refused.value.code, refused.value.details) == (code, {"path": str(tmp_path)})


def test_a_disk_that_is_full_is_no_folder_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="space"), name_what_is_wrong(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

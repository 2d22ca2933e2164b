"""The file for support: where it goes, and what stands in it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process import support_file
from kiosk.process.log_file import NAME
from kiosk.version import VERSION

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


def noted(folder: Path, day: int) -> None:
    line = {"at": f"2026-11-{day}T09:00:00+00:00", "level": "info", "where": "kiosk", "said": f"day {day}"}
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def test_versions_come_first_then_what_was_found_then_the_days_asked_for(tmp_path: Path) -> None:
    for day in (10, 25, 26):
        noted(tmp_path, day)
    path, count = support_file.write(tmp_path / "file", "SA", [{"about": "doctor"}], tmp_path, NOW, 7)
    versions, found, *log = map(json.loads, path.read_text("utf-8").splitlines())
    assert versions["parvis"] == VERSION and "Flask" in versions["libraries"]
    assert found == {"about": "doctor"}
    assert ([line["said"] for line in log], count) == (["day 25", "day 26"], 2)


def test_without_a_name_it_lies_where_one_stands_or_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After `sudo` the account of the box cannot write where the person stands."""
    monkeypatch.chdir(tmp_path)
    path, _ = support_file.write(None, "SA", [], tmp_path, NOW, 7)
    assert path == tmp_path / "parvis-SA-20261127T100000Z.txt"
    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert support_file.write(None, "SA", [], tmp_path, NOW, 7)[0].parent == tmp_path / "temporary"


def test_a_place_that_cannot_be_written_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        support_file.write(tmp_path, "SA", [], tmp_path, NOW, 7)
    assert (refused.value.code, refused.value.details) == (Refusal.NOT_A_FILE, {"path": str(tmp_path)})

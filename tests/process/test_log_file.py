"""The log on disk: bounded, shared by processes, and no reason to stop anything."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk import logs
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process import log_file
from kiosk.process.log_file import NAME, BoundedFile, log_to_file, read_log_records
from kiosk.version import VERSION

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
log = logging.getLogger("kiosk.somewhere")


def told(folder: Path) -> list[str]:
    return [line["said"] for line in read_log_records(folder, LONG_AGO)]


def ours(message: str) -> logging.LogRecord:
    return log.makeRecord(log.name, logging.INFO, str(logs.__file__), 1, message, (), None)


def small(folder: Path) -> BoundedFile:
    handler = BoundedFile(folder, largest=1_000, older=log_file.OLDER)
    handler.setFormatter(logs.OneLine())
    return handler


def test_what_is_noted_can_be_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    with log_to_file(folder, "info"):
        log.handle(ours("one"))
    assert told(folder) == ["one"]
    assert folder.stat().st_mode & 0o077 == 0, "its owner alone"
    assert list(read_log_records(folder, datetime.now(UTC) + timedelta(minutes=1))) == []


def test_the_files_stay_few_and_small_and_the_newest_lines_are_kept(tmp_path: Path) -> None:
    handler = small(tmp_path)
    for number in range(500):
        handler.handle(ours(f"line {number}"))
    handler.close()
    files = [path for path in tmp_path.iterdir() if path.suffix != ".lock"]
    assert len(files) == 1 + log_file.OLDER
    assert all(path.stat().st_size <= 1_200 for path in files)
    assert told(tmp_path) == [f"line {number}" for number in range(500)][-len(told(tmp_path)) :]


def test_two_processes_beside_each_other_lose_no_line(tmp_path: Path) -> None:
    """Each follows to the file that the other has begun; else files would be moved on twice, and the oldest lost."""
    two = (small(tmp_path), small(tmp_path))
    for number in range(36):
        two[number % 2].handle(ours(f"line {number}"))
    for handler in two:
        handler.close()
    assert told(tmp_path) == [f"line {number}" for number in range(36)]


def test_what_the_next_file_is_begun_with_writes_no_line_itself(tmp_path: Path) -> None:
    """A lock that logs how it is taken would begin the next file for ever."""
    with logs.send_to(small(tmp_path), "debug"):
        for number in range(20):
            log.handle(ours(f"line {number}"))
    assert told(tmp_path) == [f"line {number}" for number in range(20)]


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")
    with log_to_file(tmp_path / "taken", "info"):
        log.handle(ours("one"))
    with log_to_file(tmp_path / "none" / "deeper", "info"):
        log.handle(ours("two"))
    assert capsys.readouterr().err == ""


def test_an_exception_that_ends_it_is_there_without_its_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Benali"), log_to_file(tmp_path, "info"):
        int("Benali")
    (line,) = read_log_records(tmp_path, LONG_AGO)
    assert line["said"] == "the process ends" and line["trace"][-1] == "ValueError"
    assert "Benali" not in (tmp_path / log_file.NAME).read_text("utf-8")


def test_a_refusal_is_told_to_the_person_and_not_here(tmp_path: Path) -> None:
    with pytest.raises(Refused), log_to_file(tmp_path, "info"):
        raise Refused(Refusal.PORT_TAKEN, port=8600)
    assert told(tmp_path) == []


def test_a_line_that_is_not_ours_is_left_out(tmp_path: Path) -> None:
    """A torn line of a power cut, or what somebody wrote there by hand."""
    good = {"at": "2026-11-26T10:00:00+00:00", "level": "info", "where": "kiosk", "said": "good"}
    for line in ('{"at": "2026', "Benali", '"at"', "[]", json.dumps({**good, "name": "Benali"}), json.dumps(good)):
        with (tmp_path / log_file.NAME).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    assert told(tmp_path) == ["good"]


NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


def noted(folder: Path, day: int) -> None:
    line = {"at": f"2026-11-{day}T09:00:00+00:00", "level": "info", "where": "kiosk", "said": f"day {day}"}
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def test_versions_come_first_then_what_was_found_then_the_days_asked_for(tmp_path: Path) -> None:
    for day in (10, 25, 26):
        noted(tmp_path, day)
    path, count = log_file.write_support_file(tmp_path / "file", "SA", [{"about": "doctor"}], tmp_path, NOW, 7)
    versions, found, *log = map(json.loads, path.read_text("utf-8").splitlines())
    assert versions["parvis"] == VERSION and "Flask" in versions["libraries"]
    assert found == {"about": "doctor"}
    assert ([line["said"] for line in log], count) == (["day 25", "day 26"], 2)


def test_without_a_name_it_lies_where_one_stands_or_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After `sudo` the account of the box cannot write where the person stands."""
    monkeypatch.chdir(tmp_path)
    path, _ = log_file.write_support_file(None, "SA", [], tmp_path, NOW, 7)
    assert path == tmp_path / "parvis-SA-20261127T100000Z.txt"
    monkeypatch.setattr("os.access", lambda *_: False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    assert log_file.write_support_file(None, "SA", [], tmp_path, NOW, 7)[0].parent == tmp_path / "temporary"


def test_a_place_that_cannot_be_written_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        log_file.write_support_file(tmp_path, "SA", [], tmp_path, NOW, 7)
    assert (refused.value.code, refused.value.details) == (Refusal.NOT_A_FILE, {"path": str(tmp_path)})

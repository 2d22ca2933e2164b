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
from kiosk.process.log_file import BoundedFile, lines, log_to_file

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
log = logging.getLogger("kiosk.somewhere")


def told(folder: Path) -> list[str]:
    return [line["said"] for line in lines(folder, LONG_AGO)]


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
    assert list(lines(folder, datetime.now(UTC) + timedelta(minutes=1))) == []


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
    (line,) = lines(tmp_path, LONG_AGO)
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

"""Nothing goes on working for a box that is gone.
What the two commands that write a support file ask.
A file bears its name once it is whole and was read back; whatever happens before leaves nothing of that name.
The log on disk: bounded, shared by processes, and no reason to stop anything.
"""

import errno
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kiosk import logs
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process import hardening, log_file, whole_file
from kiosk.process.log_file import DAYS, NAME, BoundedFile, log_to_file, read_log_records, where_and_how_long
from kiosk.process.whole_file import write_whole_file
from kiosk.version import VERSION

CHILD = """
import time
from kiosk.process import hardening
hardening.end_with_it()
print("begun", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], stdin=subprocess.PIPE)
time.sleep(60)
"""


@contextmanager
def a_parent() -> Iterator["subprocess.Popen[str]"]:
    """A process with a child that has begun; both write to one pipe, which ends when the last of them has ended."""
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        try:
            assert process.stdout.readline() == "begun\n"
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal: `terminate` is as hard there")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    with a_parent() as process:
        os.kill(process.pid, signal.SIGKILL)
        assert process.stdout is not None and process.stdout.read() == ""


def test_a_child_goes_on_while_its_parent_is_there_and_ends_by_itself() -> None:
    child = "from kiosk.process import hardening\nhardening.end_with_it()\nprint('done')"
    with subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == (b"done\n", b"")
        assert process.wait(20) == 0 != hardening.GONE


@pytest.mark.parametrize(
    ("typed", "said"), [((), f"None {DAYS}"), (("a.txt",), f"a.txt {DAYS}"), (("a.txt", "--days", "30"), "a.txt 30")]
)
def test_where_and_how_long_may_be_left_out(typed: tuple[str, ...], said: str) -> None:
    @click.command()
    @where_and_how_long
    def export(file: Path | None, days: int) -> None:
        click.echo(f"{file} {days}")

    assert CliRunner().invoke(export, typed).output.strip() == said
    assert CliRunner().invoke(export, ["--days", "0"]).exit_code == 2


def pulled(after: int) -> Iterator[bytes]:
    for _ in range(after):
        yield b"x" * 1000
    raise OSError(errno.EIO, "the stick is gone")


def test_what_was_written_is_there_for_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "envoi"
    assert write_whole_file(target, [b"un", b"deux"])
    assert target.read_bytes() == b"undeux" and target.stat().st_mode & 0o777 == 0o600
    assert write_whole_file(target, [b"trois"]) and target.read_bytes() == b"trois"
    assert os.listdir(tmp_path) == ["envoi"]


@pytest.mark.parametrize("after", [0, 1, 70])
def test_a_stick_that_is_pulled_while_writing_leaves_the_file_before(tmp_path: Path, after: int) -> None:
    target = tmp_path / "envoi"
    write_whole_file(target, [b"avant"])
    with pytest.raises(OSError, match="gone"):
        write_whole_file(target, pulled(after))
    assert target.read_bytes() == b"avant" and os.listdir(tmp_path) == ["envoi"]


def test_a_stick_that_may_go_has_the_file_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT writes a new name once file and folder are both synced after it was given (seen on Linux 6.12, power cut)."""
    target, sync, synced = tmp_path / "envoi", os.fsync, set[int]()

    def note(descriptor: int) -> None:
        sync(descriptor)
        if target.exists():
            synced.add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", note)
    assert write_whole_file(target, [b"un"])
    assert synced == {target.stat().st_ino, tmp_path.stat().st_ino}


def test_a_disk_that_gives_something_else_back_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap sticks that say they are larger than they are take everything and keep less."""
    monkeypatch.setattr(whole_file, "digest_file", lambda path: "something else")
    assert not write_whole_file(tmp_path / "envoi", [b"un"])
    assert os.listdir(tmp_path) == []


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

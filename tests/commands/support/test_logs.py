"""A secretary makes the one file that whoever helps her asks for."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.operations import doctor
from kiosk.process.log_file import NAME
from kiosk.settings import Settings
from tests.commands.conftest import Command
from tests.running import running, set_up


def exported(kiosk: Command, file: Path, **more: Any) -> list[dict[str, Any]]:
    result = kiosk("logs", "export", str(file), **more)
    assert (result.exit_code, result.output.splitlines()[0]) == (0, str(file)), result.output
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_of_a_stopped_box_there_are_its_log_and_what_the_doctor_finds(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    set_up(settings)
    with running(settings) as box:
        assert box.stop() == 0
    lines = exported(kiosk, tmp_path / "file.txt")
    assert {"store", "hub"} <= {line["check"] for line in lines if line.get("about") == "doctor"}
    said = [line["said"].partition(" at ")[0] for line in lines if "said" in line]
    assert "serving" in said and said[-1] == "stopped"


def test_of_a_running_box_too(kiosk: Command, settings: Settings, tmp_path: Path) -> None:
    set_up(settings)
    with running(settings):
        lines = exported(kiosk, tmp_path / "file.txt")
    assert any(line.get("check") == "store" for line in lines)
    assert any(line.get("said", "").startswith("serving") for line in lines)


def test_a_box_that_does_not_start_still_gives_its_log(kiosk: Command, settings: Settings, tmp_path: Path) -> None:
    set_up(settings)
    settings.paths.logs.mkdir()
    noted = {"at": "2999-01-01T00:00:00+00:00", "level": "error", "where": "kiosk", "said": "before"}
    (settings.paths.logs / NAME).write_text(json.dumps(noted), "utf-8")
    settings.paths.settings.write_text("not = [toml", "utf-8")
    lines = exported(kiosk, tmp_path / "file.txt")
    assert [line for line in lines if "refused" in line] and lines[-1] == noted


def test_whatever_the_doctor_meets_the_file_is_written(
    kiosk: Command, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: Any) -> None:
        int("Benali")

    set_up(settings)
    monkeypatch.setattr("kiosk.services.upkeep.doctor.examine", ends)
    lines = exported(kiosk, tmp_path / "file.txt")
    (failed,) = [line for line in lines if line.get("about") == "doctor"]
    assert failed["trace"][-1] == "ValueError" and "Benali" not in json.dumps(lines)


def test_numbers_of_cases_stay_in_the_box(
    kiosk: Command, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = doctor.Finding("numbers", False, "other-numbers", "SB1001G")
    monkeypatch.setattr("kiosk.services.upkeep.doctor.examine", lambda box: [finding])
    set_up(settings)
    (line,) = [line for line in exported(kiosk, tmp_path / "file.txt") if line.get("check") == "numbers"]
    assert (line["reason"], line["detail"]) == ("other-numbers", "")

"""What ails a box, and what may be handed on of its log."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages.pofile import read_po
from click.testing import Result

from kiosk.cli import main
from kiosk.commands.asking import WORDS
from kiosk.crypto import keys
from kiosk.domain.trail.finding import NOT_YET_DONE
from kiosk.operations import upkeep
from kiosk.process.log_file import NAME
from kiosk.services.box.box import Box, open_box
from kiosk.settings import Settings
from kiosk.store.database import open_bare_database
from kiosk.words import findings
from scripts.source import ROOT
from tests.commands.conftest import Command
from tests.gallery.site import cast
from tests.running import running, set_up
from tests.services.conftest import reached_at


def words(context: str) -> dict[str, str]:
    with (ROOT / "translations" / "fr" / "LC_MESSAGES" / "words.po").open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source) if entry.context == context and entry.id}


def test_the_first_day_is_no_fault(kiosk: Command) -> None:
    result = kiosk("doctor")
    lines = result.output.splitlines()
    assert (result.exit_code, lines[-1]) == (0, WORDS.code("command", "doctor-to-do"))
    assert [line for line in lines if line.startswith("○ Personnes")]
    assert all(line[0] in "✓○✗? " for line in lines[:-1])
    assert [line for line in lines if line.endswith("kiosk setup")]


def test_a_folder_that_nobody_has_set_up_is_still_to_do(kiosk: Command, tmp_path: Path) -> None:
    result = kiosk("doctor", data=tmp_path / "new")
    assert (result.exit_code, result.output.startswith("○ Lieu")) == (0, True)
    (tmp_path / "new" / "first-start.code").write_text("20282773", "utf-8")
    told = kiosk("doctor", data=tmp_path / "new").output
    assert "ouvrez http://127.0.0.1:8600 sur cette machine et tapez ce code : 2028 2773" in told
    assert json.loads(kiosk("doctor", "--json", data=tmp_path / "new").output)["outcome"] == "to-do"


def test_a_fault_is_a_failure_of_the_command(kiosk: Command, linked: Box) -> None:
    reached_at(linked, url="http://127.0.0.1:9")
    linked.store.close()
    result = kiosk("doctor")
    assert (result.exit_code, result.output.splitlines()[-1]) == (1, WORDS.code("command", "doctor-to-mend"))
    assert [line for line in result.output.splitlines() if line.startswith("✗ Système central")]


def test_what_the_package_installed_is_mended_with_the_rights_that_it_takes(
    kiosk: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(settings)
    monkeypatch.setattr(findings, "PACKAGED", True)
    output = kiosk("doctor").output
    assert "→ sudo kiosk enroll ADRESSE CODE" in output and "sudo sudo" not in output


def test_another_program_reads_it_as_json(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    told = json.loads(kiosk("doctor", "--json").output)
    by_check = {finding["check"]: finding for finding in told["findings"]}
    assert (told["outcome"], by_check["hub"]["state"], by_check["hub"]["reason"]) == ("to-do", "to-do", "no-hub")
    assert by_check["hub"]["remedy"].startswith("kiosk enroll") and by_check["store"]["remedy"] == ""


def test_what_is_not_well_has_words_and_one_thing_that_mends_it() -> None:
    remedies, findings = words("remedy"), words("doctor")
    assert set(findings) >= NOT_YET_DONE
    checks = {code for code, text in findings.items() if text.endswith(":")} - {"site", "mediators", "commune"}
    # Each of the reasons of these has a remedy of its own.
    checks -= {"lan", "lan-certificate", "lan-firewall", "lan-name", "program", "hub-proxy"}
    assert checks <= remedies.keys() | {"cannot-tell"}


def test_every_command_that_is_advised_is_one() -> None:
    for code, text in words("remedy").items():
        for names in re.findall(r"kiosk ((?:[a-z][a-z-]* ?)+)", text):
            group: click.Command = main
            for name in names.split():
                assert isinstance(group, click.Group) and name in group.commands, f"{code}: {text}"
                group = group.commands[name]


def advised(result: Result) -> set[str]:
    """The commands that a result advises."""
    return {f"kiosk {names.strip()}" for names in re.findall(r"kiosk ((?:[a-z][a-z-]* ?)+)", result.output)}


def test_nobody_is_sent_in_a_circle(kiosk: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command that the doctor advises does it, or says what is missing; none leads back to the doctor."""
    box = open_box(settings)
    cast.set_up(box)
    box.store.close()
    monkeypatch.setattr("kiosk.services.upkeep.machine.Mounts.sticks", lambda mounts: [])
    first = kiosk("doctor")
    assert {"kiosk mediator add", "kiosk backup", "kiosk enroll"} <= advised(first)
    for command in (
        ("mediator", "add", "paul", "Paul Morel"), ("backup", "--usb"), ("printers", "list"),
        ("enroll", "http://127.0.0.1:9", "ABCD-EFGH-JKLM-NPQR"), ("procedures", "check"),
    ):  # fmt: skip
        result = kiosk(*command)
        assert "Traceback" not in result.output
        others = advised(result) - {f"kiosk {' '.join(command[:2])}".strip(), f"kiosk {command[0]}"}
        assert not others & {"kiosk doctor", "kiosk setup"}, (command, result.output)
    assert "○ Personnes" in kiosk("doctor").output, "one of two"


def test_a_damaged_page_is_told_by_its_table_with_what_mends_it(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    path = settings.paths.database
    with open_bare_database(path, keys.read_seed(settings.paths.database_key)) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096 + 1000)
        file.write(bytes(300))
    result = kiosk("doctor")
    assert (result.exit_code, result.output.splitlines()[-1]) == (1, WORDS.code("command", "doctor-to-mend"))
    [line] = [line for line in result.output.splitlines() if line.startswith("✗ Base de données")]
    assert line.endswith(f"{path} events")
    assert WORDS.code("remedy", "store") in result.output


def exported(kiosk: Command, file: Path, **more: Any) -> list[dict[str, Any]]:
    result = kiosk("logs", "export", str(file), **more)
    assert (result.exit_code, result.output.splitlines()[0]) == (0, str(file)), result.output
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_of_a_stopped_box_there_are_its_log_and_what_the_doctor_finds(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    """And of a running one too."""
    set_up(settings)
    with running(settings) as box:
        lines = exported(kiosk, tmp_path / "running.txt")
        assert any(line.get("check") == "store" for line in lines)
        assert any(line.get("said", "").startswith("serving") for line in lines)
        assert box.stop() == 0
    lines = exported(kiosk, tmp_path / "file.txt")
    assert {"store", "hub"} <= {line["check"] for line in lines if line.get("about") == "doctor"}
    said = [line["said"].partition(" at ")[0] for line in lines if "said" in line]
    assert "serving" in said and said[-1] == "stopped"


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
    monkeypatch.setattr("kiosk.services.upkeep.doctor.examine_box", ends)
    lines = exported(kiosk, tmp_path / "file.txt")
    (failed,) = [line for line in lines if line.get("about") == "doctor"]
    assert failed["trace"][-1] == "ValueError" and "Benali" not in json.dumps(lines)


def test_numbers_of_cases_stay_in_the_box(
    kiosk: Command, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = upkeep.Finding("numbers", False, "other-numbers", "SB1001G")
    monkeypatch.setattr("kiosk.services.upkeep.doctor.examine_box", lambda box: [finding])
    set_up(settings)
    (line,) = [line for line in exported(kiosk, tmp_path / "file.txt") if line.get("check") == "numbers"]
    assert (line["reason"], line["detail"]) == ("other-numbers", "")

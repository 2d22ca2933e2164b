"""Every command, by itself and beside a running application."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.commands.asking import French
from kiosk.services import staff
from kiosk.services.box import Actor, Box, open_box
from kiosk.services.machine import CODES
from kiosk.settings import Settings, read, toml
from kiosk.store import counters, people, spool
from tests.central import Central
from tests.gestures import submitted
from tests.running import PASSPHRASE, running, set_up
from tests.services.conftest import opened

Command = Callable[..., Result]


@pytest.fixture
def kiosk(settings: Settings) -> Command:
    """Type a command in the data folder of Saint-Aubin."""
    settings.paths.create()
    settings.paths.settings.write_text(toml(settings), "utf-8")

    def typed(*arguments: str, answers: str = "", data: Path = settings.data) -> Result:
        return CliRunner().invoke(main, arguments, input=answers, env={"KIOSK_DATA": str(data)})

    return typed


def not_well(result: Result) -> list[str]:
    """What the doctor finds wrong with the box; the machine it runs on is another matter."""
    machine = tuple(f"✗ {French.code('doctor', code)}" for code in CODES)
    return [line for line in result.output.splitlines() if line[0] == "✗" and not line.startswith(machine)]


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in group.commands.items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_says_what_it_does(kiosk: Command, command: tuple[str, ...]) -> None:
    result = kiosk(*command, "--help")
    assert result.exit_code == 0
    assert len(result.output.split("\n")[2].split()) >= 3


def test_it_is_a_module_too() -> None:
    done = subprocess.run([sys.executable, "-m", "kiosk", "--version"], capture_output=True, text=True, check=True)
    assert "0." in done.stdout


def test_a_mediator_is_added_and_signs_in(kiosk: Command, settings: Settings) -> None:
    result = kiosk("mediator", "add", "nadia", "Nadia Roux", answers=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Nadia Roux")
    assert PASSPHRASE not in result.output
    box = open_box(settings)
    assert staff.sign_in(box, "nadia", PASSPHRASE, Actor()).name == "Nadia Roux"
    box.store.close()


def test_what_goes_wrong_is_one_line_in_words(kiosk: Command) -> None:
    result = kiosk("mediator", "add", "nadia", "Nadia Roux", "--passphrase", "short")
    assert result.exit_code == 1
    assert result.output.startswith("Error: ") and len(result.output.splitlines()) == 1
    assert "short-passphrase" not in result.output and "12" in result.output


def test_a_new_passphrase_lets_the_only_mediator_in_again(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    box = open_box(settings)
    (nadia,) = people.mediators(box.store.read())
    with box.store.write() as db:
        for _ in range(staff.TRIES):
            people.add_wrong_try(db, nadia["id"], box.clock.now())
    box.store.close()
    fresh = "la rivière en hiver"
    assert kiosk("mediator", "passphrase", "nadia", "--passphrase", fresh).exit_code == 0
    box = open_box(settings)
    assert staff.sign_in(box, "nadia", fresh, Actor()).login == "nadia"
    box.store.close()


def test_a_mediator_is_added_while_screens_are_served(kiosk: Command, settings: Settings) -> None:
    set_up(settings)
    with running(settings) as box:
        assert kiosk("mediator", "add", "paul", "Paul Morel", "--passphrase", PASSPHRASE).exit_code == 0
        assert kiosk("mediator", "passphrase", "paul", "--passphrase", "la rivière en hiver").exit_code == 0
        assert len(not_well(kiosk("doctor"))) == 1, "there is no hub"
        assert kiosk("print", "--once").output == "printed: 0\n"
        assert kiosk("backup", str(settings.data / "copy")).exit_code == 0
        assert box.stop() == 0


def test_the_doctor_says_line_by_line_how_things_stand(kiosk: Command) -> None:
    result = kiosk("doctor")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert len(lines) == 10 + len(CODES) and all(line[0] in "✓✗?" for line in lines)
    assert [line for line in lines if line.startswith("✗ Personnes")]


def test_what_waits_is_printed_once(kiosk: Command, settings: Settings) -> None:
    box = open_box(settings)
    submitted(box)
    box.store.close()
    assert [kiosk("print", "--once").output for _ in range(2)] == ["printed: 1\n", "printed: 0\n"]
    box = open_box(settings)
    assert [each["state"] for each in spool.recent(box.store.read())] == ["completed"]
    box.store.close()


def test_what_is_due_is_sent(kiosk: Command, linked: Box, central: Central) -> None:
    linked.settings.paths.settings.write_text(toml(linked.settings), "utf-8")
    case = submitted(linked)
    linked.store.close()
    result = kiosk("sync", "--once")
    assert result.output.splitlines() == ["acknowledged: 1", "rejected: 0", "later: 0", "updates: 0", "more: False"]
    assert opened(central) == [case.reference]


def test_a_talk_that_failed_is_no_success(kiosk: Command, settings: Settings) -> None:
    result = kiosk("sync", "--once")
    assert result.exit_code == 1 and "acknowledged" not in result.output
    settings.paths.settings.write_text(
        toml(replace(settings, hub_url="http://127.0.0.1:9", hub_key="0" * 64, hub_token="x"))
    )
    assert kiosk("sync", "--once").output == f"Error: {French.code('line', 'no-line')}\n"


def test_a_copy_goes_and_comes_back_asking_for_the_latest_receipt(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    box = open_box(settings)
    printed = submitted(box)
    box.store.close()
    assert kiosk("backup", str(tmp_path / "copy")).exit_code == 0
    assert kiosk("backup", str(tmp_path / "copy")).exit_code == 1, "never over another"
    assert kiosk("restore", str(tmp_path / "copy")).exit_code == 1, "never over a box in use"
    result = kiosk("restore", str(tmp_path / "copy"), answers=f"{printed.reference}\n", data=tmp_path / "again")
    assert (result.exit_code, str(printed.counter + 1000) in result.output) == (0, True)
    again = open_box(read(tmp_path / "again", {}))
    assert counters.value(again.store.read()) == printed.counter + 1000
    again.store.close()


def test_the_procedures_that_ship_have_no_fault(kiosk: Command) -> None:
    assert kiosk("procedures", "check").exit_code == 0


def test_a_fault_in_a_procedure_is_named_by_its_place(kiosk: Command, tmp_path: Path, settings: Settings) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken\nversion: 1\ncolour: red\n", "utf-8")
    result = kiosk("procedures", "check", str(broken))
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if line.startswith(f"{broken}:3:1: ")]
    (settings.paths.procedures / "own.yaml").write_text("id: [", "utf-8")
    assert kiosk("procedures", "check").exit_code == 1


def test_a_bad_setting_is_said_by_name(kiosk: Command, settings: Settings) -> None:
    settings.paths.settings.write_text("port = 0.5", "utf-8")
    result = kiosk("doctor")
    assert (result.exit_code, "port" in result.output, "Traceback" in result.output) == (1, True, False)

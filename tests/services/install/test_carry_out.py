"""Carrying out, for real, in a folder that looks like a system: `systemd-sysusers`, `systemd-tmpfiles`, `systemctl`."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.install.carry_out import carry_out, commands, serve_screens, take_away, type_for
from kiosk.services.install.command import COMMAND
from kiosk.services.install.machine_state import MachineState
from kiosk.services.install.plan import UNITS, Package, Plan, Role
from kiosk.services.install.roles import plan_for
from tests.services.install.image import FOR_REAL, LAYOUT, an_image

pytestmark = FOR_REAL
EVERYTHING = plan_for(Role, LAYOUT)


@pytest.fixture
def machine(tmp_path: Path) -> MachineState:
    return an_image(tmp_path / "image")


def tree(machine: MachineState) -> dict[str, tuple[int, int, int, bytes]]:
    """Every file with its mode, its owner, its group and its bytes."""
    results = {}
    for path in sorted(machine.root.rglob("*")):
        status = path.lstat()
        content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        results[str(path.relative_to(machine.root))] = (status.st_mode & 0o7777, status.st_uid, status.st_gid, content)
    return results


def test_all_roles_are_made_and_a_second_run_changes_nothing(machine: MachineState) -> None:
    told = {done.code for done in carry_out(EVERYTHING, machine)}
    assert told == {"written", "account-made", "folder-made", "starts-later"}
    before = tree(machine)
    assert list(carry_out(EVERYTHING, machine)) == [] and tree(machine) == before


def test_only_its_account_can_read_a_data_folder(machine: MachineState) -> None:
    list(carry_out(EVERYTHING, machine))
    folder = machine.root / "var" / "lib" / "parvis"
    status = folder.stat()
    assert (status.st_mode & 0o777, status.st_uid) == (0o700, machine.user_id("parvis"))
    assert machine.user_id("parvis") != machine.user_id("parvis-screen") is not None


def test_services_begin_with_the_machine(machine: MachineState) -> None:
    list(carry_out(EVERYTHING, machine))
    wanted = machine.at(UNITS) / "multi-user.target.wants"
    assert {path.name for path in wanted.iterdir()} == {"parvis.service", "parvis-hub.service", "parvis-screen.service"}


def test_a_file_that_somebody_changed_is_put_right_but_for_settings(machine: MachineState) -> None:
    list(carry_out(EVERYTHING, machine))
    unit, settings = machine.at(UNITS / "parvis.service"), machine.root / "etc" / "parvis" / "hub.env"
    unit.write_text("x", "utf-8")
    settings.write_text("KIOSK_HUB_PROXIES=1\n", "utf-8")
    assert [done.name for done in carry_out(EVERYTHING, machine)] == ["/etc/systemd/system/parvis.service"]
    assert settings.read_text("utf-8") == "KIOSK_HUB_PROXIES=1\n"
    assert settings.stat().st_mode & 0o777 == 0o640


def test_what_is_taken_away_leaves_the_data(machine: MachineState) -> None:
    before = set(tree(machine))
    list(carry_out(EVERYTHING, machine))
    data = machine.root / "var" / "lib" / "parvis" / "parvis.db"
    data.touch()
    list(take_away(EVERYTHING, machine, Plan()))
    left = {name for name in tree(machine) if (machine.root / name).is_file()} - before
    assert left >= {"var/lib/parvis/parvis.db", "etc/parvis/hub.env"}
    assert not [name for name in left if name.endswith((".service", ".json", "bin/kiosk", ".desktop"))]


def test_a_box_that_goes_leaves_the_hub_its_command(machine: MachineState) -> None:
    list(carry_out(EVERYTHING, machine))
    list(take_away(plan_for([Role.BOX], LAYOUT), machine, plan_for([Role.HUB], LAYOUT)))
    assert (machine.root / "usr/local/bin/kiosk").exists()
    assert not machine.at(UNITS / "parvis.service").exists() and machine.at(UNITS / "parvis-hub.service").exists()


def test_a_program_that_fails_is_named_with_its_last_words(machine: MachineState) -> None:
    lacking = Plan(packages=(Package("no-such-package-at-all", Path("/usr/bin/nothing")),))
    with pytest.raises(Refused) as refused:
        list(carry_out(lacking, machine))
    assert refused.value.code == Refusal.COMMAND_FAILED
    assert "no-such-package-at-all" in str(refused.value.details["command"]) and refused.value.details["reason"]


def test_a_folder_in_the_place_of_a_file_is_named(machine: MachineState) -> None:
    (machine.at(UNITS) / "parvis.service").mkdir(parents=True)
    with pytest.raises(Refused, match=Refusal.NOT_A_FILE):
        list(carry_out(plan_for([Role.BOX], replace(LAYOUT)), machine))


def test_every_command_can_be_shown(machine: MachineState) -> None:
    shown = commands(EVERYTHING, machine)
    assert f"systemctl --root={machine.root} enable parvis-hub.service" in shown
    assert any(line.startswith("systemd-sysusers ") for line in shown)


def test_other_screens_are_asked_of_the_box_s_own_command(machine: MachineState) -> None:
    command = machine.at(COMMAND)
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\necho "$@" >> {machine.root}/asked\n', "utf-8")
    command.chmod(0o755)
    for opens in (True, False):
        (done,) = serve_screens(machine, opens, "parvis.service")
        assert done.code == ("lan-on" if opens else "lan-off"), "nothing is started where systemd does not run"
    assert (machine.root / "asked").read_text("utf-8") == "lan on\nlan off\n"


def test_lines_that_somebody_agreed_to_are_run_in_their_order_up_to_one_that_fails() -> None:
    assert [done.name for done in type_for(("true 8643/tcp", "true"))] == ["true 8643/tcp", "true"]
    with pytest.raises(Refused) as refused:
        list(type_for(("false 8643/tcp", "true")))
    assert refused.value.code == Refusal.COMMAND_FAILED and refused.value.details["command"] == "false 8643/tcp"

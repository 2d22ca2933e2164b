"""What keeps an installation from beginning, before anything is changed."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.install.machine_state import MachineState, refuse_taken
from kiosk.services.install.plan import Plan, Role
from kiosk.services.install.roles import plan_for
from tests.services.install.image import FOR_REAL, LAYOUT, an_image

BOX = plan_for([Role.BOX], LAYOUT)


def refusal(machine: MachineState, plan: Plan = BOX, program: Path = LAYOUT.program) -> Refusal:
    with pytest.raises(Refused) as refused:
        machine.refuse_what_cannot_work(plan, program)
    return Refusal(refused.value.code)


@pytest.fixture
def someone() -> Iterator[None]:
    """An account without rights, for the length of a test."""
    os.seteuid(65_534)
    yield
    os.seteuid(0)


@FOR_REAL
def test_an_installation_needs_root(tmp_path: Path, someone: None) -> None:
    assert refusal(MachineState()) == Refusal.NOT_ROOT


@FOR_REAL
def test_another_system_is_not_touched(tmp_path: Path) -> None:
    assert refusal(an_image(tmp_path / "image", system="fedora")) == Refusal.NOT_DEBIAN
    an_image(tmp_path / "pi", system="raspbian").refuse_what_cannot_work(BOX, LAYOUT.program)


@FOR_REAL
def test_a_machine_without_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(an_image(tmp_path / "image")) == Refusal.NO_SYSTEMD


@FOR_REAL
def test_a_data_folder_with_another_account_s_files_is_left_alone(tmp_path: Path) -> None:
    machine = an_image(tmp_path / "image")
    folder = machine.root / "var" / "lib" / "parvis"
    folder.mkdir(parents=True)
    machine.refuse_what_cannot_work(BOX, LAYOUT.program)
    (folder / "parvis.db").touch()
    assert refusal(machine) == Refusal.FOLDER_OF_ANOTHER


@FOR_REAL
def test_a_program_that_services_cannot_read_is_not_installed() -> None:
    program = Path("/root/parvis/bin/python")
    assert refusal(MachineState(), program=program) in (Refusal.PROGRAM_HIDDEN, Refusal.NOT_DEBIAN)


def test_a_port_that_another_program_has_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused) as refused:
            refuse_taken([port])
    assert (refused.value.code, refused.value.details["port"]) == (Refusal.PORT_TAKEN, port)
    refuse_taken([port])


def test_an_image_has_no_code_of_a_first_start(tmp_path: Path) -> None:
    assert an_image(tmp_path / "image").first_code(Clock(), 0.1) == ""

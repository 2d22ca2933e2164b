"""The canary run in short: four people; and that it does not pass where a box fails them."""

from pathlib import Path

import pytest

from tests.long_runs import how_many
from trials.canary.machine import Machine
from trials.canary.run import Run


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run says where everything a program writes must land; afterwards it is as before."""
    for name in ("KIOSK_DATA", "TMPDIR", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, "")


@pytest.mark.usefixtures("environment")
def test_nothing_that_was_typed_can_be_read_on_the_machine(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine")
    machine.folder.mkdir()
    run = Run(machine, how_many(5, 30), browser=False, say=lambda _: None)
    try:
        run.whole()
    finally:
        machine.stop()
    assert not run.looks.found
    assert [look.stage for look in run.looks.done][-1] == "after the mandates and kill -9"
    assert all(look.size > 100_000 for look in run.looks.done)


@pytest.mark.usefixtures("environment")
def test_a_box_that_writes_a_name_to_its_log_is_found_out(tmp_path: Path) -> None:
    """`--fault` does the same for every way of failing, to the end."""
    machine = Machine(tmp_path / "machine", fault="name-in-the-log")
    machine.folder.mkdir()
    run = Run(machine, 2, browser=False, say=lambda _: None)
    try:
        run.drafted()
    finally:
        machine.stop()
    assert {Path(path.path).name for path in run.looks.found} == {"box.log", "parvis.log"}

"""What a machine is for decides what is made of it."""

from pathlib import Path

from kiosk.services.install.plan import UNITS, Role
from kiosk.services.install.roles import PLANS, others_there, plan_for
from tests.services.install.image import LAYOUT, an_image


def test_each_role_has_a_plan_of_files_with_an_end() -> None:
    for role in Role:
        assert role in PLANS
        for file in plan_for([role], LAYOUT).files:
            assert file.path.is_absolute() and file.text.endswith("\n") and file.mode & 0o022 == 0, file.path


def test_a_hub_on_the_machine_of_a_box_shares_its_command() -> None:
    paths = [file.path for file in plan_for([Role.BOX, Role.HUB], LAYOUT).files]
    assert len(paths) == len(set(paths))


def test_what_else_is_on_a_machine_is_seen(tmp_path: Path) -> None:
    machine = an_image(tmp_path / "image")
    assert others_there([Role.BOX], machine) == []
    machine.at(UNITS).mkdir(parents=True)
    (machine.at(UNITS) / "parvis-hub.service").touch()
    assert others_there([Role.BOX], machine) == [Role.HUB]

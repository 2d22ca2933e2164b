"""The plan of the hub."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.services.install.hub_role import plan, unit
from tests.services.install.image import LAYOUT
from tests.services.install.measured import complaints, exposure

SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")


@SYSTEMD
def test_the_hub_is_exposed_to_little(tmp_path: Path) -> None:
    assert exposure(unit(LAYOUT.program), tmp_path) <= 2.0
    assert complaints(unit(Path("/bin/true")).replace("User=parvis-hub", "User=root"), tmp_path) == ""


def test_its_settings_are_a_person_s_once_they_are_there() -> None:
    made = plan(replace(LAYOUT, hub_address="https://hub.example"))
    (file,) = [file for file in made.files if file.path.name == "hub.env"]
    assert file.kept and (file.mode, file.group) == (0o640, "parvis-hub"), "a passphrase may stand there"
    lines = file.text.splitlines()
    assert {"KIOSK_HUB_ADDRESS=https://hub.example", "KIOSK_HUB_PROXIES=1"} < set(lines)


def test_without_an_address_no_proxy_is_believed() -> None:
    """Else anybody could say to be asking from elsewhere."""
    (file,) = [file for file in plan(LAYOUT).files if file.path.name == "hub.env"]
    assert "#KIOSK_HUB_PROXIES=1" in file.text.splitlines()

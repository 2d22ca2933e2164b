"""The plans of screens."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.services.install.chromium_policies import PATH
from kiosk.services.install.screen_role import desk, terminal, unit
from tests.services.install.image import LAYOUT
from tests.services.install.measured import complaints, exposure

SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
ELSEWHERE = replace(LAYOUT, address="https://192.168.1.20:8643", certificate="MIIB")


@SYSTEMD
def test_what_the_screen_is_exposed_to_is_measured(tmp_path: Path) -> None:
    """Chromium needs namespaces, devices and code that is made as it runs: `docs/security.md` says which and why."""
    assert exposure(unit(LAYOUT), tmp_path) <= 3.0


@SYSTEMD
def test_systemd_finds_nothing_to_say_against_it(tmp_path: Path) -> None:
    here = unit(LAYOUT).replace("/usr/bin/cage", "/bin/true").replace("User=parvis-screen", "User=root")
    assert complaints(here, tmp_path) == ""


def test_the_screen_cannot_see_the_data_folder() -> None:
    (line,) = [line for line in unit(LAYOUT).splitlines() if line.startswith("InaccessiblePaths=")]
    assert {"-/var/lib/parvis", "-/var/lib/parvis-hub", "-/etc/parvis"} < set(line.partition("=")[2].split())
    assert "User=parvis-screen" in unit(LAYOUT).splitlines()


def test_nobody_signs_in_at_a_terminal() -> None:
    files = {str(file.path): file.text for file in terminal(LAYOUT).files}
    assert "auth     required pam_deny.so" in files["/etc/pam.d/parvis-screen"]
    assert "NAutoVTs=0" in files["/etc/systemd/logind.conf.d/parvis.conf"]
    assert [(link.path.name, str(link.target)) for link in terminal(LAYOUT).links] == [
        ("ctrl-alt-del.target", "/dev/null")
    ]


def test_a_screen_shows_the_box_that_is_elsewhere() -> None:
    assert "--terminal --address https://192.168.1.20:8643 --" in unit(ELSEWHERE)
    files = {str(file.path): file.text for file in (*terminal(ELSEWHERE).files, *desk(ELSEWHERE).files)}
    assert "browser --address https://192.168.1.20:8643\n" in files["/etc/xdg/autostart/parvis.desktop"]
    assert all(
        '"MIIB"' in file.text for role in (terminal, desk) for file in role(ELSEWHERE).files if file.path == PATH
    )

"""The stick of a box opens by itself, for the box alone, and nothing on it can run."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.services.install import accounts, stick
from kiosk.services.upkeep.mounts import STICKS


def test_it_is_mounted_for_the_box_alone_and_runs_nothing() -> None:
    mount, rule = stick.files(accounts.BOX)
    options = next(line for line in mount.text.splitlines() if line.startswith("Options=")).removeprefix("Options=")
    assert {"rw", "noexec", "nosuid", "nodev", "uid=parvis", "gid=parvis", "umask=0077"} <= set(options.split(","))
    assert mount.path.name == "media-parvis.mount" and any(stick.WHERE.is_relative_to(place) for place in STICKS)
    assert 'ENV{ID_FS_LABEL}=="PARVIS"' in rule.text and mount.path.name in rule.text
    assert "[Install]" not in mount.text, "it is started by the stick, and waited for by nothing"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    mount, _ = stick.files(accounts.BOX)
    path = tmp_path / mount.path.name
    path.write_text(mount.text, "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
    assert not [line for line in said.stderr.splitlines() if path.name in line and "ailed to" not in line]

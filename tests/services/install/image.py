"""A folder that looks like a Debian system to whoever installs into it."""

import os
import shutil
from pathlib import Path

import pytest

from kiosk.services.install.machine_state import MachineState
from kiosk.services.install.plan import Layout

LAYOUT = Layout(Path("/opt/parvis/bin/python"))
FOR_REAL = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0 or not shutil.which("systemd-sysusers"), reason="needs root and systemd"
)


def an_image(folder: Path, system: str = "debian") -> MachineState:
    """A system without an account but root's."""
    (folder / "etc").mkdir(parents=True)
    (folder / "etc" / "os-release").write_text(f'ID={system}\nVERSION_ID="13"\n', "utf-8")
    (folder / "etc" / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n", "utf-8")
    (folder / "etc" / "group").write_text("root:x:0:\nlp:x:7:\ndialout:x:20:\n", "utf-8")
    for program in ("chromium", "cage", "espeak-ng", "opusenc"):
        (folder / "usr" / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "usr" / "bin" / program).touch()
    return MachineState(folder)

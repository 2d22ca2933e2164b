"""The first day of a box, cut off in the middle."""

import os
import subprocess
import sys
from pathlib import Path

from kiosk.paths import Paths
from trials.torn.ledger import Ledger, Stage


def set_up_cut_off(folder: Path) -> Stage:
    """The first day: `kiosk setup` is killed once it has shown the recovery sheet, before that is typed back."""
    Paths(folder).create()
    Paths(folder).settings.write_text('site_code = "SA"\n', "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "setup", "nadia", "Nadia Roux"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env=os.environ | {"KIOSK_DATA": str(folder)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        shown = (line.lstrip() for line in process.stdout)
        if not any(line.startswith("12.") for line in shown):
            raise RuntimeError("kiosk setup ended before it had shown the sheet")
        process.kill()
    return Stage("set-up under way", folder, 0, Ledger())

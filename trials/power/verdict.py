"""At the end: box and hub are taken off the disk, and held against what the screens had confirmed."""

import subprocess
from dataclasses import replace
from pathlib import Path

from kiosk import settings
from trials.power.image import Image
from trials.torture.ledger import Kept, Losses
from trials.torture.verdict import judge
from trials.townhall.desk import SignIn
from trials.townhall.site import TownHall

_FOLDERS = {"parvis": "box", "parvis-hub": "hub"}
"""Below /var/lib on the disk, and the name it gets here."""


def judged(image: Image, folder: Path, ledger: list[Kept], losses: Losses) -> int:
    """Append to `losses` what is lost, doubled or changed; how many cases the box holds as submitted.

    The machine was shut down in order; its file system is checked on the way. Raises `CalledProcessError` where that is
    not sound.
    """
    subprocess.run(["e2fsck", "-fn", str(image.disk)], check=True, capture_output=True)
    out = folder / "taken"
    out.mkdir()
    for name, here in _FOLDERS.items():
        command = ["debugfs", "-R", f"rdump /var/lib/{name} {out}", str(image.disk)]
        subprocess.run(command, check=True, capture_output=True)
        (out / name).rename(out / here)
    site = replace(settings.read(out / "box", {}), data=out / "box")
    hall = TownHall(out, site, SignIn("nadia", image.factor, image.pin), "", 0)
    return len(judge(hall, ledger, losses).submissions)

"""`python -m trials.power`, as root: box and hub on a disk that forgets, the power cut at ten moments of a case.

Needs nbdkit, QEMU's storage daemon and FUSE. Nothing that a screen had confirmed is lost or doubled at the hub, and a
stick pulled out of a backup is told in one sentence and leaves no broken copy that is taken for a good one.
"""

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

from scripts.debian.first_steps import step
from scripts.debian.root import need
from trials.power.processes import Processes
from trials.power.work import TEN, Kept, Losses, arrived, cuts, judge

_PROGRAMS = {"nbdkit": "nbdkit", "mkfs.ext4": "e2fsprogs", "qemu-storage-daemon": "qemu-utils"}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.power", description="Power cuts, and a pulled stick.")
    options.add_argument("--cuts", type=int, default=len(TEN), help="At how many of the ten moments the power goes.")
    options.add_argument("--seed", type=int, default=1, help="Decides what people answer.")
    options.add_argument("--folder", type=Path, help="Where the disks are made; a temporary folder by default.")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    need(**_PROGRAMS)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-power-"))
    machine, losses, ledger = Processes(folder), Losses(), list[Kept]()
    try:
        machine.start()
        cuts(machine, machine.hall.nadia, asked.cuts, random.Random(asked.seed), ledger, losses)
        arrived(machine, machine.hall.nadia)
        machine.pulled_stick()
        machine.only_the_disk()
        step("judged", f"{len(judge(machine.hall, ledger, losses))} cases at box and hub, {len(losses.all())} losses")
    finally:
        machine.kill()
    for line in losses.all():
        print(f"  {line}")
    return int(bool(losses.all()))


if __name__ == "__main__":
    sys.exit(main())

"""`python -m trials.printing --sequences 1000 [--values]`: faults in any order at a printer, what came out counted.

The same machine as in trials/spool/machine.py: printer off, out of paper, unplugged half-way, stalled, its
queue stuck or emptied, kill -9 of the box at any write, two citizens and more. It ends at the first sequence that
loses a paper, doubles one unmarked, mixes two or prints into an empty hall, and prints its steps.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from tests.gallery.site.cast import set_up
from trials.spool.machine import COUNTED
from trials.spool.sequences import run, run_values


def main() -> None:
    """Counts on one line each; the last says that nothing was lost, doubled or mixed, which the machine asserted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", type=int, default=1000)
    parser.add_argument("--values", action="store_true", help="print jobs as values, without a box and a store")
    given = parser.parse_args()
    began = time.monotonic()
    if given.values:
        run_values(given.sequences)
    else:
        _at_a_box(given.sequences)
    for name, count in COUNTED.items():
        print(f"{name}: {count}")
    print(f"lost: 0, doubled unmarked: 0, mixed: 0, into an empty hall: 0, seconds: {time.monotonic() - began:.0f}")


def _at_a_box(sequences: int) -> None:
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # nosec B108: a folder of its own, removed at the end
    with tempfile.TemporaryDirectory(prefix="printing-", dir=memory) as folder:
        box = open_box(Settings(data=Path(folder), site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy"))
        set_up(box)
        run(box, sequences)
        box.store.close()


if __name__ == "__main__":
    main()

"""Kill -9 and torn files: `python -m trials.torn`.

A real box is killed at every stage of its life with requests under way; then its files are torn as a power cut or a bad
disk tears them, each time on a copy. It has to start again with nothing lost that a screen had confirmed, or refuse in
one sentence.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from trials.torn.rounds import Torn


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.torn", description=__doc__)
    asked.add_argument("--cuts", type=int, default=40, help="Places, at most, at which the log of a stage is cut.")
    chosen = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="parvis-torn-") as folder:
        torn = Torn(Path(folder), chosen.cuts)
        torn.whole()
    print(torn.table())
    print(f"{len(torn.rows)} tears, {time.monotonic() - began:.0f} s")
    for line in torn.wrong:
        print(f"  {line}")
    return 1 if torn.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

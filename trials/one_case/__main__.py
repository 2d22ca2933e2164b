"""One case through five windows: `python -m trials.one_case`; with `--kills`, through kills in each stage instead."""

import argparse
import sys
import tempfile
from pathlib import Path

from trials.one_case.journey import journey
from trials.one_case.kills import kills


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.one_case", description=__doc__)
    options.add_argument(
        "--folder", type=Path, help="An empty folder, for the pictures too; a temporary one by default."
    )
    options.add_argument("--kills", action="store_true", help="Over HTTP, killing box and hub in each stage.")
    options.add_argument("--seed", type=int, default=1, help="Decides the moments of the kills.")
    asked = options.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-one-case-"))
    wrong = kills(folder, asked.seed) if asked.kills else journey(folder)
    print(f"kept for a look: {folder}")
    for line in wrong:
        print(f"wrong: {line}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

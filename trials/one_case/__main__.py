"""One case through five windows: `python -m trials.one_case`."""

import argparse
import sys
import tempfile
from pathlib import Path

from trials.one_case.windows import journey


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.one_case", description=__doc__)
    options.add_argument(
        "--folder", type=Path, help="An empty folder, for the pictures too; a temporary one by default."
    )
    asked = options.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-one-case-"))
    wrong = journey(folder)
    print(f"kept for a look: {folder}")
    for line in wrong:
        print(f"wrong: {line}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())

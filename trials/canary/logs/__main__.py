"""The canary of the logs: `python -m trials.canary.logs --cases 50`.

For each case, every error that can be provoked is: in forms, files, views, tables, printers, commands and on the line,
at box and central system, with this person's words in everything that an exception could quote. Then every line that
either wrote, at the level `debug`, is searched for them. `--fault NAME` logs on purpose what has to be found.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from trials.canary.logs.run import FAULTS, look


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.canary.logs", description=__doc__)
    asked.add_argument("--cases", type=int, default=50, help="How many people's words are used.")
    asked.add_argument("--fault", choices=sorted(FAULTS), default="", help="Log words on purpose.")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="parvis-logs-") as folder:
        seen = look(Path(folder), chosen.cases, chosen.fault)
    for path, count in seen.lines.items():
        print(f"{path}: {count} lines")
    print(
        f"{chosen.cases} cases, {len(seen.lines)} paths, {sum(seen.lines.values())} lines; words in them:",
        len(seen.found),
    )
    for line in seen.found[:10]:
        print(f"  {line}")
    return 1 if seen.found else 0


if __name__ == "__main__":
    sys.exit(main())

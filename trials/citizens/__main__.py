"""The run of citizens: `python -m trials.citizens --changes 100`.

One after another they use one terminal, in the Chromium that `kiosk browser --terminal` starts. Each types unique words
and leaves in another way; the next one searches for them wherever a browser might show or keep them. `--fault NAME`
runs a box or a browser that is broken on purpose, which the run has to notice.
"""

import argparse
import sys
import time

from trials.citizens.faults import FAULTS
from trials.citizens.run import MOST, Run, place


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.citizens", description=__doc__)
    asked.add_argument("--changes", type=int, default=100, help=f"How often the citizen changes, {MOST} at most.")
    asked.add_argument("--fault", choices=sorted(FAULTS), default="", help="Break the box or the browser on purpose.")
    chosen = asked.parse_args()
    began = time.monotonic()
    with place() as folder:
        run = Run(folder, chosen.fault, say=lambda line: print(line, flush=True))
        try:
            run.whole(chosen.changes)
        finally:
            run.end()
    print(run.told(), f"{time.monotonic() - began:.0f} s")
    for item in run.found[:20]:
        print(f"  {item.place}: {item.word} after {item.way!r}")
    return 1 if run.found else 0


if __name__ == "__main__":
    sys.exit(main())

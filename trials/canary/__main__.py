"""The canary run: `python -m trials.canary --cases 50`.

Fifty people type unique words into every kind of question and join a file that names them. At every stage of their
cases every byte of the machine is searched, with the keys a thief finds on it, while no mediator is signed in. `--fault
NAME` runs a box that is broken on purpose, which the run has to notice.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from trials.canary.faults import AT_HUB, FAULTS
from trials.canary.machine import Machine
from trials.canary.run import Run


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.canary", description=__doc__)
    asked.add_argument("--cases", type=int, default=50, help="How many people come.")
    asked.add_argument("--fault", choices=sorted(FAULTS), default="", help="Break the box on purpose.")
    asked.add_argument("--no-browser", action="store_true", help="Leave the Chromium out, and its profile.")
    chosen = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="parvis-canary-") as folder:
        machine = Machine(Path(folder), fault=chosen.fault)
        run = Run(machine, chosen.cases, browser=not chosen.no_browser, say=lambda line: print(line, flush=True))
        if chosen.fault in AT_HUB:
            FAULTS[chosen.fault]()
        try:
            run.whole()
        finally:
            machine.stop()
    looks, seconds = run.looks, time.monotonic() - began
    print(f"{chosen.cases} cases, {len(looks.done)} searches of {looks.megabytes:.0f} MB, {seconds:.0f} s")
    print("readable:", len(looks.found))
    for trace in looks.found[:20]:
        print(f"  {trace.path}: {trace.word} ({trace.form})")
    return 1 if looks.found else 0


if __name__ == "__main__":
    sys.exit(main())

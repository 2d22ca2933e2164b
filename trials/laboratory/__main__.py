"""`python -m trials.laboratory`: all between a site and the hub fails, over and over; what was lost or doubled?

Each site is a process that calls the services behind the screens; the hub is the real `kiosk hub`. Between them stands
a line that drops, delays, doubles, reorders, cuts, resets, garbles, refuses, plays a Wi-Fi portal or loses the answer
after the hub has acted. Both sides are killed (-9), stopped (SIGSTOP) and cannot write; clocks are ten years off. Now
and then a line is cut for a while, and what waits goes by stick, which may be pulled, cut, changed, handed in twice or
forgotten. The same `--seed` gives every site the same faults for the same requests, and the same mishaps.

100,000 cases take a folder in memory, since nothing here cuts the power, and failures that leave time to work, since a
process that is started again takes seconds: `--folder /dev/shm/laboratory --apart 20 --failures 6`.
"""

import argparse
import math
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from trials.laboratory.rounds import FAILURES_APART_S, Figures, Laboratory


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.laboratory", description="Fail everywhere; count losses.")
    options.add_argument("--cases", type=int, default=2000, help="How many cases people confirm, in all.")
    options.add_argument("--sites", type=int, default=5, help="How many sites send them.")
    options.add_argument("--seed", type=int, default=1, help="Decides what fails, and when.")
    options.add_argument("--share", type=float, default=0.3, help="The share of requests that meet a fault.")
    options.add_argument("--database", default="", help="The hub's PostgreSQL, as a URL; SQLite by default.")
    options.add_argument("--folder", type=Path, help="An empty folder; a temporary one by default.")
    options.add_argument("--apart", type=int, default=7, help="How many gestures there are between two exchanges.")
    options.add_argument("--failures", type=float, default=FAILURES_APART_S, help="Seconds from one to the next.")
    options.add_argument("--minutes", type=float, default=math.inf, help="After these, nobody more is served.")
    asked = options.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-laboratory-"))
    folder.mkdir(exist_ok=True)
    again = f"seed {asked.seed}: {shlex.join(['python', '-m', 'trials.laboratory', *sys.argv[1:]])}; kept: {folder}"
    try:
        laboratory = Laboratory(
            folder,
            asked.cases,
            asked.sites,
            asked.seed,
            asked.share,
            asked.database,
            asked.apart,
            asked.minutes * 60,
            asked.failures,
        )
        figures = laboratory.run(lambda line: print(line, flush=True))
    except BaseException:
        print(again, flush=True)
        raise
    print(table(figures))
    for line in figures.wrong.all():
        print(f"  {line}")
    if figures.wrong.all():
        print(again)
    else:
        shutil.rmtree(folder)
    return int(bool(figures.wrong.all()))


def table(figures: Figures) -> str:
    """The figures, one a line."""
    wrong = figures.wrong
    rows = [("cases at the hub", figures.cases), ("events", figures.events), ("files", figures.files)]
    rows += sorted((f"  {name}", many) for name, many in figures.harm.items())
    rows += [
        ("lost", len(wrong.lost)),
        ("doubled", len(wrong.doubled)),
        ("disordered", len(wrong.disordered)),
        ("incomplete called complete", len(wrong.incomplete)),
        ("stuck", len(wrong.stuck)),
        ("seconds", round(figures.seconds)),
        ("seconds of processors", round(figures.processor_s)),
    ]
    return "\n".join(f"{name:<34}{value:>8}" for name, value in rows)


if __name__ == "__main__":
    sys.exit(main())

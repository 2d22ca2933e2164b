"""`python -m trials.rig`: everything that can fail, over and over; what people were told is at the hub, once.

Two real boxes and the real hub live in one process, a world after another. In each, people answer, submit, add, correct
and withdraw, while lines drop, double, cut, garble and refuse, sticks are lost, boxes and hub are killed after any
commit or within one, logs are torn, disks are full or break (as root), clocks leap and copies are put back. After each
step box and hub are held against the ledger of what was confirmed, and once more when everything works again.

The same `--seed` takes the same steps; `--world N` runs that world alone. `--bug NAME` plants one of eleven deliberate
bugs in a copy of the tree, which the rig then has to find; `--bug all` plants each in turn.
"""

import argparse
import math
import sys
import tempfile
from pathlib import Path

from trials.rig.faults import FAULTS
from trials.rig.people import GESTURES
from trials.rig.run import BUGS, KINDS, WRONG, Bug, Figures, hunt, run

HUNTS = 120
"""Worlds within which each bug is found."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.rig", description="Fail everywhere; count losses.")
    options.add_argument("--cases", type=int, default=1000, help="How many cases people confirm, in all.")
    options.add_argument("--minutes", type=float, default=math.inf, help="After these, no other world begins.")
    options.add_argument("--seed", type=int, default=1, help="Decides what happens.")
    options.add_argument("--worlds", type=int, default=1_000_000, help="How many worlds at most.")
    options.add_argument("--world", type=int, help="Run that one alone.")
    options.add_argument("--bug", choices=("all", *(bug.name for bug in BUGS)), help="Plant it in a copy, and hunt it.")
    options.add_argument("--list", action="store_true", help="Say what can happen.")
    asked = options.parse_args()
    if asked.list:
        for step in (*GESTURES, *FAULTS):
            print(f"{step.name:<30}{step.says}")
        return 0
    if asked.bug:
        return _hunt([bug for bug in BUGS if asked.bug in ("all", bug.name)], asked.seed)
    worlds = range(asked.worlds) if asked.world is None else range(asked.world, asked.world + 1)
    figures = run(asked.seed, asked.cases, asked.minutes * 60, worlds, lambda line: print(line, flush=True))
    print(table(figures, asked.seed))
    for line in figures.wrong:
        print(f"{WRONG}{line}")
    if figures.wrong:
        print(f"after: {', '.join(figures.steps)}")
        print(f"again: python -m trials.rig --seed {asked.seed} --world {figures.at}")
    return int(bool(figures.wrong))


def table(figures: Figures, seed: int) -> str:
    rows: list[tuple[str, object]] = [("seed", seed), ("worlds", figures.worlds)]
    rows += sorted((f"confirmed: {kind}", many) for kind, many in figures.confirmed.items())
    rows += sorted((f"  {name}", many) for name, many in figures.met.items())
    rows += [(kind, sum(line.startswith(kind) for line in figures.wrong)) for kind in KINDS]
    rows += [("seconds", round(figures.seconds))]
    return "\n".join(f"{name:<70}{value:>8}" for name, value in rows)


def _hunt(bugs: list[Bug], seed: int) -> int:
    missed = 0
    for bug in bugs:
        with tempfile.TemporaryDirectory(prefix="parvis-bug-") as folder:
            found = hunt(bug, Path(folder) / "tree", HUNTS, seed)
        lines = [line for line in found.said.splitlines() if line.startswith(WRONG)]
        right = found.is_about(bug)
        missed += not right
        print(
            f"{'found' if right else 'MISSED'} in {found.seconds:.0f} s of processor: {bug.name}: {lines[:1]}",
            flush=True,
        )
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())

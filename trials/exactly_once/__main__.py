"""`python -m trials.exactly_once`: sites, lines and a hub in one process; what was confirmed is at the hub once.

The same `--seed` takes the same steps. With `--bug NAME` one of the ten deliberate bugs is put into a copy of the tree
first, which the machine then has to find.
"""

import argparse
import sys

from trials.exactly_once.run import run


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.exactly_once", description=__doc__)
    options.add_argument("--examples", type=int, default=1000, help="How many worlds.")
    options.add_argument("--steps", type=int, default=30, help="The most steps in each.")
    options.add_argument("--seed", type=int, default=1, help="Decides what happens.")
    options.add_argument("--short", action="store_true", help="Stop at what is found first; do not look for less.")
    asked = options.parse_args()
    found = run(asked.examples, asked.steps, asked.seed, shrink=not asked.short)
    print(found or "nothing found")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

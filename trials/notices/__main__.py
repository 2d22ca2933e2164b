"""`python -m trials.notices`: a thousand notices through a mail server and a gateway with faults; what was lost?"""

import argparse
import tempfile
from pathlib import Path

from trials.notices.run import run


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.notices", description="Tell persons through faults.")
    options.add_argument("--cases", type=int, default=500, help="Two notices for each: by e-mail and by SMS.")
    options.add_argument("--seed", type=int, default=1, help="Decides the faults.")
    asked = options.parse_args()
    wrong = False
    with tempfile.TemporaryDirectory(prefix="parvis-notices-") as folder:
        for name, came in run(Path(folder), asked.cases, asked.seed).items():
            print(
                f"{name}: {came.notices} notices, {len(came.arrived)} arrived, {len(came.uncertain)} uncertain,"
                f" {came.refused} refused, {came.waiting} waiting, {came.lost} lost, {len(came.doubled)} doubled"
            )
            wrong = wrong or bool(came.lost or came.doubled or came.waiting)
    return int(wrong)


if __name__ == "__main__":
    raise SystemExit(main())

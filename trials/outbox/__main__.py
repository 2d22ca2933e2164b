"""`python -m trials.outbox`: ten thousand deliveries through faults and kill -9, and the notices of a thousand cases by
e-mail and text message; what was lost, doubled, disordered?"""

import argparse
import tempfile
from pathlib import Path

from msgspec.structs import asdict

from trials.outbox import notices
from trials.outbox.notices import Figures, to_a_folder, to_a_webhook


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.outbox", description="Deliver through faults.")
    options.add_argument("--deliveries", type=int, default=10_000, help="Four for each case.")
    options.add_argument("--kills", type=int, default=50, help="How many times the process that delivers is killed.")
    options.add_argument("--seed", type=int, default=1, help="Decides the faults and the moments of the kills.")
    options.add_argument("--notices", type=int, default=1000, help="Cases whose persons are told, by both ways.")
    asked = options.parse_args()
    wrong = False
    for name, run in (("webhook", to_a_webhook), ("folder", to_a_folder)):
        with tempfile.TemporaryDirectory(prefix="parvis-outbox-") as folder:
            figures = run(Path(folder), asked.deliveries, asked.kills, asked.seed)
        print(table(name, figures), flush=True)
        wrong = wrong or not figures.all_is_well
    with tempfile.TemporaryDirectory(prefix="parvis-notices-") as folder:
        for way, came in notices.run(Path(folder), asked.notices, asked.seed).items():
            counts = f"{len(came.arrived)} arrived, {len(came.uncertain)} uncertain, {came.refused} refused"
            print(f"{way}: {counts}, {came.lost} lost, {len(came.doubled)} doubled, {came.waiting} waiting")
            wrong = wrong or bool(came.lost or came.doubled or came.waiting)
    return int(wrong)


def table(name: str, figures: Figures) -> str:
    return "\n".join([name, *(f"  {key:<12}{value!s:>10}" for key, value in asdict(figures).items())])


if __name__ == "__main__":
    raise SystemExit(main())

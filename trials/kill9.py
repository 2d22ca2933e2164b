"""`python -m trials.kill9`: kill -9 at random points of answering, submitting and sending; what was lost?

A real box (`kiosk run`) and a real hub, each a process of its own; mediators work over HTTP, and a ledger notes what
their screens confirmed. SIGKILL leaves the operating system its caches: this shows that no confirmation runs ahead of
its transaction, and not what a disk does in a power cut (for that, every commit is FULL).
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from trials.torture.rounds import Figures, torture


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.kill9", description="Kill -9 at random; count the losses.")
    options.add_argument("--kills", type=int, default=500, help="How many times the box is killed.")
    options.add_argument("--seed", type=int, default=1, help="Decides the moments of the kills and what people answer.")
    options.add_argument("--mediators", type=int, default=4, help="How many people work at once.")
    options.add_argument("--hub-too", action="store_true", help="Kill the hub as well, in half of the rounds.")
    options.add_argument("--folder", type=Path, help="An empty folder on the disk to try; a temporary one by default.")
    asked = options.parse_args()
    # Whoever is told to end takes the two processes along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-kill9-"))
    figures = torture(
        folder, asked.kills, asked.seed, asked.mediators, asked.hub_too, lambda line: print(line, flush=True)
    )
    print(table(figures))
    for line in figures.losses.all():
        print(f"  {line}")
    if figures.losses.all():
        print(f"kept for a look: {folder}")
    return int(bool(figures.losses.all()))


def table(figures: Figures) -> str:
    """The figures, one a line."""
    losses = figures.losses
    rows = (
        ("kills", figures.kills),
        ("  while a request was under way", figures.kills_at_work),
        ("  while starting again", figures.kills_starting),
        ("kills of the hub", figures.hub_kills),
        ("confirmed answers", figures.answers),
        ("lost answers", len(losses.answers)),
        ("submitted cases", figures.submitted),
        ("  heard by the hub, sent again", figures.asked_twice),
        ("sign-ins", figures.signed_in),
        ("  accounts locked by cut-off ones", figures.let_in),
        ("lost cases", len(losses.cases)),
        ("doubled cases", len(losses.doubled)),
        ("changed references", len(losses.references)),
        ("pages that should not be", len(losses.wrong)),
        ("unsound stores", len(losses.store)),
        ("seconds", round(figures.seconds)),
    )
    return "\n".join(f"{name:<34}{value:>8}" for name, value in rows)


if __name__ == "__main__":
    sys.exit(main())

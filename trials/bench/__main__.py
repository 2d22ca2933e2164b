"""`python -m trials.bench [PART…]` (`make bench`): measures what the product's users wait for, against the limits.

Each part prints as it ends, and one that fails takes no other with it. `--quick` runs each for one round, which shows
that it runs and measures nothing.
"""

import argparse
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from trials.bench import chromium, pages
from trials.bench.figures import measure_figures
from trials.bench.pages import Figure
from trials.townhall.site import TownHall, build, enroll, hub_process

OUTPUT = Path("build/bench.json")
Part = Callable[[TownHall, bool], Iterator[Figure]]
PARTS: dict[str, Part] = {
    "start": pages.measure_start,
    "visit": chromium.visit,
    "pages": pages.measure,
    "desk": chromium.desk,
    "press": chromium.press,
    "figures": measure_figures,
    "intake": pages.measure_intake,
    "memory": pages.measure_memory,
}
"""The last one leaves thousands of drafts behind."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.bench", description="What the product's users wait for.")
    options.add_argument("parts", nargs="*", metavar="PART", help=f"Of {', '.join(PARTS)}; all where none is named.")
    options.add_argument("--quick", action="store_true", help="One round of each: it runs, and says nothing of speed.")
    asked = options.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        options.error(f"there is no part {', '.join(sorted(unknown))}")
    OUTPUT.parent.mkdir(exist_ok=True)
    # Below build/, because /tmp is memory on many machines and a commit there costs nothing.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=OUTPUT.parent) as name:
        figures, broken = run(Path(name).resolve(), asked.parts or list(PARTS), asked.quick)
    OUTPUT.write_text(json.dumps({figure.name: figure.value for figure in figures}, indent=2) + "\n", "utf-8")
    print(f"Written to {OUTPUT}." + (f" Failed: {', '.join(broken)}." if broken else ""))
    return 1 if broken else 0


def run(folder: Path, parts: list[str], quick: bool) -> tuple[list[Figure], list[str]]:
    hall = build(folder / "hall", printer="dummy")
    hub = hub_process(hall)
    hub.start()
    figures: list[Figure] = []
    broken = []
    try:
        enroll(hall)
        for part in parts:
            try:
                for figure in PARTS[part](hall, quick):
                    print(figure.line(), flush=True)
                    figures.append(figure)
            except Exception:  # noqa: BLE001  # the outermost edge of each part: the others are measured all the same
                traceback.print_exc()
                broken.append(part)
            print(f"  {part}, load {os.getloadavg()[0]:.1f}", flush=True)
    finally:
        hub.stop()
    return figures, broken


if __name__ == "__main__":
    sys.exit(main())

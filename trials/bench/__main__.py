"""`make bench`: measures the product's performance figures, against bare counterparts in the same run."""

import os
import tempfile
from pathlib import Path

from trials.bench import hub_pages, journey, pages, paper, proofs, search, size, speech, start, submit, wire, worklist
from trials.bench.figure import GOALS, table, write
from trials.townhall.site import build, enroll, hub_process

OUTPUT = Path("build/bench.json")


def main() -> None:
    OUTPUT.parent.mkdir(exist_ok=True)
    # Below build/, because /tmp is memory on many machines and a commit there costs nothing.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=OUTPUT.parent) as name:
        folder = Path(name).resolve()
        (folder / "bare").mkdir()
        hall = build(folder / "hall", printer="dummy")
        hub = hub_process(hall)
        hub.start()
        enroll(hall)
        try:
            results = [
                *start.measure(hall),
                *wire.measure(hall),
                *pages.measure(hall, folder / "bare"),
                *journey.measure(hall),
                *worklist.measure(),
                *hub_pages.measure(),
                *search.measure(hall),
                *submit.measure(hall, folder / "bare"),
                *paper.measure(),
                *proofs.measure(),
                *speech.measure(hall),
                *size.measure(),
            ]
        finally:
            hub.stop()
    figures = sorted(results, key=lambda figure: list(GOALS).index(figure.name))
    print(table(figures))
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1):
        print(f"The machine was busy (load {os.getloadavg()[0]:.1f}): measure again when it is not.")
    write(figures, OUTPUT)
    print(f"Written to {OUTPUT}.")


if __name__ == "__main__":
    main()

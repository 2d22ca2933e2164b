"""`python -m trials.million`: lists, searches and export of a hub with so many cases, kept below build/."""

import argparse
import resource
import time
from pathlib import Path

from hub.cases.states import EVERYTHING
from hub.hub import Hub
from hub.outbox.export import choose_cases, write_json_lines
from trials.million.kept import DATABASES, GOALS, kept, measure


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.million", description="A hub with very many cases.")
    options.add_argument("--cases", type=int, default=200_000)
    options.add_argument("--sites", type=int, default=50)
    options.add_argument("--database", choices=DATABASES, default="sqlite")
    asked = options.parse_args()
    with kept(asked.database, asked.cases, asked.sites) as filled:
        good = _lists(filled.hub, asked.sites)
        _export(filled.hub, filled.data.parent / "export.jsonl")
    return 0 if good else 1


def _lists(hub: Hub, sites: int) -> bool:
    measure(hub, sites)  # once before, as on a hub that has been asked today
    good = True
    for name, times in measure(hub, sites).items():
        passed, cpu = (sorted(part) for part in zip(*times, strict=True))
        most, goal = passed[int(len(passed) * 0.99)], GOALS[name.partition(",")[0]]
        good = good and most <= goal
        half, cpu_half, cpu_most = passed[len(passed) // 2], cpu[len(cpu) // 2], cpu[int(len(cpu) * 0.99)]
        print(f"{name:20} {len(times):4} asked: {half:6.0f} ms, p99 {most:6.0f} (goal {goal:.0f}),", end=" ")
        print(f"processor {cpu_half:.0f} and {cpu_most:.0f}")
    return good


def _export(hub: Hub, file: Path) -> None:
    before, begun, cpu = _resident(), time.perf_counter(), time.process_time()
    with file.open("w", newline="") as out, hub.store.reading() as connection:
        number = write_json_lines(hub, connection, out, choose_cases(EVERYTHING, "received", None, None))
    file.unlink()
    spent = time.perf_counter() - begun, time.process_time() - cpu
    more = _resident() - before
    print(f"export of {number} cases: {spent[0]:.1f} s, processor {spent[1]:.1f}, {more} MB more at most")


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m trials.intake`: how many sealed cases a second a hub takes, on SQLite and on PostgreSQL."""

import argparse
import os
import tempfile
from dataclasses import fields
from pathlib import Path

from trials.intake.measure import DATABASES, Load, Taken, measured

BUILD = Path("build")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m trials.intake", description="Cases a second that a hub takes.")
    for field in fields(Load):
        options.add_argument(f"--{field.name}", type=int, default=field.default)
    options.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    asked = options.parse_args()
    load = Load(**{field.name: getattr(asked, field.name) for field in fields(Load)})
    print(f"{load}, {os.cpu_count()} processors", flush=True)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="intake-", dir=BUILD) as folder:
        for database in DATABASES if asked.database == "both" else (asked.database,):
            _print(database, measured(Path(folder).resolve() / database, database, load))


def _print(database: str, taken: Taken) -> None:
    outcome = taken.outcome
    print(
        f"\n{database}: {dict(outcome.outcomes)}, busy {outcome.busy}\n"
        f"  taken      {taken.rate:8.0f} a second; a request {outcome.median * 1e3:.0f} ms, p99"
        f" {outcome.slowest * 1e3:.0f}\n"
        f"  bare       {taken.bare_rate:8.0f} a second; ratio {taken.rate / taken.bare_rate:.3f}\n"
        f"  processor  {taken.processor_ms:8.3f} ms a case (workers {taken.workers_ms:.3f}, database"
        f" {taken.database_ms:.3f}, sender {taken.sender_ms:.3f}): at most {2000 / taken.processor_ms:.0f} a second on"
        " two idle ones\n"
        f"  bare       {taken.bare_ms:8.3f} ms a case",
        flush=True,
    )


if __name__ == "__main__":
    main()

"""`python -m trials.fuzz.api`: schemathesis on a real hub, against its own description, token or not.

Every operation gets values that fit the description and values that do not, and the batches of a real box, whole or
changed (`trials.fuzz.api_hooks`); an answer that is not as described, a 500, or a token that is not asked for is a
failure. Whoever has no token is tried first, so that nothing depends on it.
"""

import argparse
import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from hub.hub import EXTENSION, Hub
from hub.server import close_hub, create_hub, make_server
from hub.settings import HubSettings
from hub.store.schema import event
from kiosk.domain.events import sealed
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.wire.batch import Batch
from kiosk.domain.events.wire.reading import VERSION, encode
from scripts.source import ROOT
from tests.gallery.postgres import cluster
from trials.intake import load

REFUSALS = "positive_data_acceptance"
"""Not asked with a token: a batch may fit the description and still name another site, which is a 401."""
_BATCHES = 12
"""Of each version."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: whether a token was sent, what schemathesis said, and whether it found nothing. `taken` are the events
    that the hub has since; with a token, some."""

    token: bool
    report: str
    clean: bool
    taken: int


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.fuzz.api", description="Schemathesis on the hub's API.")
    options.add_argument("--examples", type=int, default=300, help="Values tried for each operation and phase.")
    options.add_argument("--seconds", type=int, default=300, help="The most each of the two runs takes.")
    options.add_argument("--seed", type=int, default=1, help="Decides the values.")
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    asked = options.parse_args()
    runs = fuzz(asked.examples, asked.seconds, asked.seed, asked.database)
    for run in runs:
        print(f"\n== {'with' if run.token else 'without'} a token: {'clean' if run.clean else 'FAILED'},", end=" ")
        print(f"{run.taken} events taken\n{run.report}")
    return 0 if all(run.clean and bool(run.taken) == run.token for run in runs) else 1


def fuzz(examples: int, seconds: int, seed: int, database: str = "postgresql") -> list[Run]:
    with tempfile.TemporaryDirectory(prefix="parvis-fuzz-") as name:
        folder = Path(name)
        with _database(database) as url, _hub(folder / "hub", url, folder) as (hub, address, token):
            return [_run(hub, address, given, folder, examples, seconds, seed) for given in ("", token)]


def _run(hub: Hub, address: str, token: str, folder: Path, examples: int, seconds: int, seed: int) -> Run:
    program = Path(sysconfig.get_path("scripts")) / "schemathesis"
    command = [
        str(program), "run", f"{address}/api/openapi.json", "--checks", "all", "--exclude-checks", REFUSALS,
        "--max-examples", str(examples), "--max-time", str(seconds), "--seed", str(seed), "--continue-on-failure",
        "--generation-database", "none", "--no-color", "--phases", "examples,coverage,fuzzing,stateful",
    ]  # fmt: skip
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    surroundings = os.environ | {
        "SCHEMATHESIS_HOOKS": "trials.fuzz.api_hooks", "PYTHONPATH": str(ROOT), "PARVIS_FUZZ_BODIES": str(folder),
    }  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=surroundings,
        timeout=4 * seconds + 180,
    )
    with hub.store.reading() as connection:
        taken = connection.execute(select(func.count()).select_from(event)).scalar_one()
    return Run(bool(token), done.stdout + done.stderr, done.returncode == 0, taken)


@contextmanager
def _database(kind: str) -> Iterator[str]:
    with cluster("fsync=off") if kind == "postgresql" else nullcontext() as running:
        yield running.url(running.new_database()) if running else ""


@contextmanager
def _hub(data: Path, database: str, bodies: Path) -> Iterator[tuple[Hub, str, str]]:
    app = create_hub(HubSettings(data=data, database=database))
    hub: Hub = app.extensions[EXTENSION]
    site = load.enrolled(hub, "SA")
    _write_batches(hub, site, bodies)
    server = make_server(app)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield hub, "http://{}:{}".format(*server.bind_addr), site.token
    finally:
        server.stop()
        thread.join(10)
        close_hub(app)


def _write_batches(hub: Hub, site: load.Site, bodies: Path) -> None:
    dice, counter = random.Random(16), 0  # nosec B311: the values of a trial
    (bodies / "site").write_text(f"{site.seed.hex()} {hub.ring.verify_key}", "utf-8")
    for number in range(_BATCHES):
        events = []
        for _ in range(number % 4):
            reference, counter = mint_reference(site.code, counter)
            events.append(load.sealed_case(hub, site, reference, ["Pourquoi ?", "Depuis quand ?"], dice))
        heartbeat = load.heartbeat(hub, site, len(events), counter)
        plain = Batch(
            version=VERSION, site=site.code, heartbeat=heartbeat, events=tuple(map(sealed.to_sent_event, events))
        )
        (bodies / f"{number}.json").write_bytes(encode(plain))


if __name__ == "__main__":
    sys.exit(main())

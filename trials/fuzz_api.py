"""`python -m trials.fuzz_api`: schemathesis on a real hub, against its own description, token or not.

Every operation gets values that fit the description and values that do not; an answer that is not as described, a 500,
or a token that is not asked for is a failure. Whoever has no token is tried first, so that nothing depends on it.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.connectors.hub.enrolment import enroll
from kiosk.crypto import keys
from kiosk.hub.app import close_hub, create_hub
from kiosk.hub.hub import EXTENSION, Hub
from kiosk.hub.server import make_server
from kiosk.hub.settings import HubSettings
from kiosk.hub.sites.enrolments import invite
from kiosk.hub.sites.sites import add_site

REFUSALS = "positive_data_acceptance"
"""Not asked with a token: a batch may fit the description and still name another site, which is a 401."""

_AS_BYTES = """import schemathesis

schemathesis.serializer.alias("application/msgpack", "application/octet-stream")
"""
"""What schemathesis is told of version 3: its batches are bytes (`trials.fuzz` knows what is in them)."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: whether a token was sent, what schemathesis said, and whether it found nothing."""

    token: bool
    report: str
    clean: bool


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.fuzz_api", description="Schemathesis on the hub's API.")
    options.add_argument("--examples", type=int, default=300, help="Values tried for each operation and phase.")
    options.add_argument("--seconds", type=int, default=300, help="The most each of the two runs takes.")
    options.add_argument("--seed", type=int, default=1, help="Decides the values.")
    asked = options.parse_args()
    runs = fuzz(asked.examples, asked.seconds, asked.seed)
    for run in runs:
        print(f"\n== {'with' if run.token else 'without'} a token: {'clean' if run.clean else 'FAILED'}\n{run.report}")
    return 0 if all(run.clean for run in runs) else 1


def fuzz(examples: int, seconds: int, seed: int) -> list[Run]:
    """Two runs against a hub in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="parvis-fuzz-") as folder, _hub(Path(folder)) as (address, token):
        return [_run(address, given, examples, seconds, seed) for given in ("", token)]


def _run(address: str, token: str, examples: int, seconds: int, seed: int) -> Run:
    program = Path(sysconfig.get_path("scripts")) / "schemathesis"
    command = [
        str(program), "run", f"{address}/api/openapi.json", "--checks", "all", "--exclude-checks", REFUSALS,
        "--max-examples", str(examples), "--max-time", str(seconds), "--seed", str(seed), "--continue-on-failure",
        "--generation-database", "none", "--no-color", "--phases", "examples,coverage,fuzzing,stateful",
    ]  # fmt: skip
    if token:
        command += ["--header", f"Authorization: Bearer {token}"]
    with tempfile.TemporaryDirectory(prefix="parvis-fuzz-") as folder:
        (Path(folder) / "as_bytes.py").write_text(_AS_BYTES)
        surroundings = os.environ | {"SCHEMATHESIS_HOOKS": "as_bytes", "PYTHONPATH": folder}
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env=surroundings,
            timeout=4 * seconds + 180,
        )
    return Run(bool(token), done.stdout + done.stderr, done.returncode == 0)


@contextmanager
def _hub(folder: Path) -> Iterator[tuple[str, str]]:
    """Its address and the token of a site."""
    app = create_hub(HubSettings(data=folder))
    hub: Hub = app.extensions[EXTENSION]
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    code = invite(hub, "SA")
    server = make_server(app)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        address = "http://{}:{}".format(*server.bind_addr)
        site_key = keys.verify_key(keys.new_signing_key())
        yield address, enroll(address, code, site_key, hub.clock.new_id()).token
    finally:
        server.stop()
        thread.join(10)
        close_hub(app)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m trials.line`: so many cases over 64 kbit/s, 600 ms there and back, one packet in twenty lost.

The real box and the real hub, each in a network namespace, with the relay between them. Prints how long the cases took
beside the time that their bytes need at that rate, and their bytes on the wire beside what they compress to. Needs
root.
"""

import argparse
import json
import signal
import subprocess  # nosec B404
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from hub.hub import EXTENSION
from hub.server import close_hub, create_hub, make_server
from hub.settings import HubSettings
from hub.sites.sites import add_site, invite
from kiosk.clock import Clock
from kiosk.connectors.hub.connection import request_enrolment
from kiosk.crypto import keys, packing, sealing
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import send_events
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.settings import Settings
from kiosk.store import counters, outbox
from kiosk.store.outbox import Enrolment
from trials.line import cases
from trials.line.relay import HUB, enter

MOST_TIME, MOST_BYTES = 1.3, 1.15
"""The goals: times the bytes' own time, and times what the bodies compress to."""
_ENDS = ("parvis-site", "parvis-hub")


def main() -> int:
    """Carry the cases; 1 where a goal is missed."""
    asked = _asked()
    with ExitStack() as until:
        folder = Path(until.enter_context(tempfile.TemporaryDirectory(prefix="line-")))
        relay = until.enter_context(_relay(asked))
        url, code = until.enter_context(_hub(folder / "hub"))
        enter(_ENDS[0])
        box = until.enter_context(_box(folder / "box"))
        _enrol(box, url, code)
        loop = SyncLoop(box)
        loop.talk()  # the box learns what the hub takes
        packed = _queue(box, asked)
        before, began = _counted(relay), time.monotonic()
        talks = _send(box, loop)
        seconds, after = time.monotonic() - began, _counted(relay)
        loop.close()
        if left := outbox.read_unsent_summary(box.store.read())[0]:
            print(f"{left} cases have not arrived")
            return 1
    up, down = ({name: late[name] - early[name] for name in late} for late, early in zip(after, before, strict=True))
    own = up["said"] * 8 / asked.bits
    print(f"{asked.cases} cases of {asked.answers} answers, {asked.bits / 1000:.0f} kbit/s, {2 * asked.delay:.1f} s,"
          f" {asked.loss:.0%} lost, seed {asked.seed}")  # fmt: skip
    print(f"  bodies, compressed {packed / 1000:9.1f} kB")
    print(f"  said by the box    {up['said'] / 1000:9.1f} kB  {up['said'] / packed:.3f} of that (goal {MOST_BYTES})")
    print(f"  packets of the box {up['carried'] / 1000:9.1f} kB, {up['lost']} lost; of the hub"
          f" {down['carried'] / 1000:.1f} kB, {down['lost']} lost")  # fmt: skip
    print(f"  took {seconds:.1f} s in {talks} batches; the bytes' own time {own:.1f} s: {seconds / own:.3f} of it"
          f" (goal {MOST_TIME})")  # fmt: skip
    return 0 if seconds <= MOST_TIME * own and up["said"] <= MOST_BYTES * packed else 1


def _asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m trials.line", description=__doc__)
    options.add_argument("--cases", type=int, default=100)
    options.add_argument("--answers", type=int, default=250)
    options.add_argument("--bits", type=float, default=64_000, help="bit/s each way")
    options.add_argument("--delay", type=float, default=0.3, help="seconds each way")
    options.add_argument("--loss", type=float, default=0.05)
    options.add_argument("--seed", type=int, default=7)
    return options.parse_args()


@contextmanager
def _relay(asked: argparse.Namespace) -> Iterator[subprocess.Popen[str]]:
    line = [f"--{name}={getattr(asked, name)}" for name in ("bits", "delay", "loss", "seed")]
    for end in _ENDS:
        subprocess.run(["ip", "netns", "add", end], check=True)  # nosec
    try:
        command = [sys.executable, "-m", "trials.line.relay", *_ENDS, *line]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as relay:  # nosec
            try:
                assert relay.stdout is not None and relay.stdout.readline() == "up\n"
                yield relay
            finally:
                relay.terminate()
    finally:
        for end in _ENDS:
            subprocess.run(["ip", "netns", "delete", end], check=False)  # nosec


def _counted(relay: subprocess.Popen[str]) -> list[dict[str, int]]:
    relay.send_signal(signal.SIGUSR1)
    assert relay.stdout is not None
    counted: list[dict[str, int]] = json.loads(relay.stdout.readline())
    return counted


@contextmanager
def _hub(data: Path) -> Iterator[tuple[str, str]]:
    app = create_hub(HubSettings(data=data, host=HUB))
    hub = app.extensions[EXTENSION]
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", Clock())
    code = invite(hub, "SA")
    ready = threading.Event()
    servers: list[Any] = []

    def serve() -> None:
        enter(_ENDS[1])
        servers.append(make_server(app, HUB))
        ready.set()
        servers[0].serve()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    ready.wait(20)
    try:
        yield f"http://{HUB}:{servers[0].bind_addr[1]}", code
    finally:
        servers[0].stop()
        thread.join(10)
        close_hub(app)


@contextmanager
def _box(data: Path) -> Iterator[Box]:
    box = open_box(Settings(data=data, site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy"))
    try:
        yield box
    finally:
        box.store.close()


def _enrol(box: Box, url: str, code: str) -> None:
    """Enrol by hand: a box refuses a hub elsewhere that has no TLS, and TLS would say nothing of the line."""
    told = request_enrolment(url, code, keys.verify_key(box.site_seed), box.clock.new_id())
    known = (told.url, told.name, told.token, told.verify_key, bytes.fromhex(told.seal_key), told.epoch, "", told.site)
    with box.store.write() as db:
        outbox.insert_enrolment(db, Enrolment(*known), box.clock.now())


def _queue(box: Box, asked: argparse.Namespace) -> int:
    """Put the cases into the outbox as submitting does; gives the bytes that their bodies compress to."""
    events = cases.made(
        asked.cases, asked.answers, box.site, counters.read_reference_counter(box.store.read()), asked.seed
    )
    with box.store.write() as db:
        for event in events:
            outbox.insert_event(db, event, sealing.new_random_key(), send_events.seal_event_for_hub(box, db, event))
    return sum(len(packing.compress_bytes(event.body, packing.DICTIONARIES[-1])) for event in events)


def _send(box: Box, loop: SyncLoop) -> int:
    talks = 0
    while True:
        wait_s = loop.once()
        talks += 1
        if not outbox.read_unsent_summary(box.store.read())[0]:
            return talks
        time.sleep(wait_s)


if __name__ == "__main__":
    sys.exit(main())

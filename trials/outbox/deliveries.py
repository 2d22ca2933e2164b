"""One run: cases into a hub, a receiver with faults, and processes that deliver and are killed at random."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from hub import settings
from hub.hub import Hub
from hub.opening import open_hub
from hub.outbox.outbox import list_destination_standings, read_destinations, try_now
from kiosk.clock import Clock
from tests.gallery.receivers.webhook_receiver import Receiver
from trials.outbox.cases import EVENTS_A_CASE, fill

NAME = "town"
LONGEST_S = 3_600.0
"""A run that lasts longer has come to a stop."""


class Figures(Struct, frozen=True):
    """What became of the deliveries; all of `lost`, `doubled` and `disordered` should be 0."""

    deliveries: int
    lost: int
    doubled: int
    disordered: int
    again: int
    kills: int
    presses: int
    seconds: float
    faults: dict[str, int]

    @property
    def all_is_well(self) -> bool:
        """Whether everything came, once, in order."""
        return not (self.lost or self.doubled or self.disordered)


def to_a_webhook(folder: Path, deliveries: int, kills: int, seed: int) -> Figures:
    """Deliver to a receiver with faults. What needs a person is sent again, as staff do by a press."""
    hub = _hub(folder, 'kind = "webhook"\nurl = "http://127.0.0.1:1/"\nnetworks = "127.0.0.0/8"')
    [destination] = read_destinations(hub.settings)
    secret = destination.connector.new_secret()
    assert secret is not None
    receiver = Receiver(secret, seed=seed)
    hub = _hub(folder, f'kind = "webhook"\nurl = "{receiver.url}"\nnetworks = "127.0.0.0/8"')
    ids = fill(hub, deliveries // EVENTS_A_CASE)
    try:
        killed, presses, seconds = _deliver(hub, folder, kills, seed, lambda: len(receiver.taken))
    finally:
        receiver.stop()
    assert receiver.unsigned == 0, "every delivery is signed"
    return _figures(ids, receiver.order, receiver.again, killed, presses, seconds, dict(receiver.met))


def to_a_folder(folder: Path, deliveries: int, kills: int, seed: int) -> Figures:
    """Drop JSON lines into a folder that is away half of the time."""
    drop, away = folder / "drop", folder / "away"
    drop.mkdir(parents=True)
    hub = _hub(folder, f'kind = "file_drop"\nform = "json-lines"\nto = "{drop.as_posix()}"')
    ids = fill(hub, deliveries // EVENTS_A_CASE)
    moments = [0]

    def arrived() -> int:
        moments[0] += 1
        there, elsewhere = (drop, away) if moments[0] % 2 else (away, drop)
        if there.is_dir() and not elsewhere.exists():
            there.rename(elsewhere)
        return sum(len(path.read_text("utf-8").splitlines()) for path in folder.glob("*/*.jsonl"))

    killed, presses, seconds = _deliver(hub, folder, kills, seed, arrived)
    if away.is_dir():
        away.rename(drop)
    rows = [json.loads(line) for path in sorted(drop.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    first: dict[str, tuple[str, int, str]] = {}
    for row in rows:
        first.setdefault(row["id"], (row["reference"], row["number"], row["id"]))
    order = list(first.values())
    return _figures(ids, order, len(rows) - len(first), killed, presses, seconds, {})


def _hub(folder: Path, connector: str) -> Hub:
    (folder / "hub").mkdir(parents=True, exist_ok=True)
    text = f'[[connectors]]\nname = "{NAME}"\nrecipient = "La ville"\n{connector}\n'
    (folder / "hub" / settings.FILE).write_text(text, "utf-8")
    return open_hub(settings.read_hub_settings({}, folder / "hub"), Clock())


def _deliver(hub: Hub, folder: Path, kills: int, seed: int, arrived: Callable[[], int]) -> tuple[int, int, float]:
    """Run processes until nothing waits; gives how many were killed, presses of staff, and the seconds it took."""
    dice, begun, killed, presses = random.Random(seed), time.monotonic(), 0, 0
    process = _start(folder)
    try:
        while (waits := list_destination_standings(hub)[0]).waiting:
            assert time.monotonic() - begun < LONGEST_S, f"{waits.waiting} wait for ever: {waits.fault}"
            time.sleep(dice.uniform(0.05, 0.4))
            arrived()
            if killed < kills:
                process.kill()
                process.wait()
                killed += 1
                process = _start(folder)
            if list_destination_standings(hub)[0].attention:
                try_now(hub, NAME)
                presses += 1
    finally:
        process.kill()
        process.wait()
    return killed, presses, time.monotonic() - begun


def _start(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "trials.outbox.deliver", str(folder / "hub")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n", "it starts"
    return process


def _figures(
    ids: set[str],
    order: list[tuple[str, int, str]],
    again: int,
    kills: int,
    presses: int,
    seconds: float,
    faults: dict[str, int],
) -> Figures:
    """What came twice under one id is no double: whoever is told drops it. A double is one fact under two ids."""
    told, last, disordered = {event_id for _, _, event_id in order}, dict[str, int](), 0
    for case, number, _ in order:
        disordered += number <= last.get(case, 0)
        last[case] = max(number, last.get(case, 0))
    doubled = len(order) - len({(case, number) for case, number, _ in order}) + len(told - ids)
    return Figures(len(ids), len(ids - told), doubled, disordered, again, kills, presses, seconds, faults)

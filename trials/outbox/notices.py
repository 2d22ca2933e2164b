"""Sends notices of many cases through a mail server and a gateway with faults, and counts what became of each."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select

from hub import settings
from hub.hub import Hub
from hub.opening import open_hub
from hub.outbox import outbox
from hub.outbox.deliverer import Deliverer
from hub.outbox.outbox import list_destination_standings, read_destinations, try_now
from hub.secrets.vault import CaseLock, key_row, label_of
from hub.settings import HubSettings
from hub.sites.sites import add_site
from hub.store.schema import case_key, cases, delivery, event
from kiosk.clock import Clock
from kiosk.connectors.connector import DeliveryType
from kiosk.crypto import sealing
from kiosk.error_codes import LineFault
from tests.gallery.receivers.mail_server import FAULTS as mail_faults
from tests.gallery.receivers.mail_server import Mail
from tests.gallery.receivers.sms_gateway import FAULTS as gateway_faults
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.receivers.webhook_receiver import Receiver

_TOLD = (DeliveryType.SUBMITTED, DeliveryType.SUPPLEMENT, DeliveryType.CORRECTION, DeliveryType.WITHDRAWAL)
EVENTS_A_CASE = len(_TOLD)


def fill(hub: Hub, count: int) -> set[str]:
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    ids: set[str] = set()
    for number in range(count):
        bodies = [(kind, {"message": f"=1+{sequence}"}) for sequence, kind in enumerate(_TOLD, 1)]
        ids |= set(
            take_case(
                hub, number, bodies, lambda connection, _, told: outbox.note_event_deliveries(hub, connection, told)
            )
        )
    return ids


def take_case(
    hub: Hub, number: int, bodies: Sequence[tuple[str, Mapping[str, Any]]],
    note: Callable[[Connection, str, list[str]], object],
) -> list[str]:  # fmt: skip
    """Take the case of that number with events of these types and bodies, and `note` them by the ids of case and
    events, which it gives."""
    case_id, lock = hub.clock.new_id(), CaseLock(sealing.new_random_key())
    now, reference = hub.clock.now(), f"SA{number:06d}"
    case = {
        "id": case_id, "reference": reference, "site": "SA", "prepared": False, "title": "Copie d’un acte de naissance",
        "service": "etat-civil", "service_name": "État civil", "names": lock.lock(label_of("names", case_id), "{}"),
        "legal_date": "2026-11-24", "received_at": now, "follow_sha256": "0" * 64,
    }  # fmt: skip
    rows = []
    for sequence, (kind, body) in enumerate(bodies, 1):
        event_id = hub.clock.new_id()
        whole = {"reference": reference, "type": kind, "follow_sha256": "0" * 64, **body}
        rows.append({
            "id": event_id, "stream": case_id, "sequence": sequence, "type": str(kind), "site": "SA",
            "reference": reference, "sha256": "0" * 64, "received_at": now, "statement": "",
            "body": lock.lock(label_of("event", event_id), json.dumps(whole)),
        })  # fmt: skip
    told = [str(row["id"]) for row in rows]
    with hub.store.writing() as connection:
        connection.execute(cases.insert().values(case))
        connection.execute(case_key.insert(), key_row(hub.ring, case_id, lock))
        connection.execute(event.insert(), rows)
        note(connection, case_id, told)
    return told


_ROUNDS = 400
"""More looks than faults can make necessary; what still waits after them is lost."""


@dataclass(frozen=True)
class Outcome:
    notices: int
    arrived: Mapping[str, int]
    uncertain: frozenset[str]
    refused: int
    waiting: int

    @property
    def doubled(self) -> list[str]:
        return [known for known, times in self.arrived.items() if times > 1]

    @property
    def lost(self) -> int:
        told = self.uncertain | self.arrived.keys()
        return self.notices - len(told) - self.refused


def connectors(mail: Mail, gateway: Gateway, folder: Path) -> tuple[Mapping[str, str], ...]:
    here = {"networks": "127.0.0.0/8, ::1"}
    post = {"server": f"localhost:{mail.port}", "security": "none", "sender": "mairie@mairie.example"}
    return (
        {"name": "post", "kind": "smtp", "recipient": "le serveur", **post, **here},
        gateway.table(folder),
    )


def deliver_all(hub: Hub, ahead: list[timedelta]) -> None:
    deliverers = [Deliverer(hub, destination, "a" * 32) for destination in read_destinations(hub.settings)]
    for _ in range(_ROUNDS):
        for deliverer in deliverers:
            deliverer.run()
        with hub.store.reading() as connection:
            if connection.execute(select(delivery.c.number).where(delivery.c.due_at.is_not(None))).first() is None:
                return
        ahead.append(timedelta(minutes=10))


def outcome(hub: Hub, name: str, arrived: list[str]) -> Outcome:
    with hub.store.reading() as connection:
        rows = list(connection.execute(select(delivery).where(delivery.c.destination == name)))
    open_rows = [row for row in rows if row.delivered_at is None]
    return Outcome(
        len(rows),
        Counter(arrived),
        frozenset(row.id for row in open_rows if row.fault == LineFault.UNCERTAIN),
        sum(row.due_at is None and row.fault != LineFault.UNCERTAIN for row in open_rows),
        sum(row.due_at is not None for row in open_rows),
    )


def run(folder: Path, count: int, seed: int) -> dict[str, Outcome]:
    mail, gateway, watch = Mail(mail_faults, seed), Gateway(gateway_faults, seed), _Watch()
    try:
        hub = open_hub(HubSettings(data=folder / "hub", connectors=connectors(mail, gateway, folder)), watch)
        add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
        for number in range(count):
            _add_case(hub, number)
        deliver_all(hub, watch.ahead)
        arrived = [known.partition("@")[0].removeprefix("<") for known in mail.kept]
        return {"e-mail": outcome(hub, "post", arrived), "SMS": outcome(hub, "sms", gateway.sent)}
    finally:
        mail.stop()
        gateway.stop()


def _add_case(hub: Hub, number: int) -> None:
    notices = {"email": f"p{number}@example.org", "sms": f"+336{number:08d}"}

    def note(connection: Connection, case_id: str, told: list[str]) -> None:
        kind = DeliveryType.NOTICE_RECEIVED
        outbox.insert_deliveries(hub, connection, [(way, told[0], kind, case_id) for way in ("post", "sms")])

    take_case(hub, number, [("submitted", {"language": "fr", "notices": notices})], note)


@dataclass(eq=False)
class _Watch(Clock):
    ahead: list[timedelta] = field(default_factory=list)

    def now(self) -> datetime:
        return Clock.now(self) + sum(self.ahead, timedelta())


NAME = "town"
LONGEST_S = 3_600.0
"""A run that lasts longer has come to a stop."""


class Figures(Struct, frozen=True):
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

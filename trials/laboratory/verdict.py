"""At the end, with every process gone: the hub's store held against the ledgers and the sites' stores."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiosk import settings
from kiosk.clock import Clock
from kiosk.errors import Rejected, Unreadable
from kiosk.hub.files.opened_file import read_file
from kiosk.hub.hub import Hub
from kiosk.hub.opening import open_hub
from kiosk.hub.secrets.vault import event_label, lock_of
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.schema import cases, event
from kiosk.services.box.box import open_box
from kiosk.store.database import number, rows
from kiosk.store.events import file_transfers
from trials.laboratory.town import Place


@dataclass(slots=True)
class Wrong:
    """One plain line each; all empty is what the house promises."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    """Files that are called received and are not, or not as they were."""
    stuck: list[str] = field(default_factory=list)
    """What the site still holds although everything works."""

    def all(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.disordered, *self.incomplete, *self.stuck]


def judge(places: Sequence[Place], hub_data: Path, database: str, wrong: Wrong) -> tuple[int, int, int]:
    """Append to `wrong` all that is not as it was promised; how many cases, events and files the hub has."""
    hub = open_hub(HubSettings(data=hub_data, database=database), Clock())
    bodies = _bodies(hub, wrong)
    for place in places:
        _ledger(place, bodies, wrong)
        _site(place, bodies, wrong)
    files = _files(hub, bodies, wrong)
    _once(bodies, wrong)
    hub.store.engine.dispose()
    submitted = sum(body["type"] == "submitted" for body in bodies.values())
    return submitted, len(bodies), files


def _bodies(hub: Hub, wrong: Wrong) -> dict[str, dict[str, Any]]:
    """Event id to its opened body, in the order in which the hub took them; streams are held to their order."""
    bodies: dict[str, dict[str, Any]] = {}
    order: dict[str, list[int]] = defaultdict(list)
    with hub.store.reading() as connection:
        references = set(connection.execute(select(cases.c.reference)).scalars())
        for kept in connection.execute(select(event).order_by(event.c.received_at, event.c.sequence)).all():
            order[kept.stream].append(kept.sequence)
            lock = lock_of(connection, hub.ring, kept.stream)
            if lock is None:
                wrong.lost.append(f"event {kept.id}: the hub has no key for its case")
                continue
            body = lock.read(event_label(kept.id), kept.body)
            bodies[kept.id] = body | {"type": kept.type, "id": kept.id}
    for stream, sequences in order.items():
        if sequences != list(range(1, len(sequences) + 1)):
            wrong.disordered.append(f"case {stream}: {sequences}")
    if references != {body["reference"] for body in bodies.values() if body["type"] == "submitted"}:
        wrong.doubled.append("the hub's cases are not the cases of its events")
    return bodies


def _ledger(place: Place, bodies: dict[str, dict[str, Any]], wrong: Wrong) -> None:
    """Whatever was confirmed to a person is at the hub, and what was added to a case stands in the same order."""
    deposits = {body["reference"]: body for body in bodies.values() if body["type"] == "submitted"}
    places = {event_id: position for position, event_id in enumerate(bodies)}
    last: dict[str, int] = {}
    for entry in place.ledger.entries():
        if entry["what"] == "submitted":
            body = deposits.get(entry["reference"])
            if body is None or body["stream"] != entry["case"]:
                wrong.lost.append(f"{entry['reference']}: confirmed, and not at the hub")
            elif _answers(body).get("birth_name") != entry["name"]:
                wrong.lost.append(f"{entry['reference']}: not what was confirmed")
            elif entry["file"] and not _listed(body):
                wrong.incomplete.append(f"{entry['reference']}: its file is not listed")
        elif entry["what"] == "supplement":
            if entry["event"] not in places:
                wrong.lost.append(f"{entry['reference']}: what was added, {entry['event']}, is not at the hub")
                continue
            if places[entry["event"]] < last.get(entry["reference"], -1):
                wrong.disordered.append(f"{entry['reference']}: {entry['event']} stands before an earlier one")
            last[entry["reference"]] = places[entry["event"]]


def _site(place: Place, bodies: dict[str, dict[str, Any]], wrong: Wrong) -> None:
    box = open_box(settings.read(place.folder))
    db = box.store.read()
    try:
        if not box.store.is_sound():
            wrong.stuck.append(f"{place.code}: the store is not sound")
        waiting, files = number(db, "SELECT count(*) FROM outbox"), file_transfers.waiting(db)
        if waiting or files:
            wrong.stuck.append(f"{place.code}: {waiting} events and {files} files are still to send")
        for refused in rows(db, "SELECT reference, code FROM attention"):
            wrong.stuck.append(f"{refused['reference']}: refused by the hub, {refused['code']}")
        for known in rows(db, "SELECT event_id FROM acknowledgements"):
            if known["event_id"] not in bodies:
                wrong.lost.append(f"{place.code}: {known['event_id']} is acknowledged, and not at the hub")
        mine = {row["reference"] for row in rows(db, "SELECT reference FROM submissions")}
        for body in bodies.values():
            if (
                body["type"] == "submitted"
                and body["reference"].startswith(place.code)
                and body["reference"] not in mine
            ):
                wrong.doubled.append(f"{body['reference']}: at the hub only")
    finally:
        box.store.close()


def _files(hub: Hub, bodies: dict[str, dict[str, Any]], wrong: Wrong) -> int:
    """Each file that an event lists is there, byte for byte; how many."""
    count = 0
    for body in bodies.values():
        for listed in _listed(body):
            try:
                data = read_file(hub, body["stream"], listed["id"])
            except (Rejected, Unreadable) as fault:
                wrong.incomplete.append(f"{body['reference']}: file {listed['id']}: {fault}")
                continue
            count += 1
            if hashlib.sha256(data).hexdigest() != listed["sha256"]:
                wrong.incomplete.append(f"{body['reference']}: file {listed['id']} is not what was sent")
    return count


def _once(bodies: dict[str, dict[str, Any]], wrong: Wrong) -> None:
    people = Counter(_answers(body)["birth_name"] for body in bodies.values() if body["type"] == "submitted")
    wrong.doubled += [f"{name}: {many} cases" for name, many in people.items() if many > 1]


def _answers(body: dict[str, Any]) -> dict[str, Any]:
    return {answer["field"]: answer["value"] for answer in body["answers"]}


def _listed(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for document in body.get("documents") or () for file in document.get("attachments") or ()]

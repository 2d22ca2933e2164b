"""Puts cases with their events into a hub's database, noted for its destinations as intake notes them."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from hub.hub import Hub
from hub.outbox import outbox
from hub.secrets.vault import CaseLock, key_row, label_of
from hub.sites.sites import add_site
from hub.store.schema import case_key, cases, event
from kiosk.connectors.connector import DeliveryType
from kiosk.crypto import sealing

_TOLD = (DeliveryType.SUBMITTED, DeliveryType.SUPPLEMENT, DeliveryType.CORRECTION, DeliveryType.WITHDRAWAL)
EVENTS_A_CASE = len(_TOLD)


def fill(hub: Hub, count: int) -> set[str]:
    """Take so many cases, each with every kind of event; gives the ids of all that destinations are to be told."""
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

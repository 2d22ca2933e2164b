"""Puts cases with several events each into a hub's database, noted for its destinations as intake notes them."""

import json
from collections.abc import Iterator

from hub.hub import Hub
from hub.outbox import outbox
from hub.secrets.vault import CaseLock, event_label, key_row, names_label
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
        with hub.store.writing() as connection:
            case_id, lock = hub.clock.new_id(), CaseLock(sealing.new_key())
            now, reference = hub.clock.now(), f"SA{number:06d}"
            connection.execute(
                cases.insert().values(
                    id=case_id,
                    reference=reference,
                    site="SA",
                    prepared=False,
                    title="Copie d’un acte de naissance",
                    service="etat-civil",
                    service_name="État civil",
                    names=lock.lock(names_label(case_id), "{}"),
                    legal_date="2026-11-24",
                    received_at=now,
                    follow_sha256="0" * 64,
                )
            )
            connection.execute(case_key.insert(), key_row(hub.ring, case_id, lock))
            rows = list(_events(hub, case_id, reference, lock))
            connection.execute(event.insert(), rows)
            outbox.note_events(hub, connection, [str(row["id"]) for row in rows])
        ids |= {str(row["id"]) for row in rows}
    return ids


def _events(hub: Hub, case_id: str, reference: str, lock: CaseLock) -> Iterator[dict[str, object]]:
    for sequence, kind in enumerate(_TOLD, 1):
        event_id = hub.clock.new_id()
        body = json.dumps(
            {"reference": reference, "type": kind, "message": f"=1+{sequence}", "follow_sha256": "0" * 64}
        )
        yield {
            "id": event_id,
            "stream": case_id,
            "sequence": sequence,
            "type": kind.value,
            "site": "SA",
            "reference": reference,
            "sha256": "0" * 64,
            "body": lock.lock(event_label(event_id), body),
            "received_at": hub.clock.now(),
            "statement": "",
            "signature": "",
        }

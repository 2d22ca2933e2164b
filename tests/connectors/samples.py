"""Deliveries as a hub makes them, for the tests of every connector."""

from datetime import UTC, datetime
from typing import Any

from kiosk.connectors.connector import Delivery, DeliveryParcel, DeliveryType

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
CONTENT: dict[str, Any] = {
    "legal_date": "2026-11-24",
    "applicant": {"family_name": "Benali", "given_names": "Awa"},
    "person": {"family_name": "Benali", "given_names": "Awa", "birth_date": "1945-03-02"},
    "contact": {"phone": "+33612345678", "email": "", "address": '=HYPERLINK("http://evil.example")'},
    "answers": [
        {"label": "Nom de naissance", "shown": "BENALI"},
        {"label": "Pour quelle démarche ?", "shown": "Ma retraite ; « demain »\nou après"},
    ],
    "documents": [{"label": "Pièce d’identité", "state": "seen"}],
}


def delivery(number: int = 1, content: dict[str, Any] | None = None, **changes: Any) -> Delivery:
    """A submitted case, with other contents where they are given."""
    values = {
        "id": f"{number:032x}",
        "number": number,
        "type": DeliveryType.SUBMITTED,
        "at": AT,
        "reference": "SA1042X",
        "site": "SA",
        "service": "etat-civil",
        "title": "Copie d’un acte de naissance",
        "data": CONTENT if content is None else content,
    }
    return Delivery(**values | changes)


def parcel(*deliveries: Delivery, number: int = 1) -> DeliveryParcel:
    """A parcel with these deliveries, by default one."""
    return DeliveryParcel(number, datetime.now(UTC), "https://hub.example", deliveries or (delivery(),))

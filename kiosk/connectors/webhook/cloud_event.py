"""A delivery as a CloudEvent, version 1.0.2, in structured mode."""

import json

from kiosk.connectors.connector import Delivery, DeliveryType

MEDIA_TYPE = "application/cloudevents+json"
_PREFIX = "parvis.case"
_DIGITS = 20
"""Width of `sequence`, so that its order as text is that of the numbers (CloudEvents, « Sequence » extension)."""


def body(delivery: Delivery, source: str) -> bytes:
    """The JSON of a delivery; the same delivery always gives the same bytes."""
    event = {
        "specversion": "1.0",
        "id": delivery.id,
        "source": source,
        "type": f"{_PREFIX}.{DeliveryType(delivery.type)}",
        "subject": delivery.reference,
        "time": delivery.at.isoformat(timespec="microseconds"),
        "sequence": str(delivery.number).zfill(_DIGITS),
        "datacontenttype": "application/json",
        "data": {
            "reference": delivery.reference,
            "site": delivery.site,
            "service": delivery.service,
            "title": delivery.title,
            "content": delivery.data,
        },
    }
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")

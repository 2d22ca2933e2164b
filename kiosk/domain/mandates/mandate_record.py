"""Convert a mandate and its uses to bytes and back; the bytes are encrypted under the mandate's own data key."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from kiosk.domain.answers.signature import Signature
from kiosk.domain.mandates.mandate import Mandate, Person, Use


def packed(mandate: Mandate, signature: Signature | None) -> bytes:
    """The bytes of a mandate and of its signature on the screen, if any; `unpacked` is the inverse."""
    drawn = signature.to_dict() if signature else None
    return _bytes({"version": 1, "mandate": asdict(mandate), "signature": drawn})


def unpacked(record: bytes) -> tuple[Mandate, Signature | None]:
    """The mandate and the signature in bytes made by `packed`."""
    data = json.loads(record)
    fields = data["mandate"]
    fields |= {
        "person": Person(**fields["person"]),
        "themes": tuple(fields["themes"]),
        "signed_on": date.fromisoformat(fields["signed_on"]),
        "ends_on": date.fromisoformat(fields["ends_on"]),
    }
    return Mandate(**fields), Signature.from_dict(data["signature"]) if data["signature"] else None


def packed_use(use: Use) -> bytes:
    """The bytes of one use; `unpacked_use` is the inverse."""
    return _bytes(asdict(use))


def unpacked_use(record: bytes) -> Use:
    """The use in bytes made by `packed_use`."""
    fields = json.loads(record)
    return Use(**fields | {"at": datetime.fromisoformat(fields["at"])})


def _bytes(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=lambda day: day.isoformat()).encode()

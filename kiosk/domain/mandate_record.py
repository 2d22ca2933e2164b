"""A mandate and its uses as bytes: what is locked under the mandate's own data key."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from kiosk.domain.mandate import Mandate, Person, Use
from kiosk.domain.signature import Signature


def packed(mandate: Mandate, signature: Signature | None) -> bytes:
    """The mandate and what was signed on the screen; `unpacked` gives both back."""
    drawn = signature.to_dict() if signature else None
    return _bytes({"version": 1, "mandate": asdict(mandate), "signature": drawn})


def unpacked(record: bytes) -> tuple[Mandate, Signature | None]:
    """What `packed` was given."""
    found = json.loads(record)
    said = found["mandate"]
    said |= {
        "person": Person(**said["person"]),
        "themes": tuple(said["themes"]),
        "signed_on": date.fromisoformat(said["signed_on"]),
        "ends_on": date.fromisoformat(said["ends_on"]),
    }
    return Mandate(**said), Signature.from_dict(found["signature"]) if found["signature"] else None


def packed_use(use: Use) -> bytes:
    """One use; `unpacked_use` gives it back."""
    return _bytes(asdict(use))


def unpacked_use(record: bytes) -> Use:
    """What `packed_use` was given."""
    said = json.loads(record)
    return Use(**said | {"at": datetime.fromisoformat(said["at"])})


def _bytes(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, default=lambda each: each.isoformat()).encode()

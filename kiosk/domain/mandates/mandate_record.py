"""Convert a mandate and its uses to bytes and back; the bytes are encrypted under the mandate's own data key."""

import msgspec

from kiosk.domain.answers.signature import Signature
from kiosk.domain.mandates.mandate import Mandate, Use


def packed(mandate: Mandate, signature: Signature | None) -> bytes:
    """The bytes of a mandate and of its signature on the screen, if any; `unpacked` is the inverse."""
    drawn = signature.to_dict() if signature else None
    return msgspec.json.encode({"mandate": mandate, "signature": drawn})


def unpacked(record: bytes) -> tuple[Mandate, Signature | None]:
    """The mandate and the signature in bytes made by `packed`."""
    data = msgspec.json.decode(record)
    signature = Signature.from_dict(data["signature"]) if data["signature"] else None
    return msgspec.convert(data["mandate"], Mandate), signature


def packed_use(use: Use) -> bytes:
    """The bytes of one use; `unpacked_use` is the inverse."""
    return msgspec.json.encode(use)


def unpacked_use(record: bytes) -> Use:
    """The use in bytes made by `packed_use`."""
    return msgspec.json.decode(record, type=Use)

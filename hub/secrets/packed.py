"""Bodies of events are compressed before they are encrypted: a case of 250 answers is a tenth as long."""

from hub.wire.read_event import MOST_BODY
from kiosk.crypto import packing
from kiosk.domain.events.sealed import Unsealed

_LEVEL = 1
"""Packs 20,000 bodies in a second of a processor; higher levels gain less than they cost."""
_MAGIC = b"\x28\xb5\x2f\xfd"
"""How a zstd frame starts (RFC 8878 §3.1.1); a body that was stored before starts with `{`."""


def kept(opened: Unsealed) -> bytes:
    """The body, compressed: as it came, since its box has tried harder than a hub has time to; else compressed here.

    The dictionaries that boxes use stay as long as what is compressed with them (`kiosk.crypto.packing`). What came is
    longer than the body only where something else hangs on it.
    """
    came = opened.packed
    return came if came.startswith(_MAGIC) and len(came) < len(opened.body) else pack(opened.body)


def pack(clear: bytes) -> bytes:
    """The body, compressed."""
    return packing.pack(clear, level=_LEVEL)


def unpack(stored: bytes) -> bytes:
    """The body; one that was stored before bodies were packed, as it is. Raises `Unreadable`."""
    return packing.unpack(stored, MOST_BODY) if stored.startswith(_MAGIC) else stored

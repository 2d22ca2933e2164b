"""An event as it travels in version 3: bytes where version 2 has hexadecimal, and its hash as it arrived."""

from kiosk.domain.events.event import digest
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.batch import SignedAlias
from kiosk.domain.events.wire.packed import PACKED_VERSION, BatchOf, PackedEvent, PackedStart
from kiosk.domain.events.wire.reading import Misfit
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

_LATEST_NAMED = ("id", "stream", "sequence", "type", "reference", "sha256", "key", "sealed", "replaces", "signature")
"""The fields of a `PackedEvent` in order: msgspec tells the place of a bad one by its number."""


def packed(event: Sealed, *, alone: bool = False) -> bytes:
    """The event in MessagePack; `alone` with its own signature, where no batch vouches for it."""
    return packing.pack(
        PackedEvent(
            bytes.fromhex(event.id),
            bytes.fromhex(event.stream),
            event.sequence,
            event.type,
            event.reference,
            bytes.fromhex(event.sha256),
            bytes.fromhex(event.key),
            event.sealed,
            bytes.fromhex(event.replaces) if event.replaces else None,
            event.signature if alone else None,
            SignedAlias(**event.alias) if event.alias else None,
        )
    )


def unpacked(data: bytes) -> Sealed:
    """The event in these bytes; its signature is empty where a batch vouches for it.

    Raises `Rejected`: `bad-event` with the first bad field.
    """
    try:
        event = packing.unpack(PackedEvent, data)
    except Misfit as fault:
        raise Rejected(Rejection.BAD_EVENT, detail=_field(fault.place)) from None
    alias = {"statement": event.alias.statement, "signature": event.alias.signature} if event.alias else None
    return Sealed(
        event.id.hex(),
        event.stream.hex(),
        event.sequence,
        event.type,
        event.reference,
        event.replaces.hex() if event.replaces else "",
        event.sha256.hex(),
        event.key.hex(),
        event.sealed,
        event.signature or b"",
        alias,
    )


def id_in(data: bytes) -> str:
    """The id in the bytes of an event, whatever else is wrong with it; "" where there is none."""
    try:
        return packing.unpack(PackedStart, data).id.hex()
    except Misfit:
        return ""


def vouched(site: str, events: list[bytes]) -> bytes:
    """The bytes that a site signs of a batch of events as they travel."""
    return BatchOf(version=PACKED_VERSION, site=site, batch=tuple(map(digest, events))).statement()


def _field(place: str) -> str:
    """The name of a field that msgspec names as `[3]`; all that is wrong with an alias is the alias."""
    number = place.removeprefix("[").partition("]")[0]
    if not number.isdigit():
        return ""
    return _LATEST_NAMED[int(number)] if int(number) < len(_LATEST_NAMED) else "alias"

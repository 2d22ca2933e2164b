"""An event as it travels: signed by its site, its body sealed to the hub (docs/wire.md)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import UNSET, Struct, to_builtins
from msgspec.structs import asdict, fields

from kiosk.crypto import keys, packing, sealing
from kiosk.crypto.packing import UnknownDictionary
from kiosk.domain.events.event import Event, EventType, digest
from kiosk.domain.events.wire import statements
from kiosk.domain.events.wire.batch import SentEvent, SignedAlias
from kiosk.domain.events.wire.reading import VERSION
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected, Unreadable


class EventOutcome(StrEnum):
    """What a hub answers to one event of a batch; `UNBELIEVED` is the box's own word for an answer it cannot verify."""

    ACKNOWLEDGED = "acknowledged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    LATER = "later"
    UNBELIEVED = "unbelieved"


class Header(Struct, frozen=True):
    """An event without its body, of whose clear bytes `sha256` is the digest."""

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    replaces: str
    sha256: str


_HEADER = tuple(field.name for field in fields(Header))


class Sealed(Header, frozen=True):
    """One event, ready to be sent. `key` is the id of the hub key that opens `sealed`.

    The signature covers the header and the clear body's hash, so that an event sealed again keeps its signature.
    `alias` is the signed alias that travels with it (`alias.to_wire`), None where its case has one number only;
    `filed` is the number under which the hub files it.
    """

    key: str
    sealed: bytes
    signature: bytes
    alias: Mapping[str, str] | None = None
    filed: str = ""


def statement(site: str, header: Header) -> bytes:
    """The bytes that a site signs for an event: canonical JSON of the header and the site's code."""
    return statements.Header(version=VERSION, site=site, **_written(header)).statement()


def sent(event: Sealed) -> SentEvent:
    """The event as it stands in a batch."""
    return SentEvent(
        **_written(event),
        key=event.key,
        sealed=event.sealed,
        signature=event.signature.hex(),
        alias=SignedAlias(**event.alias) if event.alias else UNSET,
    )


def _written(header: Header) -> dict[str, Any]:
    """The header's fields as every message has them: null where it replaces nothing."""
    return {name: getattr(header, name) for name in _HEADER} | {"replaces": header.replaces or None}


def to_wire(event: Sealed) -> dict[str, Any]:
    """The event as the hub reads it from JSON, of which a refusal names the digest."""
    return dict(to_builtins(sent(event)))


def key_id(public: bytes) -> str:
    """The id of a sealing key: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return digest(public)[:16]


def header_of(event: Event) -> Header:
    """The header of an event whose body is at hand."""
    return Header(event.id, event.stream, event.sequence, event.type, event.reference, event.replaces, event.sha256)


def seal(event: Event, site: str, site_seed: bytes, hub_public: bytes, dictionary: int = 0) -> Sealed:
    """Seal an event to the hub and sign it for the site; `hub_public` is 32 bytes, `site` the site's code.

    `dictionary` is the number of one that the hub has too (`packing`), 0 for none.
    """
    header = header_of(event)
    return Sealed(
        **asdict(header),
        key=key_id(hub_public),
        sealed=sealing.seal_packed(hub_public, event.body, dictionary),
        signature=keys.sign(site_seed, statement(site, header)),
    )


class Unsealed(Struct, frozen=True):
    """A body whose hash is the event's, and the same as it came, compressed."""

    body: bytes
    packed: bytes


def unsealed(sealed: Sealed, pair: sealing.Pair, most: int) -> Unsealed:
    """Decrypt the body and check its hash.

    Raises `Rejected`: `unreadable` (another key, a changed byte, more than `most` bytes), `unknown-dictionary`,
    `wrong-hash`.
    """
    try:
        packed = sealing.unseal_by(pair, sealed.sealed)
        body = packing.unpack(packed, most)
    except UnknownDictionary:
        raise Rejected(Rejection.UNKNOWN_DICTIONARY, detail="sealed") from None
    except Unreadable:
        raise Rejected(Rejection.UNREADABLE, detail="sealed") from None
    if digest(body) != sealed.sha256:
        raise Rejected(Rejection.WRONG_HASH, detail="sealed")
    return Unsealed(body, packed)

"""An event as it travels: signed by its site, its body sealed to the hub (docs/wire.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from msgspec import UNSET, to_builtins

from kiosk.crypto import keys, sealing
from kiosk.crypto.packing import UnknownDictionary
from kiosk.domain.events.event import Event, EventType, digest
from kiosk.domain.events.wire import statements
from kiosk.domain.events.wire.batch import SentEvent, SignedAlias
from kiosk.domain.events.wire.values import VERSION
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected, Unreadable


class EventOutcome(StrEnum):
    """What a hub answers to one event of a batch; `UNBELIEVED` is the box's own word for an answer it cannot verify."""

    ACKNOWLEDGED = "acknowledged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    LATER = "later"
    UNBELIEVED = "unbelieved"


class Header(Protocol):
    """The attributes of an event without its body: an `Event`, a `Sealed`, or what the hub has read."""

    @property
    def id(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def type(self) -> EventType: ...
    @property
    def reference(self) -> str: ...
    @property
    def replaces(self) -> str: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """One event, ready to be sent. `sha256` is of the clear body; `key` is the id of the hub key that opens `sealed`.

    The signature covers the header and the clear body's hash, so that an event sealed again keeps its signature.
    `alias` is the signed alias that travels with it (`alias.to_wire`), None where its case has one number only;
    `filed` is the number under which the hub files it.
    """

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    replaces: str
    sha256: str
    key: str
    sealed: bytes
    signature: bytes
    alias: Mapping[str, str] | None = None
    filed: str = ""


def statement(site: str, header: Header) -> bytes:
    """The bytes that a site signs for an event: canonical JSON of the header and the site's code."""
    return statements.Header(
        version=VERSION,
        site=site,
        id=header.id,
        stream=header.stream,
        sequence=header.sequence,
        type=header.type,
        reference=header.reference,
        replaces=header.replaces or None,
        sha256=header.sha256,
    ).statement()


def sent(event: Sealed) -> SentEvent:
    """The event as it stands in a batch."""
    return SentEvent(
        id=event.id,
        stream=event.stream,
        sequence=event.sequence,
        type=event.type,
        reference=event.reference,
        replaces=event.replaces or None,
        sha256=event.sha256,
        key=event.key,
        sealed=event.sealed,
        signature=event.signature.hex(),
        alias=SignedAlias(**event.alias) if event.alias else UNSET,
    )


def to_wire(event: Sealed) -> dict[str, Any]:
    """The event as the hub reads it from JSON, of which a refusal names the digest."""
    return dict(to_builtins(sent(event)))


def key_id(public: bytes) -> str:
    """The id of a sealing key: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return digest(public)[:16]


def seal(event: Event, site: str, site_seed: bytes, hub_public: bytes, dictionary: int = 0) -> Sealed:
    """Seal an event to the hub and sign it for the site; `hub_public` is 32 bytes, `site` the site's code.

    `dictionary` is the number of one that the hub has too (`packing`), 0 for none.
    """
    header = (event.id, event.stream, event.sequence, event.type, event.reference, event.replaces, event.sha256)
    signature = keys.sign(site_seed, statement(site, event))
    return Sealed(*header, key_id(hub_public), sealing.seal_packed(hub_public, event.body, dictionary), signature)


def open_sealed(sealed: Sealed, private: bytes, most: int) -> bytes:
    """Decrypt the body and check its hash.

    Raises `Rejected`: `unreadable` (another key, a changed byte, more than `most` bytes), `unknown-dictionary`,
    `wrong-hash`.
    """
    try:
        body = sealing.unseal_packed(private, sealed.sealed, most)
    except UnknownDictionary:
        raise Rejected(Rejection.UNKNOWN_DICTIONARY, detail="sealed") from None
    except Unreadable:
        raise Rejected(Rejection.UNREADABLE, detail="sealed") from None
    if digest(body) != sealed.sha256:
        raise Rejected(Rejection.WRONG_HASH, detail="sealed")
    return body

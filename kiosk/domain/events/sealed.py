"""An event as it travels: signed by its site, its body sealed to the hub (docs/wire.md).

A message between a box and its hub: signed by who wrote it, packed, and sealed to who reads it (docs/wire.md).

The same bytes travel over the line and on a stick. Each side is known by its Ed25519 key alone, which the other pinned
at enrolment: it is sealed to the X25519 form of that key. In clear stands only whose key opens it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import UNSET, Struct, convert, to_builtins
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


class EventHeader(Struct, frozen=True):
    """An event without its body, of whose clear bytes `sha256` is the digest."""

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    replaces: str
    sha256: str


_HEADER = tuple(field.name for field in fields(EventHeader))


class SealedEvent(EventHeader, frozen=True):
    """One event, ready to be sent. `key` is the id of the hub key that opens `sealed`.

    The signature covers the header and the clear body's hash, so that an event sealed again keeps its signature.
    `alias` is the signed alias that travels with it (`alias.to_wire`), None where its case has one number only;
    `filed` is the number under which the hub files it. `after` is the event before it in its stream, "" for the first;
    `apart` is whether the hub has refused its place as taken, by what this box does not know (docs/wire.md).
    """

    key: str
    sealed: bytes
    signature: bytes
    alias: Mapping[str, str] | None = None
    filed: str = ""
    after: str = ""
    apart: bool = False


def make_event_statement(site: str, header: EventHeader) -> bytes:
    """The bytes that a site signs for an event: canonical JSON of the header and the site's code."""
    return statements.EventStatement(version=VERSION, site=site, **_written(header)).statement()


def to_sent_event(event: SealedEvent) -> SentEvent:
    return SentEvent(
        **_written(event),
        key=event.key,
        sealed=event.sealed,
        signature=event.signature.hex(),
        alias=SignedAlias(**event.alias) if event.alias else UNSET,
        after=event.after or UNSET,
        apart=event.apart or UNSET,
    )


def _written(header: EventHeader) -> dict[str, Any]:
    return {name: getattr(header, name) for name in _HEADER} | {"replaces": header.replaces or None}


def event_to_wire(event: SealedEvent) -> dict[str, Any]:
    """The event as the hub reads it from JSON, of which a refusal names the digest."""
    return dict(to_builtins(to_sent_event(event)))


def sealing_key_id(public: bytes) -> str:
    """The id of a sealing key: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return digest(public)[:16]


def seal_event(event: Event, site: str, site_seed: bytes, hub_public: bytes, dictionary: int = 0) -> SealedEvent:
    """Seal an event to the hub and sign it for the site; `hub_public` is 32 bytes, `site` the site's code. `dictionary`
    is the number of one that the hub has too (`packing`), 0 for none."""
    header = convert(event, EventHeader, from_attributes=True)
    return SealedEvent(
        **asdict(header),
        key=sealing_key_id(hub_public),
        sealed=sealing.seal_packed(hub_public, event.body, dictionary),
        signature=keys.sign_bytes(site_seed, make_event_statement(site, header)),
    )


class UnsealedBody(Struct, frozen=True):
    """A body whose hash is the event's, and the same as it came, compressed."""

    body: bytes
    packed: bytes


def unseal_event(sealed: SealedEvent, pair: sealing.KeyPair, most: int) -> UnsealedBody:
    """Decrypt the body and check its hash. Raises `Rejected`: `unreadable` (another key, a changed byte, more than
    `most` bytes), `unknown-dictionary`, `wrong-hash`."""
    try:
        packed = sealing.unseal_by(pair, sealed.sealed)
        body = packing.decompress_bytes(packed, most)
    except UnknownDictionary:
        raise Rejected(Rejection.UNKNOWN_DICTIONARY, detail="sealed") from None
    except Unreadable:
        raise Rejected(Rejection.UNREADABLE, detail="sealed") from None
    if digest(body) != sealed.sha256:
        raise Rejected(Rejection.WRONG_HASH, detail="sealed")
    return UnsealedBody(body, packed)


MEDIA_TYPE = "application/vnd.parvis.sealed"
READER_BYTES = 8
_SIGNATURE_BYTES = 64
_LEVEL = 3
"""How hard zstd tries: what is long in a message is sealed already, and was packed harder."""


class OpenedMessage(Struct, frozen=True):
    """What was sealed to the reader with this verify key (hexadecimal); nothing says yet who wrote it."""

    content: bytes
    signature: bytes
    reader: str

    def signer(self, among: Iterable[str]) -> str | None:
        """Which of these keys (hexadecimal) signed it for this reader; None for another's, and for a changed byte."""
        message = _signed(self.content, self.reader)
        return next((key for key in among if keys.is_valid_signature(key, message, self.signature)), None)


def seal_message(content: bytes, seed: bytes, reader: str) -> bytes:
    """Sign with an Ed25519 seed (32 bytes), and seal to the reader with this verify key (hexadecimal)."""
    signed = keys.sign_bytes(seed, _signed(content, reader)) + content
    return bytes.fromhex(reader_id(reader)) + sealing.seal_bytes(
        sealing.public_of_signer(reader), packing.compress_bytes(signed, level=_LEVEL)
    )


def open_message(message: bytes, seed: bytes, most: int) -> OpenedMessage:
    """What is sealed to the key of this seed. Raises `Unreadable`, also for more than `most` bytes of content."""
    reader = keys.verify_key(seed)
    if message[:READER_BYTES].hex() != reader_id(reader):
        raise Unreadable()
    packed = sealing.unseal_by(sealing.pair_of_signer(seed), message[READER_BYTES:])
    signed = packing.decompress_bytes(packed, most + _SIGNATURE_BYTES)
    return OpenedMessage(signed[_SIGNATURE_BYTES:], signed[:_SIGNATURE_BYTES], reader)


def reader_id(verify_key: str) -> str:
    """What stands in clear before a message to the reader with this key: 16 hexadecimal digits."""
    return sealing_key_id(bytes.fromhex(verify_key))


def _signed(content: bytes, reader: str) -> bytes:
    """Nothing else that either key signs begins like this; with the reader in it nobody can seal it to another."""
    return b"parvis message 2\n" + bytes.fromhex(reader) + content

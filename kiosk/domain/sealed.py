"""An event as it travels: signed by its site, its body sealed to the hub (docs/wire.md)."""

from dataclasses import dataclass, replace
from typing import Protocol

from kiosk import keys, sealing
from kiosk.domain.event import Event, canonical, digest
from kiosk.errors import Refused, Rejected

VERSION = 2
"""Version of what travels between a box and its hub; both refuse a version they do not know."""


class Header(Protocol):
    """What an event says of itself without its body: an `Event`, a `Sealed`, or what the hub has read."""

    @property
    def id(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def replaces(self) -> str: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """One event, ready to leave. `sha256` is of the clear body; `key` names the hub's key that opens `sealed`.

    The signature is of the header and of the clear body's hash: an event sealed again keeps it.
    """

    id: str
    stream: str
    sequence: int
    type: str
    reference: str
    replaces: str
    sha256: str
    key: str
    sealed: bytes
    signature: bytes


def statement(site: str, header: Header) -> bytes:
    """What a site signs of an event: canonical JSON, which names the site too."""
    return canonical(
        {
            "version": VERSION,
            "site": site,
            "id": header.id,
            "stream": header.stream,
            "sequence": header.sequence,
            "type": header.type,
            "reference": header.reference,
            "replaces": header.replaces or None,
            "sha256": header.sha256,
        }
    )


def key_id(public: bytes) -> str:
    """How a sealing key is named: the first 16 hexadecimal digits of the SHA-256 of its public half."""
    return digest(public)[:16]


def seal(event: Event, site: str, site_seed: bytes, hub_public: bytes) -> Sealed:
    """The event sealed to the hub and signed by the site; `hub_public` is 32 bytes, `site` the site's code."""
    header = (event.id, event.stream, event.sequence, event.type, event.reference, event.replaces, event.sha256)
    signature = keys.sign(site_seed, statement(site, event))
    return Sealed(*header, key_id(hub_public), sealing.seal_packed(hub_public, event.body), signature)


def sealed_again(sealed: Sealed, body: bytes, hub_public: bytes) -> Sealed:
    """The same event for another key of the hub; `body` is its clear body, whose hash and signature stay."""
    return replace(sealed, key=key_id(hub_public), sealed=sealing.seal_packed(hub_public, body))


def opened(sealed: Sealed, private: bytes, most: int) -> bytes:
    """The clear body, its hash checked.

    Raises `Rejected`: `unreadable` (another key, a changed byte, more than `most` bytes), `wrong-hash`.
    """
    try:
        body = sealing.unseal_packed(private, sealed.sealed, most)
    except Refused:
        raise Rejected("unreadable", detail="sealed") from None
    if digest(body) != sealed.sha256:
        raise Rejected("wrong-hash", detail="sealed")
    return body

"""A message between a box and its hub: signed by who wrote it, packed, and sealed to who reads it (docs/wire.md).

The same bytes travel over the line and on a stick. Each side is known by its Ed25519 key alone, which the other pinned
at enrolment: it is sealed to the X25519 form of that key. In clear stands only whose key opens it.
"""

from collections.abc import Iterable

from msgspec import Struct

from kiosk.crypto import keys, packing, sealing
from kiosk.domain.events.sealed import key_id
from kiosk.errors import Unreadable

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
        return next((key for key in among if keys.verified(key, message, self.signature)), None)


def seal_message(content: bytes, seed: bytes, reader: str) -> bytes:
    """Sign with an Ed25519 seed (32 bytes), and seal to the reader with this verify key (hexadecimal)."""
    signed = keys.sign(seed, _signed(content, reader)) + content
    return bytes.fromhex(reader_id(reader)) + sealing.seal(
        sealing.public_of_signer(reader), packing.pack(signed, level=_LEVEL)
    )


def open_message(message: bytes, seed: bytes, most: int) -> OpenedMessage:
    """What is sealed to the key of this seed. Raises `Unreadable`, also for more than `most` bytes of content."""
    reader = keys.verify_key(seed)
    if message[:READER_BYTES].hex() != reader_id(reader):
        raise Unreadable()
    packed = sealing.unseal_by(sealing.pair_of_signer(seed), message[READER_BYTES:])
    signed = packing.unpack(packed, most + _SIGNATURE_BYTES)
    return OpenedMessage(signed[_SIGNATURE_BYTES:], signed[:_SIGNATURE_BYTES], reader)


def reader_id(verify_key: str) -> str:
    """What stands in clear before a message to the reader with this key: 16 hexadecimal digits."""
    return key_id(bytes.fromhex(verify_key))


def _signed(content: bytes, reader: str) -> bytes:
    """Nothing else that either key signs begins like this; with the reader in it nobody can seal it to another."""
    return b"parvis message 2\n" + bytes.fromhex(reader) + content

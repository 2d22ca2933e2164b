"""Sign and read COSE_Sign1 messages (RFC 9052, 4.2) with Ed25519 (RFC 9053, 2.2), in one canonical encoding."""

import hashlib
from typing import Any

from msgspec import Struct

from kiosk.crypto import keys
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

TAG = 18
ALGORITHM, KEY_ID = 1, 4
"""Header parameters (RFC 9052, 3.1); both are in the protected header."""
EDDSA = -8
KEY_ID_BYTES = 4
"""A key id is the start of the SHA-256 of the public key; if two keys share an id, both are tried."""
MOST_BYTES = 600
"""Longest message that is parsed; ours are shorter."""
_SIGNATURE_BYTES = 64


class Message(Struct, frozen=True):
    """A well-formed message, not verified yet: see `signed_by`."""

    key_id: bytes
    payload: bytes
    protected: bytes
    signature: bytes

    def signed_by(self, verify_key: str, purpose: bytes) -> bool:
        """Whether this public key (hexadecimal) signed the message for this purpose."""
        return keys.verified(verify_key, _to_be_signed(self.protected, self.payload, purpose), self.signature)


def key_id(verify_key: str) -> bytes:
    """The id by which a message names its signing key; `verify_key` is hexadecimal."""
    return hashlib.sha256(bytes.fromhex(verify_key)).digest()[:KEY_ID_BYTES]


def sign(seed: bytes, payload: bytes, purpose: bytes) -> bytes:
    """Sign a payload. `purpose` is signed but not sent (external_aad), so that no message serves another purpose."""
    protected = _protected(key_id(keys.verify_key(seed)))
    return _message(protected, payload, keys.sign(seed, _to_be_signed(protected, payload, purpose)))


def read(message: bytes) -> Message:
    """Parse a message. Raises `Refused` (`not-a-message`) for bytes that `signed` would not produce."""
    match _parts(message):
        case [bytes(protected), _, bytes(payload), bytes(signature)] if len(signature) == _SIGNATURE_BYTES:
            header = loads(protected)
            named = header.get(KEY_ID, b"") if isinstance(header, dict) else b""
            ours = isinstance(named, bytes) and len(named) == KEY_ID_BYTES and protected == _protected(named)
            # No bytes after it, no further header, no other encoding.
            if ours and message == _message(protected, payload, signature):
                return Message(named, payload, protected, signature)
    raise Refused(Refusal.NOT_A_MESSAGE)


def dumps(value: Any) -> bytes:
    """Encode a value in deterministic CBOR (RFC 8949, 4.2.1)."""
    import cbor2  # takes 5 ms: only when something is signed or verified

    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> object:
    """Decode the CBOR value at the start of these bytes, None if there is none.

    Bytes after the value are not an error: compare with `dumps` of the result to find them.
    """
    import cbor2

    try:
        value: object = cbor2.loads(data)
        return value
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _parts(message: bytes) -> object:
    import cbor2

    tagged = loads(message) if len(message) <= MOST_BYTES else None
    return tagged.value if isinstance(tagged, cbor2.CBORTag) and tagged.tag == TAG else None


def _protected(named: bytes) -> bytes:
    return dumps({ALGORITHM: EDDSA, KEY_ID: named})


def _message(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    import cbor2

    return dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def _to_be_signed(protected: bytes, payload: bytes, purpose: bytes) -> bytes:
    """Sig_structure (RFC 9052, 4.4)."""
    return dumps(["Signature1", protected, purpose, payload])

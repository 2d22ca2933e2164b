"""COSE_Sign1 (RFC 9052, 4.2) with Ed25519 (RFC 9053, 2.2): one algorithm, one spelling per message."""

import hashlib
from dataclasses import dataclass
from typing import Any

from kiosk import keys
from kiosk.errors import Refused

TAG = 18
ALGORITHM, KEY_ID = 1, 4
"""Header parameters (RFC 9052, 3.1); both stand in the protected header."""
EDDSA = -8
KEY_ID_BYTES = 4
"""A key is named by the start of the SHA-256 of its public half; where two keys share a name, both are tried."""
MOST_BYTES = 600
"""More is no message of ours, and is not looked at."""
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose shape is right; whether anybody signed it, `signed_by` says."""

    key_id: bytes
    payload: bytes
    protected: bytes
    signature: bytes

    def signed_by(self, verify_key: str, purpose: bytes) -> bool:
        """Whether this key (hexadecimal) signed it for this purpose."""
        return keys.verified(verify_key, _to_be_signed(self.protected, self.payload, purpose), self.signature)


def key_id(verify_key: str) -> bytes:
    """How a message names the key (hexadecimal) that signed it."""
    return hashlib.sha256(bytes.fromhex(verify_key)).digest()[:KEY_ID_BYTES]


def signed(seed: bytes, payload: bytes, purpose: bytes) -> bytes:
    """The message. `purpose` is signed and does not travel (external_aad): what is meant for one is none of another."""
    protected = _protected(key_id(keys.verify_key(seed)))
    return _message(protected, payload, keys.sign(seed, _to_be_signed(protected, payload, purpose)))


def read(message: bytes) -> Message:
    """Raises `Refused("not-a-message")` for anything that `signed` does not spell so."""
    match _parts(message):
        case [bytes(protected), _, bytes(payload), bytes(signature)] if len(signature) == _SIGNATURE_BYTES:
            header = loads(protected)
            named = header.get(KEY_ID, b"") if isinstance(header, dict) else b""
            ours = isinstance(named, bytes) and len(named) == KEY_ID_BYTES and protected == _protected(named)
            # Nothing behind it, no header beside, no other spelling.
            if ours and message == _message(protected, payload, signature):
                return Message(named, payload, protected, signature)
    raise Refused("not-a-message")


def dumps(value: Any) -> bytes:
    """The value in deterministic CBOR (RFC 8949, 4.2.1)."""
    import cbor2  # 5 ms, which only who proves or verifies something should pay

    return cbor2.dumps(value, canonical=True)


def loads(data: bytes) -> Any:
    """What these bytes begin with in CBOR, None for nothing; only its `dumps` tells whether that is all."""
    import cbor2

    try:
        return cbor2.loads(data)
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _parts(message: bytes) -> Any:
    import cbor2

    found = loads(message) if len(message) <= MOST_BYTES else None
    return found.value if isinstance(found, cbor2.CBORTag) and found.tag == TAG else None


def _protected(named: bytes) -> bytes:
    return dumps({ALGORITHM: EDDSA, KEY_ID: named})


def _message(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    import cbor2

    return dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def _to_be_signed(protected: bytes, payload: bytes, purpose: bytes) -> bytes:
    """Sig_structure (RFC 9052, 4.4)."""
    return dumps(["Signature1", protected, purpose, payload])

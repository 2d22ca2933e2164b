"""The proof on a receipt: signed by the site, verifiable without a network, naming no person (docs/wire.md)."""

import base64
import binascii
import hashlib
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.procedure.procedure import KINDS
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


class CoseMessage(Struct, frozen=True):
    """A well-formed message, not verified yet: see `signed_by`."""

    key_id: bytes
    payload: bytes
    protected: bytes
    signature: bytes

    def signed_by(self, verify_key: str, purpose: bytes) -> bool:
        """Whether this public key (hexadecimal) signed the message for this purpose."""
        return keys.is_valid_signature(verify_key, _to_be_signed(self.protected, self.payload, purpose), self.signature)


def signing_key_id(verify_key: str) -> bytes:
    """The id by which a message names its signing key; `verify_key` is hexadecimal."""
    return hashlib.sha256(bytes.fromhex(verify_key)).digest()[:KEY_ID_BYTES]


def sign_cose(seed: bytes, payload: bytes, purpose: bytes) -> bytes:
    """Sign a payload. `purpose` is signed but not sent (external_aad), so that no message serves another purpose."""
    protected = _protected(signing_key_id(keys.verify_key(seed)))
    return _message(protected, payload, keys.sign_bytes(seed, _to_be_signed(protected, payload, purpose)))


def parse_cose(message: bytes) -> CoseMessage:
    """Parse a message. Raises `Refused` (`not-a-message`) for bytes that `signed` would not produce."""
    match _parts(message):
        case [bytes(protected), _, bytes(payload), bytes(signature)] if len(signature) == _SIGNATURE_BYTES:
            header = loads(protected)
            named = header.get(KEY_ID, b"") if isinstance(header, dict) else b""
            ours = isinstance(named, bytes) and len(named) == KEY_ID_BYTES and protected == _protected(named)
            # No bytes after it, no further header, no other encoding.
            if ours and message == _message(protected, payload, signature):
                return CoseMessage(named, payload, protected, signature)
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


PURPOSE = b"parvis receipt 1"
"""Signed but not sent: the site's key signs events too, and neither signature may pass for the other."""
DIGEST_BYTES = 16
MOST_PROCEDURE = 23
"""Characters of a procedure's id that a proof holds; the digest covers the whole id."""
MOST_SAID = 4000
"""Most characters of a text that are searched for a proof."""
_EPOCH = date(1970, 1, 1)
_DAYS = 200 * 365
_CODE = re.compile(r"[a-z0-9-]{1,23}")
_BASE32 = re.compile(r"[A-Z2-7]+")


class Proof(Struct, frozen=True):
    """What a receipt proves. `digest` is of the event's canonical body, keyed with the salt inside that body; on a
    receipt that replaces a lost one, `digest_of_code` of its code.
    """

    reference: str
    procedure: str
    site: str
    day: date
    kind: str
    digest: bytes


class _SignedProof(Struct, frozen=True):
    """A proof as read, and its message, whose signature is not verified yet."""

    proof: Proof
    message: CoseMessage

    def signed_by(self, verify_key: str) -> bool:
        """Whether this public key (hexadecimal) signed the proof."""
        return self.message.signed_by(verify_key, PURPOSE)


def digest_body(body: bytes, salt: bytes) -> bytes:
    """BLAKE2b of a canonical body, keyed so that nobody without the salt can test guessed answers."""
    return hashlib.blake2b(body, key=salt, digest_size=DIGEST_BYTES, person=b"parvis receipt").digest()


def digest_of_code(follow_sha256: str, salt: str) -> bytes:
    """The digest on a receipt with a new code (its hash and salt in hexadecimal): no earlier receipt bears it."""
    return digest_body(bytes.fromhex(follow_sha256), bytes.fromhex(salt))


def make_receipt_proof(proof: Proof, seed: bytes) -> bytes:
    """Sign a proof with the site's seed; the same proof always gives the same bytes."""
    return sign_cose(seed, _payload(proof), PURPOSE)


def encode_receipt_proof(signed: bytes) -> str:
    """The signed proof in base32 capitals, which a QR code stores in its compact alphanumeric mode."""
    return base64.b32encode(signed).decode().rstrip("=")


def make_receipt_link(hub_url: str, signed: bytes) -> str:
    """The URL in the receipt's QR code: the hub's page, with the proof in the fragment, which no server receives.

    In capitals where a URL is not case-sensitive, so that the QR code stays in its compact mode.
    """
    parts = urlsplit(hub_url)
    path = f"{parts.path.rstrip('/')}/r" if parts.path.strip("/") else "/R"
    return f"{parts.scheme.upper()}://{parts.netloc.upper()}{path}#{encode_receipt_proof(signed)}"


def parse_receipt_proof(typed: str) -> _SignedProof:
    """Read the proof in a scanned, pasted or typed text: a link or its fragment, in any case, with any spaces.

    Raises `Refused`: `no-proof` if there is none, `broken-proof` if it is damaged.
    """
    written = re.sub(r"\s+", "", typed[:MOST_SAID]).rpartition("#")[2].upper()
    if not _BASE32.fullmatch(written) or len(written) < KEY_ID_BYTES:
        raise Refused(Refusal.NO_PROOF)
    try:
        message = base64.b32decode(written + "=" * (-len(written) % 8))
        if encode_receipt_proof(message) != written:  # bits that mean nothing are zero
            raise Refused(Refusal.BROKEN_PROOF)
        opened = parse_cose(message)
        return _SignedProof(_proof(opened.payload), opened)
    except (binascii.Error, Refused):
        raise Refused(Refusal.BROKEN_PROOF) from None


def _payload(proof: Proof) -> bytes:
    days, kind = (proof.day - _EPOCH).days, KINDS.index(proof.kind)
    return dumps([proof.reference, proof.procedure[:MOST_PROCEDURE], proof.site, days, kind, proof.digest])


def _proof(payload: bytes) -> Proof:
    """Raises `Refused` (`broken-proof`), and what `references.read` refuses."""
    match loads(payload):
        case [str(reference), str(procedure), str(site), int(days), int(kind), bytes(digest)] if (
            _CODE.fullmatch(procedure)
            and 0 <= days < _DAYS
            and kind in range(len(KINDS))
            and len(digest) == DIGEST_BYTES
            and references.parse_reference(reference) == reference
            and references.parse_site_code(reference) == site
        ):
            proof = Proof(reference, procedure, site, _EPOCH + timedelta(days=days), KINDS[kind], digest)
            if _payload(proof) == payload:
                return proof
    raise Refused(Refusal.BROKEN_PROOF)

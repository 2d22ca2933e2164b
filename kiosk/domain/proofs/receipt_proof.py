"""The proof on a receipt: signed by the site, verifiable without a network, naming no person (docs/wire.md)."""

import base64
import binascii
import hashlib
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from kiosk.domain.events import reference as references
from kiosk.domain.procedure.procedure import KINDS
from kiosk.domain.proofs import cose
from kiosk.domain.proofs.cose import Message
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

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


class Signed(Struct, frozen=True):
    """A proof as read, and its message, whose signature is not verified yet."""

    proof: Proof
    message: Message

    def signed_by(self, verify_key: str) -> bool:
        """Whether this public key (hexadecimal) signed the proof."""
        return self.message.signed_by(verify_key, PURPOSE)


def digest_of(body: bytes, salt: bytes) -> bytes:
    """BLAKE2b of a canonical body, keyed so that nobody without the salt can test guessed answers."""
    return hashlib.blake2b(body, key=salt, digest_size=DIGEST_BYTES, person=b"parvis receipt").digest()


def digest_of_code(follow_sha256: str, salt: str) -> bytes:
    """The digest on a receipt with a new code (its hash and salt in hexadecimal): no earlier receipt bears it."""
    return digest_of(bytes.fromhex(follow_sha256), bytes.fromhex(salt))


def make_proof(proof: Proof, seed: bytes) -> bytes:
    """Sign a proof with the site's seed; the same proof always gives the same bytes."""
    return cose.sign(seed, _payload(proof), PURPOSE)


def text(signed: bytes) -> str:
    """The signed proof in base32 capitals, which a QR code stores in its compact alphanumeric mode."""
    return base64.b32encode(signed).decode().rstrip("=")


def link(hub_url: str, signed: bytes) -> str:
    """The URL in the receipt's QR code: the hub's page, with the proof in the fragment, which no server receives.

    In capitals where a URL is not case-sensitive, so that the QR code stays in its compact mode.
    """
    parts = urlsplit(hub_url)
    path = f"{parts.path.rstrip('/')}/r" if parts.path.strip("/") else "/R"
    return f"{parts.scheme.upper()}://{parts.netloc.upper()}{path}#{text(signed)}"


def read(typed: str) -> Signed:
    """Read the proof in a scanned, pasted or typed text: a link or its fragment, in any case, with any spaces.

    Raises `Refused`: `no-proof` if there is none, `broken-proof` if it is damaged.
    """
    written = re.sub(r"\s+", "", typed[:MOST_SAID]).rpartition("#")[2].upper()
    if not _BASE32.fullmatch(written) or len(written) < cose.KEY_ID_BYTES:
        raise Refused(Refusal.NO_PROOF)
    try:
        message = base64.b32decode(written + "=" * (-len(written) % 8))
        if text(message) != written:  # bits that mean nothing are zero
            raise Refused(Refusal.BROKEN_PROOF)
        opened = cose.read(message)
        return Signed(_proof(opened.payload), opened)
    except (binascii.Error, Refused):
        raise Refused(Refusal.BROKEN_PROOF) from None


def _payload(proof: Proof) -> bytes:
    days, kind = (proof.day - _EPOCH).days, KINDS.index(proof.kind)
    return cose.dumps([proof.reference, proof.procedure[:MOST_PROCEDURE], proof.site, days, kind, proof.digest])


def _proof(payload: bytes) -> Proof:
    """Raises `Refused` (`broken-proof`), and what `references.read` refuses."""
    match cose.loads(payload):
        case [str(reference), str(procedure), str(site), int(days), int(kind), bytes(digest)] if (
            _CODE.fullmatch(procedure)
            and 0 <= days < _DAYS
            and kind in range(len(KINDS))
            and len(digest) == DIGEST_BYTES
            and references.read(reference) == reference
            and references.site_of(reference) == site
        ):
            proof = Proof(reference, procedure, site, _EPOCH + timedelta(days=days), KINDS[kind], digest)
            if _payload(proof) == payload:
                return proof
    raise Refused(Refusal.BROKEN_PROOF)

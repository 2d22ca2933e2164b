"""The proof of a receipt: signed by the site, read by anyone without a network, naming no person (docs/wire.md)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from kiosk.domain import cose
from kiosk.domain import reference as references
from kiosk.domain.cose import Message
from kiosk.domain.procedure import KINDS
from kiosk.errors import Refused

PURPOSE = b"parvis receipt 1"
"""Signed and not written: the site's key signs events too, and neither is ever taken for the other."""
SALT_BYTES = 16
DIGEST_BYTES = 16
MOST_PROCEDURE = 23
"""Letters of a procedure's code that are written; the digest is of all of it."""
MOST_SAID = 4000
"""Characters in which a proof is looked for."""
_EPOCH = date(1970, 1, 1)
_DAYS = 200 * 365
_CODE = re.compile(r"[a-z0-9-]{1,23}")
_BASE32 = re.compile(r"[A-Z2-7]+")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a receipt proves. `digest` is of the event's canonical body, keyed with a salt that lies in that body."""

    reference: str
    procedure: str
    site: str
    day: date
    kind: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A proof as it was read, and the message that may be signed."""

    proof: Proof
    message: Message

    def signed_by(self, verify_key: str) -> bool:
        """Whether this key (hexadecimal) signed it."""
        return self.message.signed_by(verify_key, PURPOSE)


def digest_of(body: bytes, salt: bytes) -> bytes:
    """BLAKE2b of a canonical body; without the salt, whoever guesses the answers cannot check their guess."""
    return hashlib.blake2b(body, key=salt, digest_size=DIGEST_BYTES, person=b"parvis receipt").digest()


def made(proof: Proof, seed: bytes) -> bytes:
    """The proof signed by a site: the same bytes each time."""
    return cose.signed(seed, _payload(proof), PURPOSE)


def text(signed: bytes) -> str:
    """As it is written and typed: base32 in capitals, which a QR code holds in its densest letters."""
    return base64.b32encode(signed).decode().rstrip("=")


def link(hub_url: str, signed: bytes) -> str:
    """What the code on a receipt holds: the hub's page, the proof in the fragment, which no server ever sees.

    In capitals as far as an address does not mind, for the same reason.
    """
    parts = urlsplit(hub_url)
    path = f"{parts.path.rstrip('/')}/r" if parts.path.strip("/") else "/R"
    return f"{parts.scheme.upper()}://{parts.netloc.upper()}{path}#{text(signed)}"


def read(said: str) -> Signed:
    """The proof in what was scanned, pasted or typed: a link or its last part, in any case, with spaces.

    Raises `Refused`: `no-proof` where there is none, `broken-proof` where there is what is left of one.
    """
    written = re.sub(r"\s+", "", said[:MOST_SAID]).rpartition("#")[2].upper()
    if not _BASE32.fullmatch(written) or len(written) < cose.KEY_ID_BYTES:
        raise Refused("no-proof")
    try:
        message = base64.b32decode(written + "=" * (-len(written) % 8))
        if text(message) != written:  # bits that mean nothing are zero
            raise Refused("broken-proof")
        opened = cose.read(message)
        return Signed(_proof(opened.payload), opened)
    except (binascii.Error, Refused):
        raise Refused("broken-proof") from None


def _payload(proof: Proof) -> bytes:
    days, kind = (proof.day - _EPOCH).days, KINDS.index(proof.kind)
    return cose.dumps([proof.reference, proof.procedure[:MOST_PROCEDURE], proof.site, days, kind, proof.digest])


def _proof(payload: bytes) -> Proof:
    """Raises `Refused("broken-proof")`, and what `references.read` refuses."""
    match cose.loads(payload):
        case [str(reference), str(procedure), str(site), int(days), int(kind), bytes(digest)] if (
            _CODE.fullmatch(procedure)
            and 0 <= days < _DAYS
            and kind in range(len(KINDS))
            and len(digest) == DIGEST_BYTES
            and references.read(reference) == reference
            and references.site_of(reference) == site
        ):
            found = Proof(reference, procedure, site, _EPOCH + timedelta(days=days), KINDS[kind], digest)
            if _payload(found) == payload:
                return found
    raise Refused("broken-proof")

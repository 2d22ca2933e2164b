"""The seal at the end of a receipt's PDF: the receipt's proof, and the site's signature of every byte of the file.

Both are PDF comments after the end of the document (ISO 32000-1, 7.2.3), which readers skip. A program that saves the
file anew drops them, and whoever changes a byte breaks the signature.
"""

import base64
import binascii
import hashlib
import re

from msgspec import Struct

from kiosk.domain.proofs import cose, receipt_proof
from kiosk.domain.proofs.site_keys import KeyList
from kiosk.errors import Refused

PURPOSE = b"parvis pdf 1"
"""Signed but not sent, as for receipts: a seal passes for no other signature."""
HEAD = b"%PDF-"
_SEALED = re.compile(rb"%Parvis (#[A-Z2-7]+)\n%Parvis ([A-Z2-7]+)\n")


class Seal(Struct, frozen=True):
    """What a PDF bears: the receipt's `proof` as text, the SHA-256 of the file without its `seal`, and that seal.

    The digest is hexadecimal and the seal base32; all are "" for a PDF without a seal.
    """

    proof: str = ""
    digest: str = ""
    seal: str = ""


def sealed(pdf: bytes, proof: bytes, seed: bytes) -> bytes:
    """The PDF with its receipt's proof and the seal that this site's seed makes; the same bytes for the same PDF."""
    told = pdf + f"%Parvis #{receipt_proof.text(proof)}\n".encode()
    seal = cose.sign(seed, hashlib.sha256(told).digest(), PURPOSE)
    return told + f"%Parvis {receipt_proof.text(seal)}\n".encode()


def read(file: bytes) -> Seal:
    """The seal of a PDF. Bytes added after the seal belong to the file and are in the digest."""
    lines = list(_SEALED.finditer(file))
    if not lines:
        return Seal()
    proof, seal = lines[-1].group(1), lines[-1].group(2)
    start = lines[-1].start(2) - len(b"%Parvis ")
    digest = hashlib.sha256(file[:start] + file[lines[-1].end() :]).hexdigest()
    return Seal(proof.decode(), digest, seal.decode())


def state(seal: Seal, key_list: KeyList, site: str) -> str:
    """`intact`: a key of this site, not revoked, signed exactly this file; `changed`: it signed another one.

    `unsealed`: there is no seal, or none of a key that this list knows for the site.
    """
    try:
        message = cose.read(base64.b32decode(seal.seal + "=" * (-len(seal.seal) % 8))) if seal.seal else None
    except (binascii.Error, Refused):
        return "changed"
    ours = [
        key
        for key in (key_list.named(message.key_id) if message else ())
        if key.revoked is None and site in (key.site, *key.formerly)
    ]
    if message is None or not ours:
        return "unsealed"
    signed = any(message.signed_by(key.key, PURPOSE) for key in ours)
    return "intact" if signed and message.payload.hex() == seal.digest else "changed"

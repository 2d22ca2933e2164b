"""The hub's signed list of site keys, with which receipts are verified without a network.

The seal at the end of a receipt's PDF: the receipt's proof, and the site's signature of every byte of the file.

Both are PDF comments after the end of the document (ISO 32000-1, 7.2.3), which readers skip. A program that saves the
file anew drops them, and whoever changes a byte breaks the signature.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import UNSET, Struct
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events import reference
from kiosk.domain.events.wire.reading import VERSION, Misfit, decode
from kiosk.domain.events.wire.statements import KeyListStatement, ListedKey
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

OLD_AFTER = timedelta(days=31)
"""A list older than this may lack recent revocations."""
_A_DAY = timedelta(days=1)


class SitePublicKey(Struct, frozen=True):
    """One public key of a site. `until` is the day on which it was replaced, `revoked` the day it was revoked.

    `formerly` are other codes under which the site gave numbers, whose receipts stay genuine.
    """

    key: str
    site: str
    name: str
    until: date | None = None
    revoked: date | None = None
    formerly: tuple[str, ...] = ()


class KeyList(Struct, frozen=True):
    """The keys of all sites known to one hub (`hub` is its verify key) at the moment `at`.

    `number` grows with every key that is added, replaced or revoked, within one `epoch` of the hub's database.
    """

    keys: tuple[SitePublicKey, ...]
    number: int = 0
    at: datetime | None = None
    epoch: str = ""
    hub: str = ""

    def named(self, key_id: bytes) -> list[SitePublicKey]:
        """The keys with that key id, nearly always one."""
        return [key for key in self.keys if receipt_proof.signing_key_id(key.key) == key_id]

    def with_own(self, own: SitePublicKey) -> "KeyList":
        """The list with a box's own key added, or with the former codes that only the box knows of yet."""
        if not any(key.key == own.key for key in self.keys):
            return replace(self, keys=(*self.keys, own))
        known = (
            replace(key, formerly=tuple(sorted({*key.formerly, *own.formerly}))) if key.key == own.key else key
            for key in self.keys
        )
        return replace(self, keys=tuple(known))

    def with_revoked(self, revoked: Mapping[str, date]) -> "KeyList":
        """The list in which these keys (by their public halves) are revoked too, since a day."""
        if not revoked:
            return self
        return replace(
            self,
            keys=tuple(
                replace(key, revoked=revoked[key.key]) if key.revoked is None and key.key in revoked else key
                for key in self.keys
            ),
        )

    def replaces(self, other: "KeyList | None") -> bool:
        """Whether to store this list instead of the other; never an older list of the same hub and epoch."""
        if other is None or other.hub != self.hub or other.epoch != self.epoch:
            return True
        return (self.number, self.at) >= (other.number, other.at)


class Verdict(Struct, frozen=True):
    """The result of verifying a scanned text.

    `code`: `genuine`; `no-proof`, `broken-proof` (nothing, or damaged), `wrong-signature` (a changed byte), `example`
    (of a training, whoever signed it), `unknown-key`, `another-site` (signed by a site whose receipt it is not),
    `revoked`, `after-its-key` (dated after its key was replaced). `by` is the key that signed; `old_list` says that the
    list may lack recent revocations.
    """

    code: str
    proof: Proof | None = None
    by: SitePublicKey | None = None
    old_list: bool = False

    @property
    def genuine(self) -> bool:
        """Whether the site signed exactly this proof."""
        return self.code == "genuine"


def make_key_list_statement(key_list: KeyList) -> bytes:
    """The bytes that a hub signs: canonical JSON (docs/wire.md). Raises `ValueError` for a list without `at`."""
    if key_list.at is None:
        raise ValueError("a list is of a moment")
    rows = tuple(
        ListedKey(
            id=receipt_proof.signing_key_id(key.key).hex(),
            key=key.key,
            site=key.site,
            name=key.name,
            until=key.until,
            revoked=key.revoked,
            formerly=key.formerly or UNSET,
        )
        for key in key_list.keys
    )
    return KeyListStatement(
        version=VERSION,
        list="receipt-keys",
        number=key_list.number,
        at=key_list.at,
        epoch=key_list.epoch,
        hub=key_list.hub,
        keys=rows,
    ).statement()


def read_key_list(signed: bytes, signature: bytes, hub: str) -> KeyList:
    """Read a key list and verify its signature with the hub's verify key `hub`.

    Raises `Refused`: `not-a-list`, `another-hub` (not signed by this hub).
    """
    try:
        said = decode(KeyListStatement, signed)
    except Misfit:
        raise Refused(Refusal.NOT_A_LIST) from None
    rows = tuple(
        SitePublicKey(key.key, key.site, key.name, key.until, key.revoked, key.formerly or ()) for key in said.keys
    )
    listed = KeyList(rows, said.number, said.at, said.epoch, said.hub)
    if listed.hub != hub or not keys.is_valid_signature(hub, signed, signature):
        raise Refused(Refusal.ANOTHER_HUB)
    return listed


def verify_text(text: str, key_list: KeyList, now: datetime) -> Verdict:
    """Verify a scanned, pasted or typed text with a key list; never raises `Refused`."""
    try:
        signed = receipt_proof.parse_receipt_proof(text)
    except Refused as refused:
        return Verdict(refused.code)
    if reference.is_example_reference(signed.proof.reference):
        return Verdict("example", signed.proof)
    old = key_list.at is not None and (now - key_list.at > OLD_AFTER or key_list.at.date() + _A_DAY < signed.proof.day)
    named = key_list.named(signed.message.key_id)
    by = next((key for key in named if signed.signed_by(key.key)), None)
    if by is None:
        return Verdict("wrong-signature" if named else "unknown-key", signed.proof, old_list=old)
    return Verdict(_worth(signed.proof, by), signed.proof, by, old)


def _worth(proof: Proof, by: SitePublicKey) -> str:
    if proof.site not in (by.site, *by.formerly):
        return "another-site"
    if by.revoked is not None:
        return "revoked"  # whatever the date: a thief of the key can write any date
    # One day of tolerance, because the site's date may already be tomorrow.
    return "after-its-key" if by.until is not None and proof.day > by.until + _A_DAY else "genuine"


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


def seal_pdf(pdf: bytes, proof: bytes, seed: bytes) -> bytes:
    """The PDF with its receipt's proof and the seal that this site's seed makes; the same bytes for the same PDF."""
    told = pdf + f"%Parvis #{receipt_proof.encode_receipt_proof(proof)}\n".encode()
    seal = receipt_proof.sign_cose(seed, hashlib.sha256(told).digest(), PURPOSE)
    return told + f"%Parvis {receipt_proof.encode_receipt_proof(seal)}\n".encode()


def read_pdf_seal(file: bytes) -> Seal:
    """The seal of a PDF. Bytes added after the seal belong to the file and are in the digest."""
    lines = list(_SEALED.finditer(file))
    if not lines:
        return Seal()
    proof, seal = lines[-1].group(1), lines[-1].group(2)
    start = lines[-1].start(2) - len(b"%Parvis ")
    digest = hashlib.sha256(file[:start] + file[lines[-1].end() :]).hexdigest()
    return Seal(proof.decode(), digest, seal.decode())


def judge_pdf_seal(seal: Seal, key_list: KeyList, site: str) -> str:
    """`intact`: a key of this site, not revoked, signed exactly this file; `changed`: it signed another one.

    `unsealed`: there is no seal, or none of a key that this list knows for the site.
    """
    try:
        message = (
            receipt_proof.parse_cose(base64.b32decode(seal.seal + "=" * (-len(seal.seal) % 8))) if seal.seal else None
        )
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

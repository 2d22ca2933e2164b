"""The proof on a receipt: signed by the site, verifiable without a network, naming no person (docs/wire.md).

It is verified with the hub's signed list of site keys.

The seal at the end of a receipt's PDF is the receipt's proof and the site's signature of every byte of the file. Both
are PDF comments after the end of the document (ISO 32000-1, 7.2.3), which readers skip. A program that saves the file
anew drops them, and whoever changes a byte breaks the signature.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET, Struct
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.wire.reading import VERSION, Misfit, decode
from kiosk.domain.events.wire.statements import KeyListStatement, ListedKey
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
    import cbor2

    tagged = loads(message) if len(message) <= MOST_BYTES else None
    match tagged.value if isinstance(tagged, cbor2.CBORTag) and tagged.tag == TAG else None:
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
    """Decode the CBOR value at the start of these bytes, None if there is none. Bytes after the value are not an error:
    compare with `dumps` of the result to find them."""
    import cbor2

    try:
        value: object = cbor2.loads(data)
        return value
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError):
        return None


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
    receipt that replaces a lost one, `digest_of_code` of its code."""

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
    """The URL in the receipt's QR code: the hub's page, with the proof in the fragment, which no server receives. In
    capitals where a URL is not case-sensitive, so that the QR code stays in its compact mode."""
    parts = urlsplit(hub_url)
    path = f"{parts.path.rstrip('/')}/r" if parts.path.strip("/") else "/R"
    return f"{parts.scheme.upper()}://{parts.netloc.upper()}{path}#{encode_receipt_proof(signed)}"


def parse_receipt_proof(typed: str) -> _SignedProof:
    """Read the proof in a scanned, pasted or typed text: a link or its fragment, in any case, with any spaces. Raises
    `Refused`: `no-proof` if there is none, `broken-proof` if it is damaged."""
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


OLD_AFTER = timedelta(days=31)
"""A list older than this may lack recent revocations."""
_A_DAY = timedelta(days=1)


class SitePublicKey(Struct, frozen=True):
    """One public key of a site. `until` is the day on which it was replaced, `revoked` the day it was revoked.
    `formerly` are other codes under which the site gave numbers, whose receipts stay genuine."""

    key: str
    site: str
    name: str
    until: date | None = None
    revoked: date | None = None
    formerly: tuple[str, ...] = ()


class KeyList(Struct, frozen=True):
    """The keys of all sites known to one hub (`hub` is its verify key) at the moment `at`. `number` grows with every
    key that is added, replaced or revoked, within one `epoch` of the hub's database."""

    keys: tuple[SitePublicKey, ...]
    number: int = 0
    at: datetime | None = None
    epoch: str = ""
    hub: str = ""

    def named(self, key_id: bytes) -> list[SitePublicKey]:
        return [key for key in self.keys if signing_key_id(key.key) == key_id]

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
        known = (
            replace(key, revoked=revoked[key.key]) if key.revoked is None and key.key in revoked else key
            for key in self.keys
        )
        return replace(self, keys=tuple(known))

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
        return self.code == "genuine"


def make_key_list_statement(key_list: KeyList) -> bytes:
    """The bytes that a hub signs: canonical JSON (docs/wire.md). Raises `ValueError` for a list without `at`."""
    if key_list.at is None:
        raise ValueError("a list is of a moment")
    rows = tuple(
        ListedKey(
            id=signing_key_id(key.key).hex(),
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
    """Read a key list and verify its signature with the hub's verify key `hub`. Raises `Refused`: `not-a-list`,
    `another-hub` (not signed by this hub)."""
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
        signed = parse_receipt_proof(text)
    except Refused as refused:
        return Verdict(refused.code)
    if references.is_example_reference(signed.proof.reference):
        return Verdict("example", signed.proof)
    old = key_list.at is not None and (now - key_list.at > OLD_AFTER or key_list.at.date() + _A_DAY < signed.proof.day)
    named = key_list.named(signed.message.key_id)
    by = next((key for key in named if signed.signed_by(key.key)), None)
    if by is None:
        return Verdict("wrong-signature" if named else "unknown-key", signed.proof, old_list=old)
    code = "genuine"
    if signed.proof.site not in (by.site, *by.formerly):
        code = "another-site"
    elif by.revoked is not None:
        code = "revoked"  # whatever the date: a thief of the key can write any date
    elif by.until is not None and signed.proof.day > by.until + _A_DAY:
        code = "after-its-key"  # one day of tolerance, because the site's date may already be tomorrow
    return Verdict(code, signed.proof, by, old)


PDF_PURPOSE = b"parvis pdf 1"
"""Signed but not sent, as for receipts: a seal passes for no other signature."""
HEAD = b"%PDF-"
_SEALED = re.compile(rb"%Parvis (#[A-Z2-7]+)\n%Parvis ([A-Z2-7]+)\n")


class Seal(Struct, frozen=True):
    """What a PDF bears: the receipt's `proof` as text, the SHA-256 of the file without its `seal`, and that seal. The
    digest is hexadecimal and the seal base32; all are "" for a PDF without a seal."""

    proof: str = ""
    digest: str = ""
    seal: str = ""


def seal_pdf(pdf: bytes, proof: bytes, seed: bytes) -> bytes:
    """The PDF with its receipt's proof and the seal that this site's seed makes; the same bytes for the same PDF."""
    told = pdf + f"%Parvis #{encode_receipt_proof(proof)}\n".encode()
    seal = sign_cose(seed, hashlib.sha256(told).digest(), PDF_PURPOSE)
    return told + f"%Parvis {encode_receipt_proof(seal)}\n".encode()


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
    `unsealed`: there is no seal, or none of a key that this list knows for the site."""
    try:
        if not seal.seal:
            return "unsealed"
        message = parse_cose(base64.b32decode(seal.seal + "=" * (-len(seal.seal) % 8)))
    except (binascii.Error, Refused):
        return "changed"
    named = key_list.named(message.key_id)
    ours = [key for key in named if key.revoked is None and site in (key.site, *key.formerly)]
    if not ours:
        return "unsealed"
    signed = any(message.signed_by(key.key, PDF_PURPOSE) for key in ours)
    return "intact" if signed and message.payload.hex() == seal.digest else "changed"

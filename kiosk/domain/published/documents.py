"""The two signed documents: the root, which names the keys that count, and a list of items (as TUF's root and targets).

The statement is canonical JSON, and each signature is of its bytes. Decision 56 says what is taken from TUF.
"""

from datetime import date
from typing import Annotated, Literal, TypeVar

from msgspec import Meta, Struct

from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import Hash, Id, Misfit, Moment, Signature, Text, Version, decode, matching
from kiosk.domain.events.wire.statements import Place, Statement
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

EVERYONE = ""
"""The scope of a list for every site; another scope is a site's code."""
ITEM_BYTES = 1_000_000
"""The largest item, in bytes."""
MOST_ITEMS = 2_000
MOST_KEYS = 20
D = TypeVar("D", bound="Document")
Name = Annotated[str, matching(r"[a-z0-9]+(?:[._-][a-z0-9]+)*"), Meta(max_length=100)]
"""The name of an item within its kind: that of its file."""
KindName = Annotated[str, matching("[a-z][a-z-]{0,31}")]


class KeySignature(Struct, frozen=True, kw_only=True):
    """An Ed25519 signature, with the public key that verifies it."""

    key: Hash
    signature: Signature


class SignedDocument(Struct, frozen=True, kw_only=True):
    """A document as it travels and is kept: its statement, and who signed these bytes. Nothing of it is verified."""

    statement: Text
    signatures: Annotated[tuple[KeySignature, ...], Meta(max_length=2 * MOST_KEYS)]


class Role(Struct, frozen=True, kw_only=True):
    """The public keys that sign one sort of document, and how many of them have to."""

    keys: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=MOST_KEYS)]
    threshold: Annotated[int, Meta(ge=1, le=MOST_KEYS)]

    def is_met(self, signed: SignedDocument) -> bool:
        """Whether enough of these keys, each counted once, signed the document."""
        message = signed.statement.encode()
        good = {
            by.key
            for by in signed.signatures
            if by.key in self.keys and keys.verified(by.key, message, bytes.fromhex(by.signature))
        }
        return len(good) >= self.threshold


class Told(Struct, frozen=True, kw_only=True):
    """What a hub answers about publications after a cursor, and the cursor to ask with next; the documents are signed,
    this is not.
    """

    version: Version
    epoch: Id
    cursor: Annotated[int, Meta(ge=0)]
    roots: tuple[SignedDocument, ...]
    lists: tuple[SignedDocument, ...]


class Bundle(Struct, frozen=True, kw_only=True):
    """A publication in one file, as `kiosk publish` writes it: documents, and the bytes of their items by hash."""

    version: Version
    published: Literal["bundle"] = "bundle"
    roots: tuple[SignedDocument, ...]
    lists: tuple[SignedDocument, ...]
    contents: dict[Hash, bytes]


class Document(Statement, frozen=True, kw_only=True):
    """What both documents say: `number` grows by each new one, and after the day `until` it is not taken any more."""

    version: Version
    number: Place
    until: date


class Root(Document, frozen=True, kw_only=True):
    """Who may sign: `roots` the next root, `lists` what boxes follow."""

    published: Literal["root"] = "root"
    roots: Role
    lists: Role


class Item(Struct, frozen=True, kw_only=True):
    """A file of one kind; `size` in bytes."""

    kind: KindName
    name: Name
    sha256: Hash
    size: Annotated[int, Meta(ge=0, le=ITEM_BYTES)]


class ItemList(Document, frozen=True, kw_only=True):
    """Everything that is published to one `scope`: an item that a newer list does not name is gone."""

    published: Literal["list"] = "list"
    scope: Annotated[str, matching("[A-Z]{2,4}|")]
    made_at: Moment
    items: Annotated[tuple[Item, ...], Meta(max_length=MOST_ITEMS)]


def read(of: type[D], signed: SignedDocument) -> D:
    """What a document says; who signed it is not verified here. Raises `Refused` (`broken-publication`)."""
    try:
        return decode(of, signed.statement.encode())
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION) from None


def sign(document: Document, *seeds: bytes) -> SignedDocument:
    """Sign a document with Ed25519 seeds (32 bytes each)."""
    return add_signatures(SignedDocument(statement=document.statement().decode(), signatures=()), *seeds)


def add_signatures(signed: SignedDocument, *seeds: bytes) -> SignedDocument:
    """The document with one more signature for each seed; a key that has signed already keeps its own."""
    message = signed.statement.encode()
    by_key = {by.key: by for by in signed.signatures}
    for seed in seeds:
        key = keys.verify_key(seed)
        by_key.setdefault(key, KeySignature(key=key, signature=keys.sign(seed, message).hex()))
    return SignedDocument(statement=signed.statement, signatures=tuple(by_key[key] for key in sorted(by_key)))

"""An authority that publishes: its keys, its roots and its lists, as `kiosk publish` makes them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import VERSION, encode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import (
    EVERYONE,
    ItemList,
    PublicationBundle,
    PublishedItem,
    Root,
    SignedDocument,
    SigningRole,
)

Files = Mapping[tuple[str, str], bytes]
"""The bytes of items by kind and name."""


@dataclass
class Authority:
    """Two people who hold a key each; either signs lists, both together sign roots. `until` is what they sign to."""

    seeds: tuple[bytes, bytes] = field(default_factory=lambda: (keys.new_signing_key(), keys.new_signing_key()))
    made_at: datetime = field(default_factory=lambda: Clock().now())
    until: date = field(default_factory=lambda: Clock().now().date() + timedelta(days=90))

    def root(self, number: int = 1, *others: bytes, threshold: int = 2) -> SignedDocument:
        known = tuple(sorted(map(keys.verify_key, self.seeds)))
        root = Root(
            version=VERSION,
            number=number,
            until=self.until + timedelta(days=900),
            roots=SigningRole(keys=known, threshold=threshold),
            lists=SigningRole(keys=known, threshold=1),
        )
        return documents.sign_document(root, *self.seeds, *others)

    def list(self, number: int, files: Files, scope: str = EVERYONE, until: date | None = None) -> SignedDocument:
        items = tuple(
            PublishedItem(kind=kind, name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for (kind, name), content in sorted(files.items())
        )
        made = ItemList(
            version=VERSION, number=number, until=until or self.until, scope=scope, made_at=self.made_at, items=items
        )
        return documents.sign_document(made, self.seeds[0])

    def bundle(self, number: int, files: Files, scope: str = EVERYONE, until: date | None = None) -> bytes:
        """What an operator puts into the hub: the first root, one list, and its items."""
        return packed([self.root()], [self.list(number, files, scope, until)], files)


def packed(roots: list[SignedDocument], lists: list[SignedDocument], files: Files) -> bytes:
    """A bundle of these documents and items."""
    contents = {hashlib.sha256(content).hexdigest(): content for content in files.values()}
    return encode(PublicationBundle(version=VERSION, roots=tuple(roots), lists=tuple(lists), contents=contents))

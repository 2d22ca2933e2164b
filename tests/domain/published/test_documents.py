"""A document is what its bytes say, and counts by who signed them."""

import pytest

from kiosk.crypto import keys
from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemList, KeySignature, Role, Root, SignedDocument
from kiosk.errors import Refused
from tests.gallery.site.authority import Authority


def test_a_threshold_counts_keys_and_not_signatures() -> None:
    authority = Authority()
    root = documents.read(Root, authority.root())
    once = documents.sign(root, authority.seeds[0])
    twice = SignedDocument(statement=once.statement, signatures=once.signatures * 2)
    assert (root.roots.is_met(once), root.roots.is_met(twice)) == (False, False)
    assert root.roots.is_met(documents.add_signatures(once, authority.seeds[1]))
    assert documents.add_signatures(once, authority.seeds[0]) == once


def test_a_signature_under_another_name_does_not_count() -> None:
    authority, thief = Authority(), keys.new_signing_key()
    listed = authority.list(1, {})
    forged = KeySignature(
        key=keys.verify_key(authority.seeds[0]), signature=keys.sign(thief, listed.statement.encode()).hex()
    )
    role = Role(keys=(keys.verify_key(authority.seeds[0]),), threshold=1)
    assert not role.is_met(SignedDocument(statement=listed.statement, signatures=(forged,)))


def test_a_root_is_no_list_and_a_list_no_root() -> None:
    authority = Authority()
    for of, signed in ((ItemList, authority.root()), (Root, authority.list(1, {}))):
        with pytest.raises(Refused, match="broken-publication"):
            documents.read(of, signed)


def test_the_name_of_an_item_leads_nowhere() -> None:
    for name in ["../../etc/passwd", "a/b", ".hidden", "a..b", "", "A"]:
        with pytest.raises(Refused, match="broken-publication"):
            documents.read(ItemList, Authority().list(1, {("sheet", name): b""}))

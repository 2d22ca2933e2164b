"""A box trusts one root, and its line; another one is another beginning."""

import pytest

from kiosk.domain.events.wire.writing import encode
from kiosk.domain.published.documents import SignedDocument
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published import follow, trust
from kiosk.store.published import publications
from tests.gallery.site.authority import Authority, packed


def test_a_root_is_read_from_its_file_and_from_a_bundle() -> None:
    authority, second = Authority(), Authority()
    newest = second.root(2, *authority.seeds)
    assert trust.read_file(encode(authority.root())) == authority.root()
    assert trust.read_file(packed([authority.root(), newest], [], {})) == newest
    for wrong in (b"", b"{}", b"\xff", packed([], [], {})):
        with pytest.raises(Refused, match="broken-publication"):
            trust.read_file(wrong)


def test_the_same_root_or_the_next_one_forgets_nothing_and_another_everything(box: Box) -> None:
    authority, second = Authority(), Authority()
    assert trust.root(box.store.read()) is None
    trust.trust(box, authority.root())
    follow.take(box, Nobody(), [], [authority.list(1, {})])
    trust.trust(box, authority.root())
    trust.trust(box, second.root(2, *authority.seeds))
    assert [signed.statement for signed in publications.lists(box.store.read())] == [authority.list(1, {}).statement]
    held = trust.root(box.store.read())
    assert held is not None
    assert held.number == 2
    trust.trust(box, Authority().root())
    assert publications.lists(box.store.read()) == []


def test_a_root_that_its_own_keys_did_not_sign_is_not_trusted(box: Box) -> None:
    with pytest.raises(Refused, match="untrusted-publication"):
        trust.trust(box, SignedDocument(statement=Authority().root().statement, signatures=()))


class Nobody(follow.Source):
    """A source that has no items."""

"""The attacks that TUF names, and accidents beside them: each is refused with its code, and what was there stays."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hub import publications as at_hub
from kiosk.domain.published import documents
from kiosk.domain.published.documents import Root, SignedDocument
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.published import follow
from kiosk.store import publications
from tests.gallery.site.authority import Authority, Files, packed
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.services.published.publishing import Liar, certificate, refused, saying, title


def test_an_older_catalogue_put_back_is_refused(trusting: Box, authority: Authority) -> None:
    files = certificate(trusting, "Deux")
    new = saying(authority.list(2, files), files=files)
    assert follow.apply_publication(trusting, new, [], new.lists)
    assert refused(trusting, saying(authority.list(1, {}), files={})) == "older-publication"
    assert refused(trusting, saying(authority.list(2, {}), files={})) == "changed-publication"
    assert title(trusting) == "Deux"


def test_a_hub_that_freezes_its_sites_is_noticed_and_what_is_there_goes_on_working(
    trusting: Box, authority: Authority, watch: Watch
) -> None:
    files = certificate(trusting, "Un")
    frozen = saying(authority.list(1, files), files=files)
    assert follow.apply_publication(trusting, frozen, [], frozen.lists)
    watch.wait(timedelta(days=91))
    assert refused(trusting, frozen) == "expired-publication"
    assert title(trusting) == "Un"


def test_items_of_two_lists_are_not_mixed(trusting: Box, authority: Authority) -> None:
    old, new = certificate(trusting, "Un"), certificate(trusting, "Deux")
    mixed = saying(authority.list(2, new), files=old)
    wanted = hashlib.sha256(next(iter(new.values()))).hexdigest()
    mixed.contents = {wanted: next(iter(old.values()))}
    assert refused(trusting, mixed) == "broken-publication"


@pytest.mark.parametrize("changed", [lambda one: one[:-1], lambda one: one + b"#", lambda one: b""])
def test_an_item_cut_on_the_way_is_not_taken(
    trusting: Box, authority: Authority, changed: Callable[[bytes], bytes]
) -> None:
    files = certificate(trusting, "Un")
    cut = saying(authority.list(1, files), files=files)
    cut.contents = {sha256: changed(content) for sha256, content in cut.contents.items()}
    assert refused(trusting, cut) == "broken-publication"


def test_a_download_that_is_cut_goes_on_where_it_was(trusting: Box, authority: Authority) -> None:
    files = {**certificate(trusting, "Un"), ("later", "a"): b"a", ("later", "b"): b"b"}
    liar = saying(authority.list(1, files), files=files)
    liar.cut_after = 2
    with pytest.raises(Unreachable):
        follow.apply_publication(trusting, liar, [], liar.lists)
    liar.cut_after = 99
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert sorted(liar.fetched) == sorted(liar.contents), "each was fetched once"


def test_another_key_is_not_believed_nor_a_signature_that_was_changed(trusting: Box, authority: Authority) -> None:
    files = certificate(trusting, "Un")
    assert refused(trusting, saying(Authority().list(1, files), files=files)) == "untrusted-publication"
    good = authority.list(1, files)
    other = SignedDocument(statement=good.statement.replace('"number":1', '"number":2'), signatures=good.signatures)
    assert refused(trusting, saying(other, files=files)) == "untrusted-publication"
    unsigned = SignedDocument(statement=good.statement, signatures=())
    assert refused(trusting, saying(unsigned, files=files)) == "untrusted-publication"


def test_the_list_of_another_site_is_not_taken_and_that_of_this_one_stands_above_everyones(
    trusting: Box, authority: Authority
) -> None:
    everyones, own = certificate(trusting, "Partout"), certificate(trusting, "Ici")
    assert refused(trusting, saying(authority.list(1, own, "BZ"), files=own)) == "other-site-publication"
    liar = saying(authority.list(1, own, "SA"), authority.list(4, everyones), files={**own, ("x", "y"): b""})
    liar.contents |= saying(files=everyones).contents
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert title(trusting) == "Ici"
    assert follow.apply_publication(trusting, liar, [], [authority.list(2, {}, "SA")])
    assert title(trusting) == "Partout"


def test_a_root_that_the_old_keys_did_not_sign_or_that_leaves_one_out_is_refused(
    trusting: Box, authority: Authority
) -> None:
    thief = Authority()
    assert refused(trusting, Liar(roots=[thief.root(2)])) == "untrusted-publication"
    assert refused(trusting, Liar(roots=[thief.root(2, authority.seeds[0])])) == "untrusted-publication", "one of two"
    assert refused(trusting, Liar(roots=[thief.root(3, *authority.seeds)])) == "root-missing"
    assert follow.find_trusted_root(trusting.store.read()) == documents.parse_document(Root, authority.root())


def test_a_disk_that_is_full_while_swapping_leaves_everything_as_it_was(
    trusting: Box, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = title(trusting), certificate(trusting, "Un")
    liar = saying(authority.list(1, files), files=files)
    real = publications.save_followed_list

    def full(*given: Any) -> None:
        real(*given)
        with trusting.store.write() as db:  # the page that SQLite asks for next is the one too many
            (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
            db.conn.execute(f"PRAGMA max_page_count = {pages}")
            db.table("published_contents").insert({"sha256": "", "content": bytes(900_000)})

    with monkeypatch.context() as patch:
        patch.setattr(publications, "save_followed_list", full)
        assert refused(trusting, liar) == "disk-full"
    with trusting.store.write() as db:
        db.conn.execute("PRAGMA max_page_count = 1000000")
    assert title(trusting) == before
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert title(trusting) == "Un"


def test_a_box_killed_between_download_and_swap_goes_on_at_its_next_talk(
    trusting: Box, central: Central, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = title(trusting)
    at_hub.take_publication(central.hub, authority.bundle(1, certificate(trusting, "Un")))

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publications, "save_followed_list", killed)
        with pytest.raises(KeyboardInterrupt):
            exchange_with_hub(trusting, hub_of(trusting))
    assert title(trusting) == before
    assert publications.select_followed_lists(trusting.store.read()) == []
    exchange_with_hub(trusting, hub_of(trusting))
    assert title(trusting) == "Un"


def test_a_bundle_with_an_item_too_few_is_not_put_into_the_hub(central: Central, authority: Authority) -> None:
    files: Files = {("procedure", "a.yaml"): b"a"}
    with pytest.raises(Refused, match="broken-publication"):
        at_hub.take_publication(central.hub, packed([authority.root()], [authority.list(1, files)], {}))
    assert at_hub.read_unseen_publications(central.hub, "SA", "e", 0).cursor == 0


HIGHEST = 2**60
"""A number after which no list would ever come."""


def test_after_a_theft_a_new_root_forgets_the_numbers_that_the_stolen_key_signed(
    trusting: Box, authority: Authority
) -> None:
    stolen, files = certificate(trusting, "Volé"), certificate(trusting, "Rétabli")
    for scope in ("", "SA"):
        shut_off = saying(authority.list(HIGHEST, stolen, scope), files=stolen)
        assert follow.apply_publication(trusting, shut_off, [], shut_off.lists)
    assert refused(trusting, saying(authority.list(5, {}), files={})) == "older-publication"
    mended = Authority()
    told = saying(mended.list(5, files), files=files)
    assert follow.apply_publication(trusting, told, [mended.root(2, *authority.seeds)], told.lists)
    assert title(trusting) == "Rétabli", "what the thief published to this site alone is gone too"
    assert refused(trusting, shut_off) == "untrusted-publication"
    assert refused(trusting, saying(mended.list(4, {}), files={})) == "older-publication"


def test_a_new_root_with_the_same_list_keys_forgets_no_number(trusting: Box, authority: Authority) -> None:
    new = saying(authority.list(3, {}), files={})
    assert follow.apply_publication(trusting, new, [], new.lists)
    older = saying(authority.list(2, {}), files={})
    older.roots.append(authority.root(2))
    assert refused(trusting, older) == "older-publication"


def test_a_hub_forgets_the_lists_of_a_stolen_key_with_the_next_root(central: Central, authority: Authority) -> None:
    mended, files = Authority(), {("procedure", "a.yaml"): b"a"}
    for scope in ("", "SA"):
        at_hub.take_publication(central.hub, authority.bundle(HIGHEST, {}, scope))
    at_hub.take_publication(central.hub, packed([mended.root(2, *authority.seeds)], [mended.list(1, files)], files))
    told = at_hub.read_unseen_publications(central.hub, "SA", "e", 0)
    assert (len(told.roots), [signed.statement for signed in told.lists]) == (2, [mended.list(1, files).statement])

"""A hub takes what an authority signed as it is, and operators see which sites have it."""

from datetime import timedelta

import pytest

from hub import publications
from hub.hub import Hub
from kiosk.errors import Refused
from tests.gallery.site.authority import Authority, packed
from tests.hub.samples import Box

FILES = {("sheet", "a.yaml"): b"one"}


@pytest.fixture
def authority() -> Authority:
    return Authority()


def refused(hub: Hub, bundle: bytes) -> str:
    """The code of the refusal; nothing of the bundle is kept."""
    before = publications.read_unseen_publications(hub, "SA", "e", 0)
    with pytest.raises(Refused) as raised:
        publications.take_publication(hub, bundle)
    assert publications.read_unseen_publications(hub, "SA", "e", 0) == before
    return raised.value.code


def test_the_same_bundle_again_changes_nothing(hub: Hub, authority: Authority) -> None:
    taken = publications.take_publication(hub, authority.bundle(1, FILES))
    assert (taken.roots, [listed.number for listed in taken.lists]) == ((1,), [1])
    again = publications.take_publication(hub, authority.bundle(1, FILES))
    assert (again.roots, again.lists) == ((), ())
    assert publications.read_unseen_publications(hub, "SA", "e", 0).cursor == 2


def test_what_boxes_would_refuse_is_refused_to_whoever_publishes_it(hub: Hub, box: Box, authority: Authority) -> None:
    assert refused(hub, b"{}") == "broken-publication"
    assert refused(hub, packed([], [authority.list(1, FILES)], FILES)) == "no-root"
    publications.take_publication(hub, authority.bundle(2, FILES))
    assert refused(hub, authority.bundle(1, FILES)) == "older-publication"
    assert refused(hub, authority.bundle(2, {})) == "changed-publication"
    assert refused(hub, Authority().bundle(3, FILES)) == "untrusted-publication"
    gone = hub.day(hub.clock.now()) - timedelta(days=1)
    assert refused(hub, authority.bundle(3, FILES, until=gone)) == "expired-publication"
    assert refused(hub, authority.bundle(1, FILES, "BZ")) == "other-site-publication", "no such site here"
    publications.take_publication(hub, authority.bundle(1, FILES, "SA"))


def test_each_site_is_told_every_root_and_only_the_newest_of_its_lists(
    hub: Hub, box: Box, other_box: Box, authority: Authority
) -> None:
    second = Authority()
    publications.take_publication(hub, authority.bundle(1, FILES))
    publications.take_publication(hub, authority.bundle(1, FILES, "BZ"))
    newer, theirs_too = second.list(2, {}), second.list(1, FILES, "BZ")
    publications.take_publication(hub, packed([second.root(2, *authority.seeds)], [newer, theirs_too], FILES))
    mine, theirs = (
        publications.read_unseen_publications(hub, "SA", "e", 0),
        publications.read_unseen_publications(hub, "BZ", "e", 0),
    )
    assert (len(mine.roots), mine.lists) == (2, (newer,))
    assert len(theirs.lists) == 2
    assert [(listed.scope, listed.number) for listed, _ in publications.read_newest_lists(hub)] == [("", 2), ("BZ", 1)]
    assert publications.read_unseen_publications(hub, "SA", "e", mine.cursor).lists == ()


def test_sites_in_trouble_come_first_then_those_behind(hub: Hub, box: Box, other_box: Box) -> None:
    assert [(site.code, site.cursor, site.at) for site in publications.list_site_publications(hub)] == [
        ("BZ", 0, None),
        ("SA", 0, None),
    ]
    publications.note_site_publication(hub, "BZ", 4, "")
    publications.note_site_publication(hub, "SA", 5, "older-publication")
    told = publications.list_site_publications(hub)
    assert [(site.code, site.cursor, site.fault) for site in told] == [("SA", 5, "older-publication"), ("BZ", 4, "")]
    publications.note_site_publication(hub, "SA", 6, "")
    publications.note_site_publication(hub, "SA", 6, "")
    assert [(site.code, site.cursor) for site in publications.list_site_publications(hub)] == [("BZ", 4), ("SA", 6)]

"""A bundle on a stick is verified as one from the hub; lists of other sites in it are passed over."""

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.published import by_hand
from tests.gallery.site.authority import Authority, packed
from tests.services.published.publishing import certificate, title


def test_a_bundle_for_many_sites_gives_each_its_own(trusting: Box, authority: Authority) -> None:
    ours, theirs = certificate(trusting, "Ici"), certificate(trusting, "Ailleurs")
    lists = [authority.list(1, ours, "SA"), authority.list(1, theirs, "BZ")]
    both = {**ours, ("procedure", "z.yaml"): next(iter(theirs.values()))}
    assert by_hand.take(trusting, packed([authority.root()], lists, both))
    assert title(trusting) == "Ici"
    assert not by_hand.take(trusting, packed([authority.root()], lists, both))


def test_a_bundle_of_strangers_and_one_cut_at_any_byte_change_nothing(trusting: Box, authority: Authority) -> None:
    before, whole = title(trusting), authority.bundle(1, certificate(trusting, "Un"))
    for end in range(0, len(whole), 997):
        with pytest.raises(Refused, match="broken-publication"):
            by_hand.take(trusting, whole[:end])
    with pytest.raises(Refused, match="untrusted-publication"):
        by_hand.take(trusting, Authority().bundle(1, certificate(trusting, "Un")))
    assert title(trusting) == before

"""Registering sites, revoking them, and what is noticed of their journals."""

from datetime import timedelta

import pytest

from hub.hub import Hub
from hub.sites.sites import (
    add_site,
    revoke,
    signers,
    site_by_code,
    site_by_token,
)
from hub.store.schema import site
from kiosk.errors import Refused
from tests.hub.conftest import Watch, new_box
from tests.hub.samples import Box


def test_a_token_is_kept_as_its_hash_only(hub: Hub, box: Box) -> None:
    with hub.store.reading() as connection:
        row = connection.execute(site.select()).one()
    assert box.token not in repr(row)
    assert site_by_token(hub.store, box.token).code == "SA"


def test_a_code_that_could_be_misread_is_refused(hub: Hub) -> None:
    for code in ["", "S", "SAINT", "sa", "S1", "OI", "S A"]:
        with pytest.raises(Refused, match="not-a-site-code"):
            add_site(hub.store, code, "Mairie", hub.clock)


def test_an_unknown_site_cannot_be_revoked(hub: Hub) -> None:
    with pytest.raises(Refused, match="unknown-site"):
        revoke(hub.store, "SA", hub.clock)
    with pytest.raises(Refused, match="unknown-site"):
        site_by_code(hub.store, "SA")


def test_a_stolen_boxs_signature_is_worth_nothing_from_then_on(hub: Hub, box: Box) -> None:
    before, during = box.submitted(), box.submitted()
    [first] = box.send(before)["answers"]
    revoke(hub.store, "SA", hub.clock)
    assert (site_by_code(hub.store, "SA").enrolled_at, list(signers(hub.store, "SA").values())) == (None, [True])
    new = new_box(hub, "SA", box.post)
    new.counter = box.counter
    assert new.outcomes(new.submitted()) == ["acknowledged"]
    thief = Box(new.enrolled, box.seed, box.post)  # were the new token stolen as well
    assert thief.outcomes(during) == ["rejected: revoked-site"]
    [again] = thief.send(before)["answers"]
    assert again == {**first, "outcome": "duplicate"}, "what was taken stays taken"


def test_what_a_box_signed_before_it_enrolled_again_is_still_its_own(hub: Hub, box: Box, watch: Watch) -> None:
    old = Box(box.enrolled, box.seed, box.post)
    watch.ahead.append(timedelta(days=1))
    new = new_box(hub, "SA", box.post)
    old.token = new.token
    assert old.outcomes(old.submitted()) == ["acknowledged"]
    assert list(signers(hub.store, "SA").values()) == [False, False]

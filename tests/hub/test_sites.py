"""Registering sites, and what is kept of their tokens."""

import pytest
from sqlalchemy import select

from kiosk import keys
from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.sites import add_site, new_token, site_by_token
from kiosk.hub.store.schema import site


def test_a_token_is_kept_as_its_hash_only(hub: Hub) -> None:
    token = add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    with hub.store.reading() as connection:
        row = connection.execute(select(site)).one()
    assert token not in repr(row)
    assert row.token_hash == keys.token_hash(token)
    assert site_by_token(hub.store, token).code == "SA"


def test_a_site_is_added_once(hub: Hub) -> None:
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    with pytest.raises(Refused, match="site-exists"):
        add_site(hub.store, "SA", "Une autre", hub.clock)


@pytest.mark.parametrize("code", ["", "S", "SAINT", "sa", "S1", "OI", "S A"])
def test_a_code_that_could_be_misread_is_refused(hub: Hub, code: str) -> None:
    with pytest.raises(Refused, match="not-a-site-code"):
        add_site(hub.store, code, "Mairie", hub.clock)


def test_an_unknown_site_gets_no_token(hub: Hub) -> None:
    with pytest.raises(Refused, match="unknown-site"):
        new_token(hub.store, "SA", hub.clock)

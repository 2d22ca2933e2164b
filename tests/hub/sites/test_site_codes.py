"""A site whose town changes: another name, another code from a day on."""

from datetime import date

import pytest

from hub.hub import Hub
from hub.sites.site_codes import codes_of, succeed
from hub.sites.sites import add_site
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from tests.hub.samples import Box

DAY = date(2027, 1, 1)


def refusal(hub: Hub, old: str, new: str) -> str:
    with pytest.raises(Refused) as refused:
        succeed(hub.store, old, new, DAY)
    return str(refused.value.code)


def test_a_site_gives_numbers_under_its_new_code_too(hub: Hub, box: Box) -> None:
    succeed(hub.store, "SA", "VN", DAY)
    succeed(hub.store, "SA", "VN", date(2027, 2, 1))
    with hub.store.reading() as connection:
        assert codes_of(connection, "SA") == {"SA", "VN"} and codes_of(connection, "BZ") == {"BZ"}


def test_a_code_belongs_to_one_site(hub: Hub, box: Box, other_box: Box) -> None:
    assert refusal(hub, "SA", other_box.code) == HubRefusal.SITE_EXISTS
    succeed(hub.store, "SA", "VN", DAY)
    assert refusal(hub, other_box.code, "VN") == HubRefusal.SITE_EXISTS
    assert refusal(hub, "SA", "vn") == HubRefusal.NOT_A_SITE_CODE
    assert refusal(hub, "ZZ", "VX") == HubRefusal.UNKNOWN_SITE
    with pytest.raises(Refused, match="site-exists"):
        add_site(hub.store, "VN", "Val-Neuf", hub.clock)

"""Both factors again, before what could be turned against somebody."""

import pytest

from hub.hub import Hub
from hub.people.people import MOST_TRIES, Staff, by_id
from hub.people.second_factor import prove_again
from kiosk.errors import Refused
from tests.gallery.site import phone
from tests.hub.conftest import PASSPHRASE


def test_whoever_is_locked_does_not_unlock_themselves_by_being_right(hub: Hub, lea: Staff) -> None:
    for _ in range(MOST_TRIES):
        with pytest.raises(Refused):
            prove_again(hub, lea, {})
    with pytest.raises(Refused, match="wrong-sign-in"):
        prove_again(hub, lea, {"passphrase": PASSPHRASE, "code": phone.code(hub, "lea")})
    assert by_id(hub.store, lea.id).locked

"""A new passphrase ends what the old one opened."""

import pytest

from hub.hub import Hub
from hub.people.account import change_passphrase, end_sessions
from hub.people.people import Staff, check_passphrase
from hub.people.sessions import half_session_of, open_half_session, open_session, staff_of_session
from kiosk.errors import Refused
from tests.hub.conftest import PASSPHRASE


def test_a_new_passphrase_ends_every_session_and_the_old_one(hub: Hub, lea: Staff, paul: Staff) -> None:
    mine, other, theirs = open_session(hub, lea), open_half_session(hub, lea, None), open_session(hub, paul)
    change_passphrase(hub, lea, "les tulipes de novembre")
    assert (
        staff_of_session(hub, mine) is None
        and half_session_of(hub, other) is None
        and staff_of_session(hub, theirs) == paul
    )
    with pytest.raises(Refused):
        check_passphrase(hub, "lea", PASSPHRASE)
    assert check_passphrase(hub, "lea", "les tulipes de novembre").id == lea.id


@pytest.mark.parametrize("new", ["trop court", "Léa Petit Léa Petit", "Pays de Saint-Aubin 1"])
def test_a_passphrase_that_is_guessed_first_is_refused(hub: Hub, lea: Staff, new: str) -> None:
    cookie = open_session(hub, lea)
    with pytest.raises(Refused, match="passphrase-too"):
        change_passphrase(hub, lea, new)
    assert staff_of_session(hub, cookie) == lea


def test_sessions_end_elsewhere_or_a_colleague_s_everywhere(hub: Hub, lea: Staff, paul: Staff) -> None:
    here, there = open_session(hub, lea), open_session(hub, lea)
    with pytest.raises(Refused, match="not-yourself"):
        end_sessions(hub, lea, lea.id)
    end_sessions(hub, lea, lea.id, but=here)
    assert staff_of_session(hub, here) == lea and staff_of_session(hub, there) is None
    end_sessions(hub, paul, lea.id)
    assert staff_of_session(hub, here) is None

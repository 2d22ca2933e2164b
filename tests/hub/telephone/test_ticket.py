"""A page carries what it may send; only this hub writes and reads it, for some hours, with a key of its own."""

from datetime import timedelta

import pytest

from hub.hub import Hub
from hub.telephone import ticket
from kiosk.crypto import sealing
from kiosk.errors import Refused
from tests.hub.conftest import Watch

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""No database decides any of it."""

CASE, PAPERS = "c" * 32, ("1" * 32, "2" * 32)


def test_it_is_read_as_it_was_written_and_says_nothing(hub: Hub) -> None:
    made = ticket.issue(hub, CASE, "f" * 64, PAPERS)
    text = ticket.written(hub, made)
    assert ticket.read(hub, text) == made
    assert CASE not in text and PAPERS[0] not in text
    assert len(ticket.written(hub, ticket.issue(hub, CASE, "f" * 64, PAPERS * 10))) < ticket.LONGEST


def test_what_is_no_ticket_opens_nothing(hub: Hub) -> None:
    for text in ("", "x", "é", "AAAA", "A" * (ticket.LONGEST + 1)):
        with pytest.raises(Refused, match="page-too-old"):
            ticket.read(hub, text)


def test_a_changed_one_and_an_old_one_open_nothing(hub: Hub, watch: Watch) -> None:
    text = ticket.written(hub, ticket.issue(hub, CASE, "f" * 64, PAPERS))
    with pytest.raises(Refused, match="page-too-old"):
        ticket.read(hub, text[:40] + ("A" if text[40] != "A" else "B") + text[41:])
    watch.ahead.append(ticket.LASTS + timedelta(seconds=1))
    with pytest.raises(Refused, match="page-too-old"):
        ticket.read(hub, text)


def test_each_page_has_a_key_that_stays_the_same_and_opens_what_was_sealed_to_it(hub: Hub) -> None:
    made, other = (ticket.issue(hub, CASE, "f" * 64, PAPERS) for _ in range(2))
    pair = ticket.sealing_pair(hub, made)
    assert ticket.sealing_pair(hub, ticket.read(hub, ticket.written(hub, made))) == pair
    assert ticket.sealing_pair(hub, other).public != pair.public
    half = ticket.Ticket(CASE, made.page[:16] + other.page[16:], "f" * 64, PAPERS, made.until)
    assert ticket.sealing_pair(hub, half).public not in (pair.public, ticket.sealing_pair(hub, other).public)
    assert sealing.unseal_by(pair, sealing.seal(pair.public, b"bail")) == b"bail"

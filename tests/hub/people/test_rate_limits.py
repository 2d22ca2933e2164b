"""Floods at the door: one address is held back, all together for a minute, and an office that is known never."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from hub.hub import Hub
from hub.people import sessions
from hub.store.schema import sign_in_try
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, person
from tests.hub.samples import query_rows


def _knock(hub: Hub, addresses: Iterator[str]) -> list[bool]:
    def one(address: str) -> bool:
        try:
            sessions.admit(hub, address)
        except Refused as fault:
            assert fault.code == Refusal.TOO_MANY_TRIES
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, addresses))


def _strangers(count: int, block: str = "198.51.100") -> Iterator[str]:
    return (f"{block}.{number}" for number in range(count))


def test_one_address_has_twenty_tries_in_ten_minutes_however_fast(hub: Hub, watch: Watch) -> None:
    tries = iter(["192.0.2.1"] * (sessions.PER_ADDRESS + 15))
    assert 1 <= sum(_knock(hub, tries)) <= sessions.PER_ADDRESS
    # Of tries in the same moment each may be refused for the sake of another; one after the other the limit is exact.
    assert [_knock(hub, iter(["192.0.2.1"])) for _ in range(sessions.PER_ADDRESS)][-1] == [False]
    assert _knock(hub, iter(["192.0.2.2"])) == [True], "others are not held back"
    watch.ahead.append(sessions.ADDRESS_WINDOW + timedelta(seconds=1))
    assert _knock(hub, iter(["192.0.2.1"])) == [True], "knocking on did not prolong it"


def test_a_flood_from_everywhere_holds_strangers_back_for_a_minute_and_no_office_that_is_known(
    hub: Hub, watch: Watch
) -> None:
    sessions.record_success(hub, sessions.admit(hub, "203.0.113.7"))
    watch.ahead.append(timedelta(days=29))
    for stranger in _strangers(sessions.IN_TOTAL):
        sessions.admit(hub, stranger)
    assert _knock(hub, iter(["192.0.2.9", "203.0.113.7"])) == [False, True]
    watch.ahead.append(sessions.TOTAL_WINDOW + timedelta(seconds=1))
    assert _knock(hub, iter(["192.0.2.9"])) == [True]


def test_what_worked_is_not_counted(hub: Hub) -> None:
    for _ in range(sessions.PER_ADDRESS + 5):
        sessions.record_success(hub, sessions.admit(hub, "192.0.2.1"))
        sessions.uncount_try(hub, sessions.admit(hub, "192.0.2.1"))


def test_addresses_are_not_kept_readable_and_not_for_ever(hub: Hub, watch: Watch) -> None:
    sessions.admit(hub, "192.0.2.1")
    sessions.record_success(hub, sessions.admit(hub, "192.0.2.1"))
    assert "192.0.2.1" not in str(query_rows(hub, select(sign_in_try)).all())
    watch.ahead.append(sessions.KNOWN + timedelta(seconds=1))
    sessions.uncount_try(hub, sessions.admit(hub, "192.0.2.3"))
    assert not query_rows(hub, select(sign_in_try)).all()


def test_a_person_who_is_held_back_is_told_so_and_locks_nobody(app: Flask, hub: Hub) -> None:
    person(hub, "paul", "Paul Morel")
    door = Browser(app.test_client()).open("/connexion")
    for _ in range(sessions.PER_ADDRESS):
        sessions.admit(hub, "127.0.0.1")
    door.fill("/connexion", login="paul", passphrase=PASSPHRASE)
    assert door.status == 429
    assert "Trop d’essais. Attendez dix minutes" in door.text and "pas bloqué" in door.text

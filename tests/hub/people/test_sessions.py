"""How long a session lives."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from hub.hub import Hub
from hub.people import sessions
from hub.people.people import Staff
from hub.people.sessions import (
    HALF_LASTS,
    close_all_sessions,
    end_of_session,
    half_session_of,
    open_half_session,
    open_session,
    open_sessions,
    renew_half_session,
    staff_of_session,
)
from hub.store.schema import sign_in_try, staff_session
from kiosk.crypto import keys
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, person
from tests.hub.samples import query_rows


def test_a_session_ends_after_half_an_hour_without_a_gesture(instructor: Browser, watch: Watch) -> None:
    for _ in range(3):
        watch.ahead.append(timedelta(minutes=29))
        assert "Dossiers" in instructor.open("/dossiers").text
    watch.ahead.append(timedelta(minutes=31))
    assert "Se connecter" in instructor.open("/dossiers").text


def test_a_session_ends_after_twelve_hours_however_busy(instructor: Browser, watch: Watch) -> None:
    for _ in range(36):
        watch.ahead.append(timedelta(minutes=20, seconds=1))
        instructor.open("/lieux")
    assert "Se connecter" in instructor.text


def test_the_store_keeps_the_cookies_hash_only_and_no_session_that_is_over(hub: Hub, lea: Staff, watch: Watch) -> None:
    cookie = open_session(hub, lea)
    assert query_rows(hub, select(staff_session.c.cookie_hash)).scalars().all() == [keys.token_hash(cookie)]
    for _ in range(3):
        open_session(hub, lea)
    watch.ahead.append(timedelta(minutes=31))
    open_session(hub, lea)
    assert len(query_rows(hub, select(staff_session)).all()) == 1


def test_half_a_session_is_none(hub: Hub, lea: Staff, watch: Watch) -> None:
    cookie = open_half_session(hub, lea, b"locked")
    half_session = half_session_of(hub, cookie)
    assert half_session is not None and (half_session.person, half_session.secret) == (lea, b"locked")
    assert staff_of_session(hub, cookie) is None and not open_sessions(hub, lea)
    assert half_session_of(hub, open_session(hub, lea)) is half_session_of(hub, "") is None
    watch.ahead.append(HALF_LASTS + timedelta(seconds=1))
    assert half_session_of(hub, cookie) is None


def test_a_persons_sessions_are_listed_and_end_together(hub: Hub, lea: Staff, paul: Staff, watch: Watch) -> None:
    first = open_session(hub, lea)
    watch.ahead.append(timedelta(minutes=20))
    second, other = open_session(hub, lea), open_session(hub, paul)
    assert [session.cookie_hash for session in open_sessions(hub, lea)] == [
        keys.token_hash(second),
        keys.token_hash(first),
    ]
    watch.ahead.append(timedelta(minutes=20))
    assert [session.cookie_hash for session in open_sessions(hub, lea)] == [keys.token_hash(second)]
    with hub.store.writing() as connection:
        close_all_sessions(connection, lea.id)
    assert staff_of_session(hub, second) is None and staff_of_session(hub, other) == paul


def test_a_page_knows_when_the_session_ends_and_a_gesture_moves_only_one_end(
    hub: Hub, lea: Staff, watch: Watch
) -> None:
    cookie = open_session(hub, lea)
    watch.ahead.append(timedelta(minutes=20))
    ends = end_of_session(hub, cookie)
    assert ends is not None and ends.final is not None
    assert timedelta(minutes=9) < ends.idle <= timedelta(minutes=10)
    staff_of_session(hub, cookie)
    used = end_of_session(hub, cookie)
    assert used is not None and used.final is not None
    assert used.idle > timedelta(minutes=29) and used.final <= ends.final
    assert end_of_session(hub, "guess") is None


def test_who_is_slow_between_the_two_steps_asks_for_the_time_again(hub: Hub, lea: Staff, watch: Watch) -> None:
    cookie = open_half_session(hub, lea, b"locked")
    for _ in range(3):
        watch.ahead.append(HALF_LASTS - timedelta(minutes=1))
        assert renew_half_session(hub, cookie)
    ends = end_of_session(hub, cookie)
    assert ends is not None and ends.final is None and ends.idle > HALF_LASTS - timedelta(minutes=1)
    watch.ahead.append(HALF_LASTS + timedelta(seconds=1))
    assert not renew_half_session(hub, cookie) and not renew_half_session(hub, "guess")


def _knock(hub: Hub, addresses: Iterator[str]) -> list[bool]:
    def one(address: str) -> bool:
        try:
            sessions.count_sign_in_try(hub, address)
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


def test_a_flood_from_everywhere_holds_strangers_back_for_a_minute_no_known_office(hub: Hub, watch: Watch) -> None:
    sessions.record_success(hub, sessions.count_sign_in_try(hub, "203.0.113.7"))
    watch.ahead.append(timedelta(days=29))
    for stranger in _strangers(sessions.IN_TOTAL):
        sessions.count_sign_in_try(hub, stranger)
    assert _knock(hub, iter(["192.0.2.9", "203.0.113.7"])) == [False, True]
    watch.ahead.append(sessions.TOTAL_WINDOW + timedelta(seconds=1))
    assert _knock(hub, iter(["192.0.2.9"])) == [True]


def test_what_worked_is_not_counted_and_no_address_kept_readable(hub: Hub, watch: Watch) -> None:
    for _ in range(sessions.PER_ADDRESS + 5):
        sessions.record_success(hub, sessions.count_sign_in_try(hub, "192.0.2.1"))
        sessions.uncount_sign_in_try(hub, sessions.count_sign_in_try(hub, "192.0.2.1"))
    sessions.count_sign_in_try(hub, "192.0.2.1")
    sessions.record_success(hub, sessions.count_sign_in_try(hub, "192.0.2.1"))
    assert "192.0.2.1" not in str(query_rows(hub, select(sign_in_try)).all())
    watch.ahead.append(sessions.KNOWN + timedelta(seconds=1))
    sessions.uncount_sign_in_try(hub, sessions.count_sign_in_try(hub, "192.0.2.3"))
    assert not query_rows(hub, select(sign_in_try)).all()


def test_a_person_who_is_held_back_is_told_so_and_locks_nobody(app: Flask, hub: Hub) -> None:
    person(hub, "paul", "Paul Morel")
    door = Browser(app.test_client()).open("/connexion")
    for _ in range(sessions.PER_ADDRESS):
        sessions.count_sign_in_try(hub, "127.0.0.1")
    door.fill("/connexion", login="paul", passphrase=PASSPHRASE)
    assert door.status == 429
    assert "Trop d’essais. Attendez dix minutes" in door.text and "pas bloqué" in door.text

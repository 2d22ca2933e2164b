"""Who is in front of which screen; a session that is over takes its keys along."""

from typing import Any

from msgspec.structs import replace

from kiosk.domain.screen.station import StationRole
from kiosk.store.database import Store
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.people import people, sessions
from kiosk.store.people.people import Mediator
from kiosk.store.people.sessions import NewSession
from tests.store.conftest import CASE, NOON, OTHER_CASE, later

NADIA = Mediator("m" * 32, "nadia", "Nadia Roux", False, "passphrase", "", b"", b"", b"")


def a_session(id_hash: str, **more: Any) -> NewSession:
    return replace(NewSession(id_hash, "", "", "fr", False, "", "", "", "", NOON, NOON), **more)


def keys_of(store: Store, id_hash: str) -> int:
    return len(wrapped_keys.held_by(store.read(), KeyKind.SESSION, id_hash))


def test_a_session_knows_its_mediator_and_its_station_until_it_ends(store: Store) -> None:
    with store.write() as db:
        people.add_mediator(db, NADIA, NOON)
        people.add_station(db, "s" * 32, "token", StationRole.DESK, NOON)
        more = {"mediator_id": NADIA.id, "station_id": "s" * 32, "language": "en", "plain": True}
        sessions.save(db, a_session("one", **more))
        sessions.save(db, a_session("two"))
    result = sessions.get(store.read(), "one")
    assert result is not None and (result.mediator_name, result.role) == ("Nadia Roux", StationRole.DESK)
    assert (result.language, result.plain) == ("en", True)
    other = sessions.get(store.read(), "two")
    assert other is not None and (other.mediator_name, other.role, other.mm_per_px) == ("", None, 0.0)
    with store.write() as db:
        sessions.end(db, "one")
    assert sessions.get(store.read(), "one") is None
    assert sessions.get(store.read(), "two") is not None


def test_a_session_is_saved_over_itself(store: Store) -> None:
    with store.write() as db:
        sessions.save(db, a_session("one"))
        sessions.save(db, a_session("one", seen_at=later(9), confirming=CASE))
    assert store.read().table("sessions").count_where() == 1
    result = sessions.get(store.read(), "one")
    assert result is not None and (result.seen_at, result.confirming) == (later(9), CASE)


def test_a_citizen_is_at_one_case(store: Store) -> None:
    with store.write() as db:
        sessions.save(db, a_session("one"))
        for case_id in (CASE, OTHER_CASE):
            sessions.at_case(db, "one", case_id)
    result = sessions.get(store.read(), "one")
    assert result is not None and result.case_id == OTHER_CASE


def test_a_session_that_ends_opens_no_case_any_more(store: Store) -> None:
    with store.write() as db:
        for id_hash in ("one", "two"):
            sessions.save(db, a_session(id_hash))
            wrapped_keys.add(db, CASE, KeyKind.SESSION, id_hash, b"wrapped")
        sessions.end(db, "one")
    assert (keys_of(store, "one"), keys_of(store, "two")) == (0, 1)


def test_sessions_nobody_used_are_forgotten_and_a_terminals_sooner(store: Store) -> None:
    with store.write() as db:
        people.add_station(db, "s" * 32, "desk token", StationRole.DESK, NOON)
        people.add_station(db, "t" * 32, "terminal token", StationRole.TERMINAL, NOON)
        for id_hash, station, minutes in (("old", "s", 0), ("desk", "s", 60), ("terminal", "t", 60), ("now", "t", 90)):
            sessions.save(db, a_session(id_hash, station_id=station * 32, seen_at=later(minutes)))
            wrapped_keys.add(db, CASE, KeyKind.SESSION, id_hash, b"wrapped")
        sessions.end_old(db, later(30), later(80))
    there = {word: sessions.get(store.read(), word) is not None for word in ("old", "desk", "terminal", "now")}
    assert there == {"old": False, "desk": True, "terminal": False, "now": True}
    assert {session_id: bool(keys_of(store, session_id)) for session_id in there} == there

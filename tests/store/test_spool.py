"""Print jobs: the newest note is the state."""

from dataclasses import replace

from kiosk.store import spool
from kiosk.store.database import Store
from kiosk.store.spool import Job
from tests.store.conftest import NOON, later

RECEIPT = Job("j" * 32, "receipt", "SA1001K", "c" * 32, "fr", False, False, "", "", NOON)


def a_job(letter: str, minutes: float) -> Job:
    return replace(RECEIPT, id=letter * 32, queued_at=later(minutes))


def test_a_new_job_is_pending(store: Store) -> None:
    with store.write() as db:
        spool.add(db, RECEIPT)
    found = spool.get(store.read(), RECEIPT.id) or {}
    assert (found["state"], found["detail"], found["copy"], found["try_id"]) == ("pending", "", 0, None)
    assert spool.get(store.read(), "nobody") is None


def test_the_newest_note_is_the_state(store: Store) -> None:
    with store.write() as db:
        spool.add(db, RECEIPT)
        spool.note(db, RECEIPT.id, later(2), "processing")
        spool.note(db, RECEIPT.id, later(1), "unknown", "interrupted")
    found = spool.get(store.read(), RECEIPT.id) or {}
    assert (found["state"], found["detail"]) == ("unknown", "interrupted")


def test_jobs_in_a_state_come_oldest_first(store: Store) -> None:
    with store.write() as db:
        for letter, minutes in (("b", 2), ("a", 1), ("c", 3), ("d", 4)):
            spool.add(db, a_job(letter, minutes))
        spool.note(db, "c" * 32, NOON, "unknown")
        spool.note(db, "d" * 32, NOON, "completed")
    assert [job["id"][0] for job in spool.in_state(store.read(), "pending")] == ["a", "b"]
    assert [job["id"][0] for job in spool.in_state(store.read(), "pending", limit=1)] == ["a"]
    assert [job["id"][0] for job in spool.in_state(store.read(), "unknown")] == ["c"]


def test_a_job_that_did_not_come_out_can_be_pending_again(store: Store) -> None:
    with store.write() as db:
        spool.add(db, RECEIPT)
        for state in ("processing", "aborted", "pending"):
            spool.note(db, RECEIPT.id, NOON, state)
    assert [job["id"] for job in spool.in_state(store.read(), "pending")] == [RECEIPT.id]


def test_the_newest_jobs_are_listed_whatever_became_of_them(store: Store) -> None:
    with store.write() as db:
        for letter, minutes in (("a", 1), ("b", 2), ("c", 3)):
            spool.add(db, a_job(letter, minutes))
        spool.note(db, "b" * 32, NOON, "completed")
    assert [job["id"][0] for job in spool.recent(store.read(), limit=2)] == ["c", "b"]


def test_the_highest_number_in_the_world_is_known(store: Store) -> None:
    """Not those whose printer says that nothing came out."""
    with store.write() as db:
        for letter in "jkl":
            spool.add(db, a_job(letter, 1))
        spool.add(db, replace(a_job("m", 2), kind="supplement"))
        spool.add_try(db, "j" * 32, "", 1, NOON)
        spool.end_try(db, spool.add_try(db, "k" * 32, "", 2, NOON), spool.NOT_PRINTED)
        spool.end_try(db, spool.add_try(db, "k" * 32, "", 2, NOON), spool.COMPLETED)
        spool.end_try(db, spool.add_try(db, "m" * 32, "", 9, NOON), spool.NOT_PRINTED)
    subject = "c" * 32
    assert spool.latest_copy(store.read(), ("receipt",), subject) == 2
    assert spool.latest_copy(store.read(), ("receipt", "supplement"), subject) == 2
    assert spool.latest_copy(store.read(), ("receipt",), "d" * 32) == 0
    found = spool.get(store.read(), "k" * 32) or {}
    assert (found["copy"], found["printer"], found["ended"]) == (2, "", "completed")


def test_a_printer_that_may_have_stopped_half_way_is_known(store: Store) -> None:
    with store.write() as db:
        spool.add(db, RECEIPT)
        first, second, third, fourth = (spool.add_try(db, RECEIPT.id, "", 1, NOON) for _ in range(4))
        elsewhere = spool.add_try(db, RECEIPT.id, "another", 1, NOON)
        spool.end_try(db, second, spool.NOT_PRINTED)
        spool.end_try(db, third, spool.COMPLETED)
    db = store.read()
    assert not spool.cut_off(db, "", first), "nothing was before it"
    assert spool.cut_off(db, "", second) and spool.cut_off(db, "", third), "nobody knows of the first"
    assert not spool.cut_off(db, "", fourth)
    assert not spool.cut_off(db, "another", elsewhere)


def test_what_a_citizen_alone_asked_for_is_found_by_their_session(store: Store) -> None:
    with store.write() as db:
        spool.add(db, replace(a_job("a", 1), session="s", station_id="t"))
        spool.add(db, replace(a_job("b", 2), session="s", station_id="t"))
        spool.add(db, replace(a_job("c", 3), station_id="desk"))
        spool.note(db, "a" * 32, later(4), "completed")
    db, subject = store.read(), "c" * 32
    assert [job["id"][0] for job in spool.of_sessions(db)] == ["b"]
    assert (spool.at_screen(db, "s", "", "") or {})["id"][0] == "b"
    assert (spool.at_screen(db, "", "desk", subject) or {})["id"][0] == "c"
    assert spool.at_screen(db, "", "t", subject) is None, "what a citizen asked for is shown to them alone"
    with store.write() as db:
        spool.take(db, "b" * 32, later(5))
    assert (spool.get(store.read(), "b" * 32) or {})["taken_at"]

"""Print jobs: the newest note is the state."""

from dataclasses import replace

from kiosk.store import spool
from kiosk.store.database import Store
from kiosk.store.spool import Job
from tests.store.conftest import NOON, later

RECEIPT = Job("j" * 32, "receipt", "SA1001K", "c" * 32, "fr", False, "pdf-a4", 1, "", NOON)


def a_job(letter: str, minutes: float) -> Job:
    return replace(RECEIPT, id=letter * 32, queued_at=later(minutes))


def test_a_new_job_is_pending(store: Store) -> None:
    with store.write() as db:
        spool.add(db, RECEIPT)
    found = spool.get(store.read(), RECEIPT.id) or {}
    assert (found["state"], found["detail"], found["copy"], found["paper"]) == ("pending", "", 1, "pdf-a4")
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


def test_copies_of_one_paper_are_counted(store: Store) -> None:
    with store.write() as db:
        spool.add(db, RECEIPT)
        spool.add(db, a_job("k", 1))
        spool.add(db, replace(a_job("l", 2), kind="supplement"))
    assert spool.copies(store.read(), "receipt", "c" * 32) == 2
    assert spool.copies(store.read(), "receipt", "d" * 32) == 0

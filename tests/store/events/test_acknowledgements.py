"""What became of events, and what is wiped once the hub has it."""

from kiosk.store.database import Store
from kiosk.store.events import acknowledgements, outbox
from tests.store.conftest import CASE, CASE_KEY, OTHER_CASE, an_event, later, sealed_to


def add(store: Store, letter: str, stream: str = CASE, sequence: int = 1, reference: str = "SA1001K") -> None:
    with store.write() as db:
        event = an_event(letter, stream, sequence, reference=reference)
        outbox.add(db, event, CASE_KEY, sealed_to(event))


def acknowledge(store: Store, letter: str, minutes: float = 9, statement: bytes = b"statement") -> None:
    with store.write() as db:
        acknowledgements.acknowledge(db, letter * 32, later(minutes), statement, b"signature", "key")


def due(store: Store) -> str:
    return "".join(event.id[0] for event in outbox.due(store.read(), 100))


def test_an_acknowledgement_is_kept_with_what_the_hub_signed(store: Store) -> None:
    add(store, "a")
    assert acknowledgements.acknowledged_at(store.read(), "a" * 32) is None
    acknowledge(store, "a")
    assert acknowledgements.acknowledged_at(store.read(), "a" * 32) == later(9)
    assert list(store.read().query("SELECT statement, signature, key FROM acknowledgements")) == [
        {"statement": b"statement", "signature": b"signature", "key": "key"}
    ]


def test_one_that_comes_again_takes_the_place_of_the_first(store: Store) -> None:
    """A hub that was restored signs again: it is held by the newest of what it said."""
    add(store, "a")
    acknowledge(store, "a")
    acknowledge(store, "a", 20, b"again")
    assert acknowledgements.acknowledged_at(store.read(), "a" * 32) == later(20)
    assert next(store.read().query("SELECT count(*) AS many, max(statement) AS said FROM acknowledgements"), None) == {
        "many": 1, "said": b"again",
    }  # fmt: skip


def test_sending_is_noted_before_the_first_send(store: Store) -> None:
    add(store, "a")
    add(store, "b", OTHER_CASE)
    with store.write() as db:
        acknowledgements.sending(db, [sealed_to(an_event("a"))], later(1))
        acknowledgements.sending(db, [sealed_to(an_event("a"))], later(2))
    assert [(waiting_row.id[0], waiting_row.sent) for waiting_row in outbox.waiting(store.read())] == [
        ("a", True),
        ("b", False),
    ]
    assert list(store.read().query("SELECT first_at FROM sends")) == [{"first_at": "2026-11-24T12:01:00.000000+00:00"}]


def test_a_hub_restored_from_a_copy_is_sent_again_what_is_still_here(store: Store) -> None:
    for letter, stream in (("a", CASE), ("b", OTHER_CASE), ("c", "e" * 32)):
        add(store, letter, stream)
    acknowledge(store, "a", 1)
    acknowledge(store, "b", 5)
    with store.write() as db:
        assert acknowledgements.forget_sealed(db, later(3)) == 1
        assert acknowledgements.send_again(db) == 1
        assert acknowledgements.send_again(db) == 0
    assert due(store) == "bc"


def test_what_waits_for_the_hub_is_never_wiped(store: Store) -> None:
    add(store, "a")
    with store.write() as db:
        assert acknowledgements.forget_sealed(db, later(1_000_000)) == 0
    assert due(store) == "a"


def test_what_a_restored_hub_is_sent_again_is_kept_until_it_is_acknowledged_again(store: Store) -> None:
    """Found by the fault rig (`trials.rig`): it was wiped on its thirtieth day, while it waited for a line."""
    add(store, "a")
    acknowledge(store, "a", 1)
    with store.write() as db:
        assert acknowledgements.send_again(db) == 1
        assert acknowledgements.forget_sealed(db, later(1_000_000)) == 0
    acknowledge(store, "a", 20)
    with store.write() as db:
        assert acknowledgements.forget_sealed(db, later(1_000_000)) == 1


def test_a_deposit_is_kept_as_long_as_what_was_added_to_it(store: Store) -> None:
    """A restored hub that lacks both takes the addition only after the deposit."""
    add(store, "a")
    add(store, "b", sequence=2)
    acknowledge(store, "a", 1)
    acknowledge(store, "b", 100)
    with store.write() as db:
        assert acknowledgements.forget_sealed(db, later(50)) == 0
        assert acknowledgements.send_again(db) == 2
    assert due(store) == "ab"


def test_a_body_that_is_wiped_leaves_that_it_was_and_when(store: Store) -> None:
    add(store, "a")
    add(store, "b", sequence=2)
    add(store, "c", OTHER_CASE)
    with store.write() as db:
        acknowledgements.forget_bodies(db, CASE)
    kept = [outbox.get(store.read(), letter * 32) for letter in "abc"]
    assert [bool(item.kept) for item in kept if item] == [False, False, True]
    assert [item.sha256 for item in kept if item] == [an_event(*item).sha256 for item in (("a",), ("b", CASE, 2), "c")]
    assert len(outbox.history(store.read(), "SA1001K")) == 3


def test_the_first_refusal_counts_and_so_does_the_first_setting_aside(store: Store) -> None:
    add(store, "a")
    with store.write() as db:
        for minutes, code in ((1, "bad-event"), (2, "closed-case")):
            acknowledgements.reject(db, "a" * 32, later(minutes), code, "")
            acknowledgements.dismiss(db, "a" * 32, later(minutes + 5))
    result = outbox.history(store.read(), "SA1001K")[0]
    assert (result.code, result.rejected_at, result.dismissed_at) == ("bad-event", later(1), later(6))


def test_a_refused_event_counts_until_it_is_set_aside(store: Store) -> None:
    add(store, "a")
    assert acknowledgements.unmended(store.read()) == 0
    with store.write() as db:
        acknowledgements.reject(db, "a" * 32, later(1), "bad-event", "")
    assert acknowledgements.unmended(store.read()) == 1
    with store.write() as db:
        acknowledgements.dismiss(db, "a" * 32, later(2))
    assert acknowledgements.unmended(store.read()) == 0

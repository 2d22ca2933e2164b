"""Whose time is over, and not a day before."""

from datetime import timedelta

from msgspec.structs import replace

from kiosk.store.cases import cases, expiry
from kiosk.store.database import Store
from kiosk.store.events import acknowledgements, outbox
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, a_case, a_submission, an_event, later
from tests.store.steps import steps

DAY = timedelta(days=1)
DRAFTS = (("a", "kiosk", 0), ("b", "kiosk", 60), ("c", "counter", 0), ("d", "phone", 5))


def submit(store: Store, case_id: str = CASE, counter: int = 1001, days: int = 30, letter: str = "a") -> None:
    with store.write() as db:
        cases.add(db, a_case(case_id), CASE_KEY)
        cases.submit(db, replace(a_submission(case_id, counter), retention_days=days), CASE_KEY)
        wrapped_keys.add(db, case_id, KeyKind.SERVICE, "etat-civil", b"sealed")
        outbox.add(db, an_event(letter, case_id, reference=f"SA{counter}K"), CASE_KEY)


def acknowledge(store: Store, letter: str, days: float = 0) -> None:
    with store.write() as db:
        acknowledgements.acknowledge(db, letter * 32, NOON + days * DAY, b"", b"", "")


def over(store: Store, days: float) -> list[str]:
    return expiry.kept_long_enough(store.read(), NOON + days * DAY)


def test_a_case_the_hub_has_not_acknowledged_is_never_over(store: Store) -> None:
    submit(store, days=0)
    assert over(store, 10_000) == []


def test_a_case_is_over_once_its_days_since_the_acknowledgement_are(store: Store) -> None:
    submit(store)
    acknowledge(store, "a", 2)
    assert over(store, 31.9) == []
    assert over(store, 32) == [CASE]


def test_a_terminals_case_is_over_as_soon_as_the_hub_has_it(store: Store) -> None:
    submit(store, days=0)
    acknowledge(store, "a")
    assert over(store, 0) == [CASE]


def test_a_supplement_that_waits_keeps_its_case_and_the_last_word_counts(store: Store) -> None:
    submit(store)
    acknowledge(store, "a")
    with store.write() as db:
        outbox.add(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
    assert over(store, 1000) == []
    acknowledge(store, "b", 100)
    assert over(store, 129) == []
    assert over(store, 130) == [CASE]


def test_what_the_desk_still_has_to_mend_is_never_over(store: Store) -> None:
    submit(store, days=0)
    with store.write() as db:
        acknowledgements.reject(db, "a" * 32, NOON, "bad-event", "")
    assert over(store, 1000) == []
    with store.write() as db:
        outbox.add(db, an_event("b", replaces="a"), CASE_KEY)
    assert over(store, 1000) == []
    acknowledge(store, "b")
    assert over(store, 0) == [CASE]


def test_what_was_given_up_keeps_no_case(store: Store) -> None:
    submit(store)
    acknowledge(store, "a")
    with store.write() as db:
        outbox.add(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        acknowledgements.dismiss(db, "b" * 32, NOON)
    assert over(store, 30) == [CASE]


def test_what_was_added_to_another_sites_case_goes_as_soon_as_the_hub_has_it(store: Store) -> None:
    with store.write() as db:
        wrapped_keys.add(db, OTHER_CASE, KeyKind.SERVICE, "desk", b"sealed")
        outbox.add(db, an_event("a", OTHER_CASE, type_="supplement", reference="BZ1041K"), CASE_KEY)
    assert over(store, 1000) == []
    acknowledge(store, "a")
    assert over(store, 0) == [OTHER_CASE]


def test_what_is_destroyed_is_not_destroyed_again(store: Store) -> None:
    submit(store)
    acknowledge(store, "a")
    with store.write() as db:
        wrapped_keys.destroy(db, CASE)
    assert over(store, 1000) == []


def test_a_draft_waits_for_its_citizen_and_a_desks_longer(store: Store) -> None:
    with store.write() as db:
        for case_id, channel, minutes in (
            ("a", "kiosk", 0),
            ("b", "kiosk", 60),
            ("c", "counter", 0),
            ("d", "phone", 5),
        ):
            cases.add(db, a_case(case_id * 32, channel=channel, changed_at=later(minutes)), CASE_KEY)

    def gone(terminal: float, desk: float) -> str:
        result = expiry.forgotten_drafts(store.read(), later(terminal), later(desk))
        return "".join(sorted(row[0] for row in result))

    assert gone(0, 0) == ""
    assert gone(30, 0) == "a"
    assert gone(90, 3) == "abc"
    assert gone(90, 30) == "abcd"


def test_a_submitted_a_discarded_and_an_emptied_case_is_no_forgotten_draft(store: Store) -> None:
    submit(store)
    with store.write() as db:
        for letter in "xy":
            cases.add(db, a_case(letter * 32), CASE_KEY)
        cases.discard(db, "x" * 32, NOON)
        cases.empty(db, "y" * 32, NOON)
    assert expiry.forgotten_drafts(store.read(), later(10), later(10)) == []


def test_a_subject_is_known_by_its_reference_and_a_draft_by_none(store: Store) -> None:
    submit(store)
    assert expiry.reference_of(store.read(), CASE) == "SA1001K"
    assert expiry.reference_of(store.read(), OTHER_CASE) == ""


def test_when_an_erasure_was_asked_for_is_known(store: Store) -> None:
    submit(store)
    assert expiry.erasure_asked_at(store.read(), CASE) is None
    with store.write() as db:
        outbox.add(db, an_event("b", CASE, sequence=2, type_="erasure", at=later(5)), CASE_KEY)
    assert expiry.erasure_asked_at(store.read(), CASE) == later(5)
    assert expiry.erasure_asked_at(store.read(), OTHER_CASE) is None


def test_asking_of_one_case_costs_the_same_however_many_are_over(store: Store) -> None:
    """A clock that comes back from years ago makes all that was kept over at once: each case then read all of them."""
    costs = []
    for first in (1001, 1101):
        for counter in range(first, first + 100):
            event_id, stream = f"{counter:032x}", f"{counter + 5000:032x}"
            with store.write() as db:
                cases.add(db, a_case(stream), CASE_KEY)
                cases.submit(db, a_submission(stream, counter), CASE_KEY)
                wrapped_keys.add(db, stream, KeyKind.SERVICE, "etat-civil", b"sealed")
                outbox.add(db, replace(an_event("a", stream, reference=f"SA{counter}K"), id=event_id), CASE_KEY)
                acknowledgements.acknowledge(db, event_id, NOON, b"", b"", "")
        one = f"{first + 5000:032x}"
        assert expiry.kept_long_enough(store.read(), NOON + 40 * DAY, one) == [one]
        costs.append(steps(store.read(), lambda db, one=one: expiry.kept_long_enough(db, NOON + 40 * DAY, one)))
        costs.append(steps(store.read(), lambda db: expiry.forgotten_drafts(db, NOON, NOON, CASE)))
    assert costs[2] <= costs[0] + 1 and costs[3] <= costs[1] + 1

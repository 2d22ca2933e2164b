"""Who is on shift, in memory only."""

from datetime import timedelta

from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.services.box.shifts import Shifts
from tests.gallery.site.cast import PIN, Watch

RING = Ring({"desk": bytes(32)})


def shifts(watch: Watch, hours: float = 12) -> Shifts:
    made = Shifts(watch, hours)
    made.begin("n", "Nadia Roux", RING, PIN)
    return made


def test_a_shift_ends_by_itself_and_its_keys_with_it(watch: Watch) -> None:
    made = shifts(watch, hours=8)
    watch.wait(timedelta(hours=8) - timedelta(minutes=1))
    assert made.ring("n") == RING
    watch.wait(timedelta(minutes=2))
    assert (made.ring("n"), made.on_shift(), made.rings(), made.pin_matches("n", PIN)) == (NOBODY, [], [], False)


def test_how_long_a_shift_still_lasts_is_known(watch: Watch) -> None:
    made = shifts(watch, hours=8)
    watch.wait(timedelta(hours=7))
    assert timedelta(minutes=59) < made.left("n") <= timedelta(hours=1)
    watch.wait(timedelta(hours=2))
    assert made.left("n") == made.left("nobody") == timedelta()


def test_putting_the_clock_forward_ends_no_shift(watch: Watch) -> None:
    made = shifts(watch)
    watch.jump(timedelta(days=30))
    assert made.ring("n") == RING


def test_what_was_decrypted_for_someone_goes_with_their_shift(watch: Watch) -> None:
    made = shifts(watch)
    made.memory("n")["directory"] = "names"
    assert made.memory("n") == {"directory": "names"}
    made.end("n")
    assert made.memory("n") == {}
    made.memory("n")["directory"] = "of nobody"
    made.begin("n", "Nadia Roux", RING, PIN)
    assert made.memory("n") == {}, "what is put beside no shift is kept nowhere"


def test_everyone_on_shift_is_listed_by_name(watch: Watch) -> None:
    made = shifts(watch)
    made.begin("a", "Zoé Petit", RING, "111222")
    made.begin("z", "Anne Le Goff", RING, "111333")
    assert made.on_shift() == [("z", "Anne Le Goff"), ("n", "Nadia Roux"), ("a", "Zoé Petit")]
    made.end("n")
    made.end("nobody")
    assert [mediator_id for mediator_id, _ in made.on_shift()] == ["z", "a"]


def test_a_shift_that_is_logged_shows_no_key_and_no_pin(watch: Watch) -> None:
    made = shifts(watch)
    shown = repr(made._current("n"))
    assert PIN not in shown and "privates" not in shown and "salt" not in shown

"""What a box keeps in memory only: shifts, calls for help, keys of papers, what it last heard of printers and hub."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.services.box.in_memory import (
    ANSWERED,
    EVERY_S,
    KEPT_S,
    OFFERED,
    RINGING,
    RINGS_S,
    UNANSWERED,
    Calls,
    Carriers,
    FilesOnTheWay,
    HelpCall,
    HubLine,
    JobKeys,
    Shifts,
    build_carrier,
)
from kiosk.settings import Settings
from printers.carriers import CARRIERS
from printers.carriers.dummy import Dummy
from tests.gallery.site.cast import PIN, Watch
from tests.gallery.site.print_jobs import Late

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
    made = shifts(watch, hours=8)
    watch.wait(timedelta(hours=7))
    assert timedelta(minutes=59) < made.left("n") <= timedelta(hours=1)
    watch.wait(timedelta(hours=2))
    assert made.left("n") == made.left("nobody") == timedelta()
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


def test_everyone_on_shift_is_listed_by_name_and_no_key_or_pin_in_a_log(watch: Watch) -> None:
    made = shifts(watch)
    shown = repr(made._current("n"))
    assert PIN not in shown and "privates" not in shown and "salt" not in shown
    made = shifts(watch)
    made.begin("a", "Zoé Petit", RING, "111222")
    made.begin("z", "Anne Le Goff", RING, "111333")
    assert made.on_shift() == [("z", "Anne Le Goff"), ("n", "Nadia Roux"), ("a", "Zoé Petit")]
    made.end("n")
    made.end("nobody")
    assert [mediator_id for mediator_id, _ in made.on_shift()] == ["z", "a"]


def a_call(since: float = 0.0, id: str = "1", station: str = "hall") -> HelpCall:
    return HelpCall(id, station, "Borne du hall", "Français", since)


def test_a_call_rings_once_at_every_other_desk_and_is_forgotten_soon() -> None:
    calls = Calls()
    calls.hears("hall", 0)
    assert not calls.anyone("hall", 1)
    calls.ring("marie", a_call())
    assert not calls.ringing("hall", 1)
    calls = Calls()
    first = calls.ring("marie", a_call())
    assert calls.ring("marie", a_call(3, "2")) == first
    assert [call.id for call in calls.ringing("desk", 4)] == ["1"]
    calls = Calls()
    calls.ring("paul", a_call(2, "2", "court"))
    calls.ring("marie", a_call(1, "1"))
    assert [call.id for call in calls.ringing("desk", 3)] == ["1", "2"]
    calls = Calls()
    calls.ring("marie", a_call())
    calls.answer("1", "Nadia Roux", 1)
    assert calls.of("marie", KEPT_S + 1) is None


def test_the_first_who_comes_takes_it_off_every_desk() -> None:
    calls = Calls()
    calls.ring("marie", a_call())
    assert calls.answer("1", "Nadia Roux", 5)
    late = calls.answer("1", "Omar Haddad", 6)
    assert late and late.by == "Nadia Roux"
    assert not calls.ringing("desk", 6)
    result = calls.of("marie", 7)
    assert result and (result.state(7), result.by) == (ANSWERED, "Nadia Roux")


def test_a_call_that_nobody_answers_says_so_and_can_be_made_again() -> None:
    calls = Calls()
    calls.ring("marie", a_call())
    result = calls.of("marie", RINGS_S - 1)
    assert result and result.state(RINGS_S - 1) == RINGING
    assert result.state(RINGS_S) == UNANSWERED
    assert not calls.ringing("desk", RINGS_S)
    assert calls.answer("1", "Nadia Roux", RINGS_S) is None, "nobody is told that somebody comes when it is over"
    assert calls.ring("marie", a_call(RINGS_S + 1, "2")).id == "2"


def held() -> JobKeys:
    made = JobKeys()
    made.add("job", "case", b"key", 100.0)
    made.add("copy", "case", b"key", 200.0)
    made.add("other", "another case", b"another key", 300.0)
    return made


def test_a_key_waits_for_its_paper_and_goes_with_it() -> None:
    made = held()
    assert (made.get("job"), made.get("other"), made.get("nothing")) == (b"key", b"another key", None)
    made.drop("job")
    made.drop("job")
    assert made.get("job") is None
    assert made.subjects() == {"case", "another case"}
    made.drop("copy")
    assert made.subjects() == {"another case"}
    made = held()
    made.drop_subject("case")
    assert (made.get("job"), made.get("copy"), made.get("other")) == (None, None, b"another key")
    made = held()
    made.drop_older(200.0)
    assert (made.get("job"), made.get("copy")) == (None, b"key")


@pytest.fixture
def carriers() -> Carriers:
    return Carriers()


def heard(carriers: Carriers, late: Late, now_s: float) -> str | None:
    """What it says, waited for."""
    late.may_say.set()
    return carriers.wrong("p", late, now_s, 20)


def test_a_printer_that_does_not_answer_keeps_nobody_waiting(carriers: Carriers) -> None:
    late = Late(wrong="no-paper")
    assert carriers.wrong("p", late, 0.0) is None, "nothing is held against it"
    assert not carriers.has_answered("p", late)
    assert carriers.wrong("p", late, 100.0) is None
    assert heard(carriers, late, 100.0) == "no-paper"
    assert late.asked == 1, "while it is being asked nobody asks again"
    assert carriers.has_answered("p", late)


def test_an_answer_counts_for_some_seconds_and_the_last_one_stands_until_the_next(carriers: Carriers) -> None:
    late = Late(wrong="no-paper")
    assert heard(carriers, late, 0.0) == "no-paper"
    late.wrong = None
    assert heard(carriers, late, EVERY_S - 1) == "no-paper"
    assert late.asked == 1
    late.may_say.clear()
    assert carriers.wrong("p", late, EVERY_S) == "no-paper", "the answer that is known, while it is asked again"
    assert carriers.has_answered("p", late)
    assert heard(carriers, late, EVERY_S) is None
    assert late.asked == 2


def test_another_printer_in_its_place_begins_anew(carriers: Carriers) -> None:
    assert heard(carriers, Late(wrong="no-paper"), 0.0) == "no-paper"
    fresh = Late()
    assert not carriers.has_answered("p", fresh)
    assert heard(carriers, fresh, 1.0) is None


def test_one_that_knows_by_itself_is_asked_there_and_then(carriers: Carriers) -> None:
    dummy = Dummy()
    assert carriers.wrong("p", dummy, 0.0) is None
    dummy.wrong = "folder-missing"
    assert carriers.wrong("p", dummy, 0.0) == "folder-missing"
    assert carriers.has_answered("p", dummy)


def test_while_a_paper_is_on_its_way_the_printer_is_not_asked(carriers: Carriers) -> None:
    late = Late()
    late.may_say.set()
    with carriers.turn("p"):
        assert carriers.wrong("p", late, 0.0) is None
        assert late.asked == 0
    assert carriers.wrong("p", late, 0.0, 20) is None
    assert late.asked == 1


def test_what_a_printer_is_made_of_makes_it_anew_and_nothing_else_does(carriers: Carriers) -> None:
    made: list[Dummy] = []

    def maker(media_type: str) -> Callable[[], Dummy]:
        def make() -> Dummy:
            made.append(Dummy(media_type))
            return made[-1]

        return make

    first = carriers.of("p", "a", maker("a"))
    assert carriers.of("p", "a", maker("a")) is first
    assert carriers.of("p", "b", maker("b")) is not first
    assert len(made) == 2
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(carriers.of("q", "c", maker("c"))), daemon=True)
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 8 and len(made) == 3


def test_a_town_hall_is_offered_all_carriers_but_what_is_only_for_tests(settings: Settings) -> None:
    assert set(CARRIERS) - set(OFFERED) == {Dummy}
    result = build_carrier("dummy", {"unheard-of": "1"}, "text/plain", settings)
    assert isinstance(result, Dummy) and result.media_type == "text/plain"
    assert build_carrier("semaphore", {}, "text/plain", settings) is None


def test_how_far_files_are_is_told_in_megabytes() -> None:
    assert HubLine().files == FilesOnTheWay(0, 0)
    some = FilesOnTheWay(1_260_000, 20_000_000)
    assert (some.sent_mb, some.total_mb) == (1.3, 20.0)

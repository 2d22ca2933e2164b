"""Live carriers, and what was last heard of each: no page waits for a printer."""

import threading
from collections.abc import Callable

import pytest

from kiosk.services.box.live_printers import EVERY_S, OFFERED, Carriers, built
from kiosk.settings import Settings
from printers.carriers import CARRIERS
from printers.carriers.dummy import Dummy
from tests.gallery.site.print_jobs import Late


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


def test_of_other_printers_nothing_is_kept_but_the_turn_of_one_that_is_talked_with(carriers: Carriers) -> None:
    for name in ("kept", "gone", "at-it"):
        carriers.of(name, "a", Dummy)
        late = Late()
        late.may_say.set()
        carriers.wrong(name, late, 0.0, 20)
    kept = carriers.of("kept", "a", Dummy)
    with carriers.turn("at-it") as held:
        assert held
        carriers.keep_only({"kept"})
        assert (set(carriers._live), set(carriers._looks)) == ({"kept"}, {"kept"})
        assert set(carriers._turns) == {"kept", "at-it"}
    carriers.keep_only({"kept"})
    assert set(carriers._turns) == {"kept"}
    assert carriers.of("kept", "a", Dummy) is kept


def test_a_town_hall_is_offered_all_but_what_is_only_for_tests() -> None:
    assert set(CARRIERS) - set(OFFERED) == {Dummy}


def test_a_carrier_is_built_of_what_it_has(settings: Settings) -> None:
    result = built("dummy", {"unheard-of": "1"}, "text/plain", settings)
    assert isinstance(result, Dummy) and result.media_type == "text/plain"
    assert built("semaphore", {}, "text/plain", settings) is None

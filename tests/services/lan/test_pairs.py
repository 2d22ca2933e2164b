"""A pair shows one answer at a time; a yes belongs to that answer, and a pair to that desk and that screen."""

from kiosk.domain.language.preferences import Preferences
from kiosk.services.lan.pairs import SILENT_AFTER_S, Desk, Face, Pair, Pairs
from kiosk.services.lan.second_lines import Line
from tests.conftest import Watch

DESK = Desk("s" * 64, "guichet", "n" * 32, "Nadia")


def line(name: str, answer: str) -> Line:
    return Line(name, "step", name, answer, f"{name}={answer}")


def a_pair() -> Pair:
    pair = Pair(DESK, "x", "", 0.0, Preferences("fr"))
    pair.begin("c", ())
    return pair


def test_a_changed_answer_must_be_confirmed_again() -> None:
    pair = a_pair()
    pair.fill((line("name", "Benali"),), None)
    pair.judge(line("name", "Benali"), right=True)
    pair.fill((line("name", "Ben Ali"),), None)
    assert pair.confirmed == {} and pair.shown == line("name", "Ben Ali")
    pair.fill((line("name", "Benali"),), None)
    assert pair.shown == line("name", "Benali"), "a yes is of the moment, not of the word"


def test_the_last_page_has_what_was_not_confirmed_a_wrong_answer_too_and_nothing_else() -> None:
    pair, lines = a_pair(), (line("name", "Benali"), line("day", "3"), line("mail", ""))
    pair.fill(lines, None)
    pair.judge(lines[0], right=True)
    pair.judge(lines[1], right=False)
    pair.ask_last(lines, None)
    assert pair.last is not None and pair.last.lines == lines[1:]
    assert pair.line_of(lines[0].digest) is None and pair.line_of(lines[1].digest) == lines[1]
    pair.finish()
    assert pair.face is Face.DONE and pair.last is None and not pair.known


def test_an_answer_that_does_not_concern_the_person_any_more_is_asked_no_more() -> None:
    pair = a_pair()
    pair.fill((line("name", "Benali"), line("guardian", "Durand")), None)
    pair.fill((line("name", "Benali"),), None)
    pair.judge(line("name", "Benali"), right=True)
    assert pair.face is Face.WAITING


def test_a_case_that_is_taken_up_is_asked_at_the_end_and_not_from_its_start() -> None:
    pair = a_pair()
    pair.begin("other", (line("name", "Benali"),))
    pair.fill((line("name", "Benali"),), None)
    assert pair.face is Face.WAITING
    pair.ask_last((line("name", "Benali"),), None)
    assert pair.last is not None and len(pair.last.lines) == 1


def test_a_cookie_opens_its_own_pair_at_its_own_station_until_that_ends(watch: Watch) -> None:
    pairs = Pairs(watch)
    token = pairs.pair(DESK, Preferences("fr"), "tablet")
    assert pairs.of_screen(token, "tablet") is pairs.of_desk(DESK.session)
    for sent, station in ((token, ""), (token, "other"), ("", "tablet"), (token[:-1], "tablet")):
        assert pairs.of_screen(sent, station) is None
    pairs.end(DESK.session)
    assert pairs.of_screen(token, "tablet") is None


def test_a_tablet_that_goes_to_another_desk_leaves_the_first(watch: Watch) -> None:
    pairs, other = Pairs(watch), Desk("t" * 64, "guichet 2", "p" * 32, "Paul")
    first, second = (pairs.pair(desk, Preferences("fr"), "tablet") for desk in (DESK, other))
    assert pairs.of_screen(first, "tablet") is None and pairs.of_desk(DESK.session) is None
    assert pairs.of_screen(second, "tablet") is pairs.of_desk(other.session)


def test_a_screen_that_asks_no_more_is_silent_until_it_asks_again(watch: Watch) -> None:
    pairs = Pairs(watch)
    pairs.pair(DESK, Preferences("fr"), "")
    pair = pairs.of_desk(DESK.session)
    assert pair is not None and not pairs.is_silent(pair)
    watch.passed.append(SILENT_AFTER_S + 1)
    assert pairs.is_silent(pair)
    pairs.heard(pair)
    assert not pairs.is_silent(pair)

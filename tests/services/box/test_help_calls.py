"""Who calls, who hears it, who comes."""

from kiosk.services.box.help_calls import ANSWERED, KEPT_S, RINGING, RINGS_S, UNANSWERED, Call, Calls


def a_call(since: float = 0.0, id: str = "1", station: str = "hall") -> Call:
    return Call(id, station, "Borne du hall", "Français", since)


def test_a_screen_does_not_hear_itself() -> None:
    calls = Calls()
    calls.hears("hall", 0)
    assert not calls.anyone("hall", 1)
    calls.ring("marie", a_call())
    assert not calls.ringing("hall", 1)


def test_pressing_twice_is_one_call() -> None:
    calls = Calls()
    first = calls.ring("marie", a_call())
    assert calls.ring("marie", a_call(3, "2")) == first
    assert [call.id for call in calls.ringing("desk", 4)] == ["1"]


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


def test_nothing_is_kept_for_long() -> None:
    calls = Calls()
    calls.ring("marie", a_call())
    calls.answer("1", "Nadia Roux", 1)
    assert calls.of("marie", KEPT_S + 1) is None


def test_who_waits_longest_stands_first() -> None:
    calls = Calls()
    calls.ring("paul", a_call(2, "2", "court"))
    calls.ring("marie", a_call(1, "1"))
    assert [call.id for call in calls.ringing("desk", 3)] == ["1", "2"]

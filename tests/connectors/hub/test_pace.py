"""A batch is as large as the line carries: small at first, larger while it goes well, half after a cut."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.connectors.hub.pace import AIM_S, FIRST_BYTES, LEAST_BYTES, MOST_BYTES, Pace

SLOW = 8_000
"""Bytes a second at 64 kbit/s."""


def _batches(total: int, rate: float, round_trip: float) -> list[int]:
    """The sizes of the batches in which so many bytes leave."""
    pace, sizes = Pace(), []
    while total > 0:
        sizes.append(min(total, pace.most))
        total -= sizes[-1]
        pace.carried(sizes[-1], sizes[-1] / rate + round_trip)
    return sizes


def test_a_telephone_line_is_not_kept_waiting_by_round_trips() -> None:
    sizes = _batches(350_000, SLOW, 0.6)
    assert sizes[0] == FIRST_BYTES and len(sizes) <= 4
    assert max(sizes) <= SLOW * AIM_S


def test_a_good_line_has_full_batches_after_four() -> None:
    assert _batches(30_000_000, 12_000_000, 0.02)[4] == MOST_BYTES


def test_a_cut_halves_and_a_bad_line_still_carries_something() -> None:
    pace = Pace()
    pace.cut()
    assert pace.most == FIRST_BYTES // 2
    for _ in range(20):
        pace.cut()
    assert pace.most == LEAST_BYTES


def test_a_small_batch_says_nothing_of_the_line() -> None:
    pace = Pace()
    pace.carried(300, 0.6)
    assert pace.most == FIRST_BYTES


@given(st.lists(st.tuples(st.integers(0, 4_000_000), st.floats(0, 1e6, allow_nan=False))))
def test_it_never_leaves_its_bounds(past: list[tuple[int, float]]) -> None:
    pace = Pace()
    for size, seconds in past:
        pace.carried(size, seconds)
        assert LEAST_BYTES <= pace.most <= MOST_BYTES

"""How long to wait."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.time.retry import CAP_S, delay

DICE = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 10**9), DICE)
def test_the_wait_is_never_over_five_minutes_however_long_the_line_is_down(failures, dice):
    assert 0 <= delay(failures, dice) <= CAP_S == 300


def test_the_ceiling_doubles_until_the_cap():
    assert [delay(n, 0.5) for n in (1, 2, 3, 7, 8, 9, 5000)] == [1, 2, 4, 64, 128, 150, 150]


@given(st.integers(1, 50), DICE, DICE)
def test_the_dice_spread_the_sites_over_the_whole_wait(failures, one, other):
    assert (delay(failures, one) <= delay(failures, other)) or one > other


@given(st.integers(1, 200), DICE)
def test_a_busy_hub_is_left_alone_as_long_as_it_asks_and_a_little_more(asked, dice):
    assert asked <= delay(1, dice, asked) <= 1.5 * asked


@given(st.integers(1, 10**9), DICE)
def test_no_hub_silences_a_box_for_longer_than_five_minutes(asked, dice):
    assert delay(1, dice, asked) <= CAP_S

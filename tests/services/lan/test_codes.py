"""A code of the desk enrols one screen, within a minute; guesses end it."""

import pytest

from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.lan.codes import Codes, Wanted
from tests.gallery.site.cast import Watch

HALL = Wanted(StationRole.TERMINAL, "Borne du hall", by="a")


def refusal(codes: Codes, typed: str) -> str:
    with pytest.raises(Refused) as refused:
        codes.take(typed)
    return refused.value.code


def test_a_code_is_over_after_a_minute_and_forgotten_after_ten(watch: Watch) -> None:
    codes = Codes(watch)
    code = codes.show(HALL)
    watch.passed.append(60)
    assert refusal(codes, code) == Refusal.SCREEN_CODE_OVER
    watch.passed.append(600)
    assert refusal(codes, code) == Refusal.WRONG_SCREEN_CODE


def test_a_mediators_next_code_ends_the_one_before_and_nobody_elses(watch: Watch) -> None:
    codes = Codes(watch)
    first, other = codes.show(HALL), codes.show(Wanted(StationRole.DESK, "Bureau", by="b"))
    second = codes.show(HALL)
    assert refusal(codes, first) == Refusal.SCREEN_CODE_OVER
    assert codes.take(other).name == "Bureau" and codes.take(second) == HALL

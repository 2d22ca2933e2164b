"""One job at a time at each printer."""

from kiosk.services.turns import Turns


def test_each_printer_has_one_turn_and_no_other_s() -> None:
    turns = Turns()
    with turns.at("a"):
        assert turns.at("a").locked()
        assert not turns.at("b").locked()
    assert not turns.at("a").locked()

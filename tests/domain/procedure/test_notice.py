"""How long answers are kept, at the desk, at a terminal and at the deciding service."""

from kiosk.domain.procedure.notice import Channel, Keeping
from tests.domain.samples import a_procedure


def test_months_are_counted_in_days_and_never_in_too_many() -> None:
    assert [Keeping(months=number).in_days for number in (1, 6, 12, 24)] == [30, 182, 365, 730]
    assert Keeping(days=90).in_days == 90


def test_a_desk_reads_again_for_as_long_as_the_town_hall_says_unless_the_procedure_does() -> None:
    assert a_procedure().days_here(Channel.AT_THE_DESK, 30) == 30
    assert a_procedure(retention_days=0).days_here(Channel.AT_THE_DESK, 30) == 0


def test_a_terminal_never_does() -> None:
    assert a_procedure(retention_days=90).days_here(Channel.ALONE, 30) == 0

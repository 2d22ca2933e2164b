"""How long answers are kept is counted as the law counts."""

from datetime import date

from kiosk.domain.notice import ALONE, AT_THE_DESK, Keeping
from tests.domain.samples import a_procedure


def test_a_keeping_ends_on_a_day_of_the_calendar() -> None:
    assert Keeping(months=12).end(date(2026, 11, 24)) == date(2027, 11, 24)
    assert Keeping(months=3).end(date(2026, 11, 30)) == date(2027, 2, 28)
    assert Keeping(days=90).end(date(2026, 11, 24)) == date(2027, 2, 22)


def test_a_desk_reads_again_for_thirty_days_unless_the_procedure_says_otherwise() -> None:
    assert a_procedure().days_here(AT_THE_DESK) == 30
    assert a_procedure(retention_days=0).days_here(AT_THE_DESK) == 0


def test_a_terminal_never_does() -> None:
    assert a_procedure(retention_days=90).days_here(ALONE) == 0

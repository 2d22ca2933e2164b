"""The order of the first day."""

from kiosk.domain.screen import first_day_step
from kiosk.domain.screen.first_day_step import AFTERWARDS, OF_SITE, FirstDayStep


def test_the_wizard_goes_on_at_the_first_step_that_is_not_done() -> None:
    assert first_day_step.next_of_site([]) == FirstDayStep.NAME
    assert first_day_step.next_of_site(["commune"]) == FirstDayStep.NAME
    assert first_day_step.next_of_site(["name", "commune"]) == FirstDayStep.CODE
    assert first_day_step.next_of_site(OF_SITE) is None


def test_each_step_but_the_first_has_one_before_it() -> None:
    assert [first_day_step.before(step) for step in OF_SITE] == [None, *OF_SITE[:-1]]


def test_every_step_has_one_place() -> None:
    assert {*OF_SITE, *AFTERWARDS, FirstDayStep.MEDIATOR} == set(FirstDayStep)
    assert not set(OF_SITE) & set(AFTERWARDS)

"""The steps of a box's first day, in their order."""

from collections.abc import Collection
from enum import StrEnum

OF_PEOPLE = 4
"""Pages of the wizard after those: the first mediator, the sign-in to note, the recovery sheet, the first sign-in."""


class FirstDayStep(StrEnum):
    """A step of the wizard, or something the desk is reminded of afterwards; the desk alone asks `CLOSINGS` and
    `PROMISES`."""

    NAME = "name"
    COMMUNE = "commune"
    CODE = "code"
    CONTACT = "contact"
    PRIVACY = "privacy"
    HOURS = "hours"
    LANGUAGES = "languages"
    SERVICES = "services"
    SCREENS = "screens"
    MEDIATOR = "mediator"
    CLOSINGS = "closings"
    PROMISES = "promises"
    SHEET_KEPT = "sheet-kept"
    OFFICER = "officer"
    PRINTER = "printer"
    HUB = "hub"
    OTHER_SCREENS = "other-screens"
    COLLEAGUES = "colleagues"
    TRAINING = "training"


_STEPS = tuple(FirstDayStep)
OF_SITE = _STEPS[: _STEPS.index(FirstDayStep.MEDIATOR)]
"""The steps of the wizard that describe the town hall; each is one page."""
PAGES = len(OF_SITE) + OF_PEOPLE
AFTERWARDS = _STEPS[_STEPS.index(FirstDayStep.SHEET_KEPT) :]
"""What the desk is reminded of once the wizard is over."""


def next_of_site(done: Collection[str]) -> FirstDayStep | None:
    return next((step for step in OF_SITE if step not in done), None)


def find_previous_step(step: FirstDayStep) -> FirstDayStep | None:
    place = OF_SITE.index(step)
    return OF_SITE[place - 1] if place else None

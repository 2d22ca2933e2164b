"""What is left of the first day once the wizard is over, for the desk to be reminded of."""

from kiosk.domain.language import spelling
from kiosk.domain.screen.first_day_step import AFTERWARDS, FirstDayStep
from kiosk.services.box.box import Box
from kiosk.store.cases import cases
from kiosk.store.people import enrolled_stations, first_day_steps, people

LONGEST = 20


def propose_login(name: str) -> str:
    """The first name without accents and capitals: « nadia » for « Nadia Roux »."""
    words = spelling.words(name)
    return words[0][:LONGEST] if words else ""


def left(box: Box) -> tuple[FirstDayStep, ...]:
    """The steps that are neither done nor put away, in their order."""
    done = first_day_steps.done(box.store.read()) | _seen_to_be_done(box)
    return tuple(step for step in AFTERWARDS if step not in done)


def reminds(box: Box) -> bool:
    """Whether the desk shows what is left: until the first case was submitted here, or all is done."""
    return not cases.latest_reference(box.store.read()) and bool(left(box))


def put_away(box: Box, step: FirstDayStep) -> None:
    """Somebody says that a step is done, or that this town hall needs none of it."""
    with box.store.write() as db:
        first_day_steps.note(db, step, box.clock.now())


def _seen_to_be_done(box: Box) -> set[FirstDayStep]:
    """The steps that the box knows to be done without anybody saying so."""
    done = set()
    if box.enrolment() is not None:
        done.add(FirstDayStep.HUB)
    if len(people.mediators(box.store.read())) > 1:
        done.add(FirstDayStep.COLLEAGUES)
    if box.settings.lan != "on" or any(enrolled_stations.every(box.store.read())):
        done.add(FirstDayStep.OTHER_SCREENS)
    return done

"""How Nadia and Marie make a case without a screen: through the services alone."""

from collections.abc import Mapping

from kiosk.domain.preferences import Preferences
from kiosk.domain.submission import Confirmation
from kiosk.domain.supplement import Supplement
from kiosk.services import desk, following
from kiosk.services.box import Actor, Box
from kiosk.store.cases import Submission
from tests.cast import every_service
from tests.walk import ANSWERS

PAPER = Supplement("Voici la pièce.", (("identity", "Pièce d’identité", "seen"),))
BY_TOUCH = Confirmation("citizen", "touch")
"""Marie has touched « Oui, c’est exact » on the screen turned to her."""


def helped(box: Box) -> Actor:
    """Nadia with every service in her hands; whether she is on shift is another matter."""
    return Actor("", "a" * 32, "Nadia Roux", ring=every_service(box))


def form(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """What a browser sends for these answers."""
    return {name: [value] for name, value in answers.items()}


def answered(box: Box, procedure: str = "birth-certificate", actor: Actor | None = None) -> str:
    """A new case with every question answered; its id."""
    actor = actor or helped(box)
    case = desk.begin(box, procedure, Preferences(), actor)
    position = case.position
    for _ in range(30):
        if position == desk.REVIEW:
            return case.id
        given = form(ANSWERS[procedure][position])
        position = desk.answer(box, case.id, position, given, Preferences(), actor).next_position
    raise AssertionError(f"no end after {position}")


def submitted(box: Box, procedure: str = "birth-certificate", actor: Actor | None = None) -> Submission:
    """A new case, submitted."""
    actor = actor or helped(box)
    return desk.submit(box, answered(box, procedure, actor), actor, BY_TOUCH)


def supplemented(box: Box, reference: str, added: Supplement = PAPER) -> str:
    """Something added to a case; the event's id."""
    return following.supplement(box, reference, added, helped(box), box.clock.new_id())

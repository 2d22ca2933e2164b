"""How Nadia and Marie make a case without a screen: through the services alone."""

from collections.abc import Mapping

from kiosk.clock import stamp
from kiosk.domain.preferences import Preferences
from kiosk.domain.submission import Confirmation
from kiosk.domain.supplement import Supplement
from kiosk.services import desk, following
from kiosk.services.box import Actor, Box
from kiosk.store import people, sessions
from kiosk.store.cases import Submission
from tests.cast import every_service
from tests.walk import ANSWERS

PAPER = Supplement("Voici la pièce.", (("identity", "Pièce d’identité", "seen"),))
BY_TOUCH = Confirmation("citizen", "touch")
"""Marie has touched « Oui, c’est exact » on the screen turned to her."""


def helped(box: Box) -> Actor:
    """Nadia with every service in her hands; whether she is on shift is another matter."""
    return Actor("", "a" * 32, "Nadia Roux", ring=every_service(box))


def at_a_terminal(box: Box, station_id: str = "t" * 32, letter: str = "s") -> Actor:
    """A citizen alone, whose session the store knows."""
    with box.store.write() as db:
        if not people.station_name(db, station_id):
            people.add_station(db, station_id, station_id, "terminal", box.clock.now())
            people.set_name(db, station_id, "Borne")
        sessions.save(
            db,
            {
                "id_hash": letter * 64, "station_id": station_id, "mediator_id": None, "language": "fr", "plain": 0,
                "comfort": "", "case_id": "", "confirming": "", "created_at": stamp(box.clock.now()),
                "seen_at": stamp(box.clock.now()),
            },
        )  # fmt: skip
    return Actor(station_id, session=letter * 64, session_key=letter.encode() * 32, terminal=True)


def leaves(box: Box, alone: Actor) -> None:
    """« J’ai terminé »."""
    with box.store.write() as db:
        sessions.end(db, alone.session)


def submitted_alone(box: Box, alone: Actor, procedure: str = "birth-certificate") -> Submission:
    """A new case, submitted at a terminal."""
    return desk.submit(box, answered(box, procedure, alone), alone, Confirmation("alone", "touch"))


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

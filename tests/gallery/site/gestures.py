"""Makes cases without a screen, by calling the services as Nadia's and Marie's actions do."""

from collections.abc import Mapping

from kiosk.domain.answers.journey import REVIEW
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.submitted import supplements
from kiosk.store import people, sessions
from kiosk.store.cases import Submission
from kiosk.store.sessions import NewSession
from tests.gallery.site.cast import every_service
from tests.gallery.site.steps_taken import ANSWERS

PAPER = Supplement("Voici la pièce.", (AddedDocument(SupplementItem("identity", "Pièce d’identité"), "seen"),))
BY_TOUCH = Confirmation("citizen", "touch")
"""Marie has touched « Oui, c’est exact » on the screen turned to her."""


def helped(box: Box) -> Actor:
    return Actor("", "a" * 32, "Nadia Roux", ring=every_service(box))


def at_a_terminal(box: Box, station_id: str = "t" * 32, letter: str = "s") -> Actor:
    with box.store.write() as db:
        if not people.read_station_name(db, station_id):
            people.insert_station(db, station_id, station_id, StationRole.TERMINAL, box.clock.now())
            people.update_station(db, station_id, name="Borne")
        sessions.save_session(
            db,
            NewSession(
                id_hash=letter * 64, station_id=station_id, mediator_id="", language="fr", plain=False, comfort="",
                speech="", case_id="", confirming="", created_at=box.clock.now(), seen_at=box.clock.now(),
            ),
        )  # fmt: skip
    return Actor(station_id, session=letter * 64, session_key=letter.encode() * 32, terminal=True)


def leaves(box: Box, alone: Actor) -> None:
    with box.store.write() as db:
        sessions.delete_session(db, alone.session)


def submitted_alone(box: Box, alone: Actor, procedure: str = "birth-certificate") -> Submission:
    return submit_case.submit_case(box, answered(box, procedure, alone), alone, Confirmation("alone", "touch"))


def form(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """The form fields that a browser sends for these answers."""
    return {name: [value] for name, value in answers.items()}


def answered(box: Box, procedure: str = "birth-certificate", actor: Actor | None = None) -> str:
    actor = actor or helped(box)
    case = drafts.begin_draft(box, procedure, Preferences(), actor)
    position = case.position
    for _ in range(30):
        if position == REVIEW.kept:
            return case.id
        given = form(ANSWERS[procedure][position])
        position = drafts.answer_step(box, case.id, position, given, Preferences(), actor).opened.case.position
    raise AssertionError(f"no end after {position}")


def submitted(box: Box, procedure: str = "birth-certificate", actor: Actor | None = None) -> Submission:
    actor = actor or helped(box)
    return submit_case.submit_case(box, answered(box, procedure, actor), actor, BY_TOUCH)


def signalled(box: Box, actor: Actor, danger: bool = True) -> Submission:
    """A problem in the street, as the procedure's own examples write it: with somebody in danger, or without."""
    procedure = box.catalogue.get("street-problem")
    assert procedure is not None
    wanted = ("yes",) if danger else ("no",)
    example = next(one for one in procedure.examples if one.answers["danger"][""] == wanted)
    given = {
        f"f.{field}.{part}".rstrip("."): list(values)
        for field, typed in example.answers.items()
        for part, values in typed.items()
    }
    case = drafts.begin_draft(box, "street-problem", Preferences(), actor)
    position = case.position
    while position != REVIEW.kept:
        position = drafts.answer_step(box, case.id, position, given, Preferences(), actor).opened.case.position
    return submit_case.submit_case(
        box, case.id, actor, BY_TOUCH if actor.mediator_id else Confirmation("alone", "touch")
    )


def supplemented(box: Box, reference: str, added: Supplement = PAPER) -> str:
    """Add something to a case; returns the event's id."""
    return supplements.append_supplement(box, reference, added, helped(box), box.clock.new_id())

"""The cases that the examples of the shipped procedures make: invented people, every question in its own words."""

from datetime import UTC, date, datetime
from importlib.resources import files

from kiosk.catalogue.define import catalogue
from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Case
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.events import submission
from kiosk.domain.events.submission import Confirmation, Stamp
from kiosk.domain.events.wire.bodies import SubmittedBody
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Example, Procedure
from kiosk.words.words import Words

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "mairie@saint-aubin.example")


def procedures() -> list[Procedure]:
    """The shipped procedures."""
    return list(catalogue.each_procedure(files("kiosk") / "procedures", []))


def filed(procedure: Procedure, example: Example, number: int = 1) -> SubmittedBody:
    """The body of a case with an example's answers."""
    fields = {field.id: field for field in procedure.fields()}
    answers = {name: answering.judge_answer(fields[name], typed, DAY) for name, typed in example.answers.items()}
    case = Case(f"{number:032x}", procedure.id, procedure.version, procedure.service.id, AT, AT, answers=answers)
    follow, salt, confirmation = f"{number:064x}", f"{number:032x}", Confirmation("citizen", "touch")
    stamp = Stamp(f"{number:032x}", 1, "SA1042X", DAY, True, AT, follow, salt, "", confirmation)
    return submission.make_submitted_body(case, compute_journey(procedure, answers, DAY), SITE, stamp, Words())

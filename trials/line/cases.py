"""Cases as long as wanted: the questions of the shipped procedures, with answers that nobody has given."""

import random
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import cycle

from kiosk.catalogue.define import catalogue
from kiosk.clock import Clock
from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Case
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.events import submission
from kiosk.domain.events.event import Event, EventType, encode_canonical_body
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.submission import Confirmation, Stamp
from kiosk.domain.events.wire.bodies import AnswerInWords, NamedSite, SubmittedBody
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Example, Procedure
from kiosk.words.words import Words

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", "mairie@saint-aubin.example")


def procedures() -> list[Procedure]:
    return list(catalogue.each_procedure(files("kiosk") / "procedures", []))


def filed(procedure: Procedure, example: Example, number: int = 1) -> SubmittedBody:
    fields = {field.id: field for field in procedure.fields()}
    answers = {name: answering.judge_answer(fields[name], typed, DAY) for name, typed in example.answers.items()}
    case = Case(f"{number:032x}", procedure.id, procedure.version, procedure.service.id, AT, AT, answers=answers)
    follow, salt, confirmation = f"{number:064x}", f"{number:032x}", Confirmation("citizen", "touch")
    stamp = Stamp(f"{number:032x}", 1, "SA1042X", DAY, True, AT, follow, salt, "", confirmation)
    return submission.make_submitted_body(case, compute_journey(procedure, answers, DAY), SITE, stamp, Words())


_WORDS = "je demande une aide pour mon logement depuis janvier le loyer a augmenté et ma fille habite encore avec nous"
_NAMES = "Martin Bernard Robert Durand Dubois Moreau Laurent Michel Leroy Morel Fournier Girard Bonnet Dupont"
_PICKED = ("choice", "choices", "yes_no", "boolean", "document")
"""Kinds whose answers are words of the procedure: they stay as in its examples."""


def made(many: int, answers: int, site: Site, counter: int, seed: int) -> list[Event]:
    dice, clock = random.Random(seed), Clock()  # nosec B311
    bodies = [filed(procedure, example) for procedure in procedures() for example in procedure.examples]
    said = cycle([answer for body in bodies for answer in body.answers])
    events = []
    for number in range(many):
        reference, counter = mint_reference(site.code, counter)
        chosen = [_drawn(next(said), place, dice) for place in range(answers)]
        events.append(_event(bodies[number % len(bodies)], chosen, site, reference, clock))
    return events


def _event(like: SubmittedBody, answers: list[AnswerInWords], site: Site, reference: str, clock: Clock) -> Event:
    own = {
        "id": clock.new_id(), "stream": clock.new_id(), "salt": clock.new_salt(), "reference": reference,
        "site": NamedSite(**site.named()), "follow_sha256": clock.new_id() * 2, "answers": tuple(answers),
        "submitted_at": clock.now(), "legal_date": clock.now().date(), "documents": (),
    }  # fmt: skip
    body = SubmittedBody(**{name: getattr(like, name) for name in like.__struct_fields__} | own)
    return Event(body.id, body.stream, 1, EventType.SUBMITTED, reference, encode_canonical_body(body), clock.now())


def _drawn(answer: AnswerInWords, place: int, dice: random.Random) -> AnswerInWords:
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__} | {"field": f"{answer.field}_{place}"}
    if answer.kind not in _PICKED:
        shown = _like(answer.shown, dice)
        fields |= {"value": shown, "shown": shown}
    return AnswerInWords(**fields)


def _like(shown: str, dice: random.Random) -> str:
    if any(map(str.isdigit, shown)):
        return "".join(str(dice.randrange(10)) if letter.isdigit() else letter for letter in shown)
    if len(shown.split()) > 1:
        return " ".join(dice.choice(_WORDS.split()) for _ in shown.split())
    return dice.choice(_NAMES.split()) if shown else ""

"""A whole procedure answered on one page: every question that concerns the person, kept together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.domain.case import Answer
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import Journey, walk
from kiosk.domain.names import names_of
from kiosk.domain.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.box import Actor, Box
from kiosk.services.desk import REVIEW, WHOLE, given_in
from kiosk.services.opening import Opened, open_case
from kiosk.store import attachments, cases


@dataclass(frozen=True, slots=True)
class Answered:
    """What one form with every question did: the case as kept, its faults by field id, and whether all is there."""

    opened: Opened
    faults: Mapping[str, str]
    complete: bool


def answer(
    box: Box, case_id: str, form: Mapping[str, list[str]], preferences: Preferences, actor: Actor
) -> Answered:  # fmt: skip
    """Keep what the form says of every question that was on the page, faults included.

    A question that these answers make appear has no fault yet. Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    today = box.watch.today()
    with box.store.write() as db:
        opened = open_case(box, case_id, actor, db)
        if not opened.editable:
            raise Refused("already-submitted")
        attached, held = attachments.answered(db, case_id), opened.case.answers
        given: dict[str, Answer] = {}
        for stop in opened.journey.stops:
            given |= given_in(box, stop, form, today, attached, held, preferences)
        answers = {**held, **given}
        journey = walk(opened.procedure, answers, today.day)
        seen = _asked(opened.journey)
        faults = {name: given[name].fault for name in _asked(journey) & seen if name in given and given[name].fault}
        # A note that these answers open (« appelez le 112 ») is read before the review, as a new question is.
        complete = not faults and journey.first_open() is None and _shown(journey) <= _shown(opened.journey)
        case = replace(
            opened.case, answers=answers, changed_at=today.now, language=preferences.language, plain=preferences.plain,
            position=REVIEW if complete else WHOLE,
        )  # fmt: skip
        cases.save(db, case, opened.key, names_of(opened.procedure, case))
    return Answered(replace(opened, case=case, journey=journey), faults, complete)


def _shown(journey: Journey) -> set[str]:
    return {field.id for stop in journey.stops for field in stop.fields}


def _asked(journey: Journey) -> set[str]:
    return {field.id for stop in journey.stops for field in stop.fields if kind_of(field.kind).answers}

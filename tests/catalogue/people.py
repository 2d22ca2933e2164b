"""Walk somebody with these answers through a procedure that ships: what is asked, where it stops, what to bring."""

from datetime import date

from kiosk.domain.answers import where_to_go
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import Journey, compute_journey
from tests.catalogue.test_shipped import TODAY, shipped

OURS = {"name": "Saint-Aubin-du-Cormier", "insee": "35253", "ours": True}
ELSEWHERE = {"name": "Brest", "insee": "29019", "ours": False}
"""Answers about a commune of this site, and about one that is not."""


def gone(name: str, today: date = TODAY, **values: object) -> Journey:
    """The way of someone who gave these answers; None stands for « je n'en ai pas »."""
    answers = {key: Answer(value=value, none=value is None) for key, value in values.items()}
    return compute_journey(shipped(name), answers, today)


def stopped(name: str, **values: object) -> str:
    """The id of the stop at which the way of this person ends, "" if it goes on."""
    ended = gone(name, **values).ended
    return ended.id.removeprefix("end.") if ended else ""


def papers(name: str, **values: object) -> set[str]:
    """The documents that this person must bring as far as they have answered; none where a stop has ended the way."""
    journey = gone(name, **values)
    wanted, _ = where_to_go.list_journey_papers(journey, TODAY)
    return {document.id for document in wanted} if journey.ended is None else set()


def exactly(name: str, **values: object) -> set[str]:
    """The documents whose condition holds for these answers."""
    journey = gone(name, **values)
    return {
        document.id
        for document in shipped(name).documents
        if document.when is None or document.when.holds(journey.values, TODAY)
    }


def asked(name: str, **values: object) -> set[str]:
    """The ids of the questions on this person's way."""
    return {field.id for stop in gone(name, **values).stops for field in stop.fields}

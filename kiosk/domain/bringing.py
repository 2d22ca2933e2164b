"""Which papers a person still has to bring, as far as their answers say so."""

from datetime import date

from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import Journey
from kiosk.domain.procedure import Document, Procedure

TO_BRING = "to_bring"
Papers = tuple[tuple[Document, ...], tuple[Document, ...]]
"""Those that are wanted, and those that may be, depending on the person's situation."""


def of_everyone(procedure: Procedure) -> Papers:
    """Before the first question."""
    always = tuple(each for each in procedure.documents if each.when is None)
    return always, tuple(each for each in procedure.documents if each.when is not None)


def of_journey(journey: Journey, today: date) -> Papers:
    """After some answers. What was seen or joined is not brought again; a paper whose condition asks about what nobody
    has answered yet stays possible until the last question."""
    shown = _shown(journey)
    over = journey.first_open() is None
    wanted, perhaps = [], []
    for document in journey.procedure.documents:
        if document.id in shown:
            continue
        if document.when is None:
            wanted.append(document)
        elif not over and any(name not in journey.values for name in document.when.fields()):
            perhaps.append(document)
        elif document.when.holds(journey.values, today):
            wanted.append(document)
    return tuple(wanted), tuple(perhaps)


def _shown(journey: Journey) -> set[str]:
    """The documents that a question about them has settled already."""
    asked = (field for stop in journey.stops for field in stop.fields if kind_of(field.kind).attaches)
    said = ((str(field.options.get("document", "")), journey.values.get(field.id)) for field in asked)
    return {document for document, value in said if value is not None and value != TO_BRING}

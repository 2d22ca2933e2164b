"""Which papers a person still has to bring, according to their answers."""

from datetime import date

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import Journey
from kiosk.domain.procedure.procedure import Document, Procedure

TO_BRING = "to_bring"
"""Value of a document's answer while the person has yet to fetch it."""
Papers = tuple[tuple[Document, ...], tuple[Document, ...]]
"""The documents that are required, and those that may be, depending on the person's situation."""


def of_everyone(procedure: Procedure) -> Papers:
    """The papers of a procedure before the first question: unconditional documents, then conditional ones."""
    always = tuple(document for document in procedure.papers if document.when is None)
    return always, tuple(document for document in procedure.papers if document.when is not None)


def of_journey(journey: Journey, today: date) -> Papers:
    """The papers after some answers. Documents seen, attached or in the person's hands are left out; a document whose
    condition depends on an unanswered question stays possible until the last question. None where a stop has ended
    the walk."""
    if journey.ended is not None:
        return (), ()
    shown = _shown(journey)
    over = journey.first_open() is None
    wanted, perhaps = [], []
    for document in journey.procedure.papers:
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
    """Ids of the documents that nobody has to fetch, according to the questions about them."""
    document_fields = (field for stop in journey.stops for field in stop.fields if kind_of(field.kind).attaches)
    states = ((str(field.options.get("document", "")), journey.values.get(field.id)) for field in document_fields)
    return {document for document, value in states if value is not None and value != TO_BRING}

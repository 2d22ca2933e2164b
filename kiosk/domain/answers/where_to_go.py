"""Where a stop sends a person: the place its file names, or the town hall of a commune they answered."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Journey
from kiosk.domain.language.words import Value, WordSource
from kiosk.domain.procedure.procedure import Field, Procedure, ProcedureDocument

TO_BRING = "to_bring"
"""Value of a document's answer while the person has yet to fetch it."""
Papers = tuple[tuple[ProcedureDocument, ...], tuple[ProcedureDocument, ...]]
"""The documents that are required, and those that may be, depending on the person's situation."""


def list_first_papers(procedure: Procedure) -> Papers:
    """The papers of a procedure before the first question: unconditional documents, then conditional ones."""
    always = tuple(document for document in procedure.papers if document.when is None)
    return always, tuple(document for document in procedure.papers if document.when is not None)


def list_journey_papers(journey: Journey, today: date) -> Papers:
    """The papers after some answers. Documents seen, attached or in the person's hands are left out; a document whose
    condition depends on an unanswered question stays possible until the last question. None where a stop has ended
    the walk."""
    if journey.ended is not None:
        return (), ()
    documents = (field for field in journey.fields() if find_field_kind(field.kind).attaches)
    states = ((str(field.options.get("document", "")), journey.values.get(field.id)) for field in documents)
    shown = {document for document, value in states if value is not None and value != TO_BRING}
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


class Destination(Struct, frozen=True):
    """What to do, the commune whose town hall it is (« Lyon (69) »), address, telephone: "" where not known."""

    where: str
    town: str
    address: str
    phone: str


def find_destination(field: Field, procedure: Procedure, values: Mapping[str, Value], words: WordSource) -> Destination:
    options = field.options
    asked = next((field for field in procedure.fields() if field.id == options.get("town")), None)
    value = values.get(asked.id) if asked else None
    return Destination(
        words.text(options["where"]),
        find_field_kind(asked.kind).shown(asked, value, words) if asked and value is not None else "",
        options.get("address", ""),
        options.get("phone", ""),
    )

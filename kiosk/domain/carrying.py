"""« Même personne, autre démarche »: what was said of someone, and how to reach them, taken into another procedure.

Only what bears a role is carried. It is judged again by the question that receives it, shown as filled, and counts as
an answer once its page was confirmed.
"""

from collections.abc import Mapping
from datetime import date

from kiosk.domain import answering
from kiosk.domain.case import Answer
from kiosk.domain.journey import Journey
from kiosk.domain.procedure import FOR_WHOM, Field, Procedure

TO_CONFIRM = "to-confirm"
"""The fault of an answer that was carried here and that nobody has confirmed yet."""
WHOM = "for_whom"
_CONTACT = "contact."


def carried(old: Journey, held: Mapping[str, Answer], new: Procedure, today: date) -> dict[str, Answer]:
    """What the answers of one journey fill in another procedure, by field id.

    Where the new one cannot be made for the same one (for oneself, a child …), who is who changes: then only how to
    reach them is carried.
    """
    whom = str(old.values.get(WHOM, FOR_WHOM[0]))
    asked = next((field for field in new.fields() if field.id == WHOM), None)
    same = whom in (FOR_WHOM[:1] if asked is None else [choice.value for choice in asked.choices])
    said = {field.role: (field, held[field.id]) for field in _asked(old) if field.role and _says(held.get(field.id))}
    found = {}
    for field in new.fields():
        source, answer = said.get(field.role, (None, None))
        if source is not None and answer is not None and source.kind == field.kind and (same or _is_contact(field)):
            found[field.id] = answering.answer(field, answer.typed, today)
    if asked is not None and same:
        found[WHOM] = answering.answer(asked, {"": (whom,)}, today)
    return {name: Answer(each.typed, fault=TO_CONFIRM) for name, each in found.items() if _says(each)}


def is_carried(answer: Answer | None) -> bool:
    """Whether it waits to be confirmed."""
    return answer is not None and answer.fault == TO_CONFIRM


def with_given(procedure: Procedure, held: Mapping[str, Answer], given: Mapping[str, Answer]) -> dict[str, Answer]:
    """What is held, with what one page gave.

    Once the procedure turns out to be for someone else, what was carried about people is about nobody here.
    """
    before, now = held.get(WHOM), given.get(WHOM)
    stays = dict(held)
    if before is not None and is_carried(before) and now is not None and now.typed != before.typed:
        people = {field.id for field in procedure.fields() if field.role and not _is_contact(field)}
        stays = {name: each for name, each in held.items() if name not in people or not is_carried(each)}
    return {**stays, **given}


def _asked(journey: Journey) -> list[Field]:
    return [field for stop in journey.stops for field in stop.fields]


def _says(answer: Answer | None) -> bool:
    return answer is not None and answer.settled and (answer.value is not None or answer.none)


def _is_contact(field: Field) -> bool:
    return field.role.startswith(_CONTACT)

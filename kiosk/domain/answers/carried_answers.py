"""« Même personne, autre démarche »: carry answers about people and their contact data into another procedure.

Only fields with a role are carried. The receiving question judges the answer again and shows it filled in; it counts
as an answer once its page was confirmed.
"""

from collections.abc import Mapping
from datetime import date

from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import Journey
from kiosk.domain.procedure.procedure import FOR_WHOM, Field, Procedure

TO_CONFIRM = "to-confirm"
"""Fault of a carried answer that nobody has confirmed yet."""
WHOM = "for_whom"
_CONTACT = "contact."


def carry_over(old: Journey, answers: Mapping[str, Answer], new: Procedure, today: date) -> dict[str, Answer]:
    """The answers of an earlier journey that fill in a new procedure, by field id; each waits to be confirmed.

    If the new procedure cannot be made for the same relation (oneself, one's child …), the roles of the people change:
    then only contact data is carried.
    """
    whom = str(old.values.get(WHOM, FOR_WHOM[0]))
    whom_field = next((field for field in new.fields() if field.id == WHOM), None)
    same = whom in (FOR_WHOM[:1] if whom_field is None else [choice.value for choice in whom_field.choices])
    by_role = {
        field.role: (field, answers[field.id]) for field in _asked(old) if field.role and _says(answers.get(field.id))
    }
    filled = {}
    for field in new.fields():
        source, answer = by_role.get(field.role, (None, None))
        if source is not None and answer is not None and source.kind == field.kind and (same or _is_contact(field)):
            filled[field.id] = answering.answer(field, answer.typed, today)
    if whom_field is not None and same:
        filled[WHOM] = answering.answer(whom_field, {"": (whom,)}, today)
    return {name: Answer(answer.typed, fault=TO_CONFIRM) for name, answer in filled.items() if _says(answer)}


def fills(old: Journey, answers: Mapping[str, Answer], new: Procedure, today: date) -> dict[str, Answer]:
    """What an earlier journey of the same person fills in a draft of a procedure where it is empty (`to_fill`).

    For somebody else the applicant may be another one, so nothing is carried where either is not for oneself.
    """
    carried = carry_over(old, answers, new, today) if _is_for_oneself(old) else {}
    return {name: answer for name, answer in carried.items() if name != WHOM}


def to_fill(draft: Journey, given: Mapping[str, Answer]) -> set[str]:
    """The questions of a draft for oneself where nothing was written."""
    asked = {field.id for field in _asked(draft)} if _is_for_oneself(draft) else set()
    return {name for name in asked if name not in given or not (_says(given[name]) or _written(given[name]))}


def is_carried(answer: Answer | None) -> bool:
    """Whether this answer was carried from another case and still waits to be confirmed."""
    return answer is not None and answer.fault == TO_CONFIRM


def add_given(
    procedure: Procedure, answers: Mapping[str, Answer], given: Mapping[str, Answer], confirms: bool = True
) -> dict[str, Answer]:
    """The answers so far, updated with those `given` by one page.

    If the page changes for whom the procedure is, carried answers about people are dropped, because they describe
    somebody else; also those that the same page still showed and sent back unchanged. If the page does not confirm
    (`confirms` is False), carried answers about people that come back unchanged stay carried.
    """
    people = {field.id for field in procedure.fields() if field.role and not _is_contact(field)}
    carried_people = {name for name in people if is_carried(answers.get(name))}
    unchanged = {name for name in carried_people if name in given and _same(given[name], answers[name])}
    before, now = answers.get(WHOM), given.get(WHOM)
    if before is not None and now is not None and not _same(before, now):
        gone = (carried_people - given.keys()) | unchanged
        return {name: answer for name, answer in {**answers, **given}.items() if name not in gone}
    if not confirms:
        given = {name: answer for name, answer in given.items() if name not in unchanged}
    return {**answers, **given}


def _same(answer: Answer, other: Answer) -> bool:
    """Whether the same was typed in both; empty boxes are ignored."""
    return _written(answer) == _written(other)


def _written(answer: Answer) -> dict[str, tuple[str, ...]]:
    return {part: values for part, values in answer.typed.items() if any(value.strip() for value in values)}


def _asked(journey: Journey) -> list[Field]:
    return [field for stop in journey.stops for field in stop.fields]


def _says(answer: Answer | None) -> bool:
    return answer is not None and answer.settled and (answer.value is not None or answer.none or answer.unknown)


def _is_for_oneself(journey: Journey) -> bool:
    return str(journey.values.get(WHOM, FOR_WHOM[0])) == FOR_WHOM[0]


def _is_contact(field: Field) -> bool:
    return field.role.startswith(_CONTACT)

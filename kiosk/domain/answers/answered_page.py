"""Apply the answers of one page to a case, decide which page comes next, and carry answers into another procedure.

The same rule serves a step, all questions on one page, one item of a group and the copies of a document.

« Même personne, autre démarche » carries answers about people and their contact data: only fields with a role. The
receiving question judges the answer again and shows it filled in; it counts as an answer once its page was confirmed.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import Judge
from kiosk.domain.answers.attachment import check_claim
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Journey, Stop, compute_journey
from kiosk.domain.answers.position import Page, Position, find_next_page
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Preferences, Value
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
            filled[field.id] = answering.judge_answer(field, answer.typed, today)
    if whom_field is not None and same:
        filled[WHOM] = answering.judge_answer(whom_field, {"": (whom,)}, today)
    return {name: Answer(answer.typed, fault=TO_CONFIRM) for name, answer in filled.items() if _says(answer)}


def find_answers_to_carry(
    old: Journey, answers: Mapping[str, Answer], new: Procedure, today: date
) -> dict[str, Answer]:
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


def mark_language(field: Field, answer: Answer, language: str, latin: bool) -> Answer:
    """The answer, with `language` (the page's) set if its words are in that language; "" for French.

    `latin` says whether the language is written in Latin letters. If not, any answer with non-Latin letters is marked.
    If so, only answers in prose are marked: a name is the same in every language.
    """
    written_in = language if language != "fr" and _is_in(field, answer.value, latin) else ""
    return replace(answer, language=written_in)


def _is_in(field: Field, value: Value, latin: bool) -> bool:
    kind = find_field_kind(field.kind)
    text = " ".join(map(str, value.values())) if isinstance(value, Mapping) else value
    if not isinstance(text, str) or kind.chooses:
        return False
    return kind.prose if latin else not spelling.is_latin_text(text)


class AnsweredPage(Struct, frozen=True):
    """The result of answering one page.

    `case` holds the new answers and must be saved; `journey` is the walk through the procedure with them. `faults` maps
    field ids to fault codes, for the answers of this page that are still asked. `fresh` are the ids of fields that
    appeared on the page because of its own answers. `next` is the page to show: the same one if something has to be
    corrected or read on it first.
    """

    case: Case
    journey: Journey
    faults: Mapping[str, str]
    fresh: frozenset[str]
    next: Position


def read_page_answers(
    stop: Stop,
    form: Mapping[str, list[str]],
    answers: Mapping[str, Answer],
    attached: Container[str],
    judge: Judge,
    day: date,
    language: str,
    latin: bool,
    witness: str = "",
) -> dict[str, Answer]:
    """Read and judge a form's answers to the questions of one step; returns field id to answer.

    Covers the fields that the page showed and any other field of the step that the form names. `answers` are those so
    far (a group keeps its items there), `attached` the ids of fields that have a file, `judge` turns typed strings into
    an answer; for `language` and `latin` see `mark_language`, for `witness` `attachment.check_claim`.
    """
    shown_ids = {field.id for field in stop.fields}
    given = {}
    for field in stop.step.fields:
        if find_field_kind(field.kind).ends and field.id not in shown_ids:
            continue  # it has a page of its own
        typed = answering.typed_in(field, form, answers.get(field.id))
        if field.id in shown_ids or (typed and stop.end is None):
            answer = mark_language(field, judge(field, typed, day), language, latin)
            if find_field_kind(field.kind).attaches:
                answer = check_claim(answer, answers.get(field.id), field.id in attached, witness)
            given[field.id] = answer
    return given


def add_answers(
    case: Case,
    before: Journey,
    here: Position,
    given: Mapping[str, Answer],
    day: date,
    now: datetime,
    preferences: Preferences,
    confirms: bool = True,
) -> AnsweredPage:
    """Add the judged answers `given` of the page `here` to a case whose journey so far is `before`.

    `day` is the legal day, `now` the moment (UTC), `preferences` those the page was shown in. `confirms` is False if
    the form was sent for another reason than going on: answers carried from an earlier case and left unchanged then
    still wait for confirmation.
    """
    procedure = before.procedure
    answers = add_given(procedure, case.answers, given, confirms)
    journey = compute_journey(procedure, answers, day)
    fields = list_page_fields(journey, here)
    faults = find_page_faults(fields, {name: answers[name] for name in given if name in answers})
    confirmed = {name for name, answer in answers.items() if not is_carried(answer)}
    fresh = new_fields(fields, list_page_fields(before, here), confirmed)
    target = find_next_page(journey, here, faults, fresh)
    saved = replace(
        case,
        answers=answers,
        changed_at=now,
        language=preferences.language,
        plain=preferences.plain,
        position=_kept(case, here, target),
    )
    return AnsweredPage(saved, journey, faults, fresh, target)


def _kept(case: Case, here: Position, target: Position) -> str:
    """Where the case is left: at the page to come, at the page of all questions for good, where it was on any other."""
    if here.page is Page.WHOLE:
        return here.kept
    return (target.kept or here.kept) if here.kept else case.position


def list_page_fields(journey: Journey, here: Position) -> tuple[Field, ...]:
    """The fields that a page shows: those of its step, those of all steps, or the single field it answers."""
    if here.page is Page.STEP:
        stop = journey.stop(here.id)
        return stop.fields if stop else ()
    if here.page is Page.WHOLE:
        return tuple(field for stop in journey.stops for field in stop.fields)
    question = journey.asked(here.id)
    return (question[1],) if question else ()


def find_page_faults(fields: Iterable[Field], given: Mapping[str, Answer]) -> dict[str, str]:
    """Field id to fault code, in the order of the page, for answers given on it that are still asked."""
    return {field.id: given[field.id].fault for field in fields if field.id in given and given[field.id].fault}


def new_fields(fields: Iterable[Field], shown: Iterable[Field], answered: Container[str]) -> frozenset[str]:
    """Ids of the fields that appeared because of the page's own answers: unanswered questions, notes not yet `shown`.

    The page is shown again with them before going on, so that a new question is seen before it counts as missing or
    confirmed, and a new note is read once. `answered` are the ids of questions with an answer, valid or not.
    """
    seen = {field.id for field in shown}
    return frozenset(
        field.id for field in fields if field.id not in (answered if find_field_kind(field.kind).answers else seen)
    )

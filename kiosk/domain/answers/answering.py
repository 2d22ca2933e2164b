"""Turn what a form sent into answers, apply those of one page to a case, and carry answers into another procedure.

A group asks the same fields of several people or things, each item on its own page. Its answer stores what was typed as
one flat `Typed` with parts `<number>.<field>` or `<number>.<field>.<part>`. Numbers are not reused while later items
exist: removing an item leaves a gap, so that a double tap on « remove » does not remove the next item.

« Même personne, autre démarche » carries answers about people and their contact data: only fields with a role. The
receiving question judges the answer again and shows it filled in; it counts as an answer once its page was confirmed.
« Même foyer » carries the address, and what a procedure says is the same for a household.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.attachment import check_claim
from kiosk.domain.answers.case import TO_CONFIRM, Answer, Case
from kiosk.domain.answers.fields.kind import AnswerFault
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Journey, Page, Position, Stop, compute_journey, find_next_page
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Preferences, Typed, Value
from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.domain.procedure.procedure import FOR_WHOM, WHOM, Field, Procedure

Judge = Callable[[Field, Typed, date], Answer]
"""The type of `judge_answer`, and of what `make_answer_judge` gives: an item of a group is judged by either."""
HIGHEST = 9_999
"""The highest number an item can have."""


class GroupItem(Struct, frozen=True):
    """One item of a group: the fields that are asked of it, and its answers by field id."""

    fields: tuple[Field, ...]
    answers: Mapping[str, Answer]

    @property
    def values(self) -> dict[str, Value]:
        return {field.id: value for field in self.fields if (value := self.answers[field.id].value) is not None}

    @property
    def faults(self) -> dict[str, str]:
        return {field.id: fault for field in self.fields if (fault := self.answers[field.id].fault)}


def list_item_numbers(typed: Typed) -> list[int]:
    heads = {part.partition(".")[0] for part in typed}
    return sorted(int(head) for head in heads if head.isdecimal())


def next_number(typed: Typed) -> int:
    """The number for a new item: one above the highest in use."""
    return max(list_item_numbers(typed), default=0) + 1


def find_typed_item(typed: Typed, number: int) -> dict[str, dict[str, tuple[str, ...]]]:
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for part, values in typed.items():
        head, _, rest = part.partition(".")
        if head == str(number):
            name, _, own = rest.partition(".")
            fields.setdefault(name, {})[own] = values
    return fields


def replace_item(typed: Typed, number: int, given: Mapping[str, Typed]) -> dict[str, tuple[str, ...]]:
    replaced = remove_item(typed, number)
    for name, parts in given.items():
        for part, values in parts.items():
            replaced[f"{number}.{name}.{part}" if part else f"{number}.{name}"] = values
    return replaced


def remove_item(typed: Typed, number: int) -> dict[str, tuple[str, ...]]:
    return {part: values for part, values in typed.items() if part.partition(".")[0] != str(number)}


def judge_item(field: Field, given: Mapping[str, Typed], today: date, judge: Judge) -> GroupItem:
    """Judge one item; a field's condition looks only at earlier fields of the same item."""
    shown: list[Field] = []
    answers: dict[str, Answer] = {}
    values: dict[str, Value] = {}
    for inner in field.fields:
        if inner.when is None or inner.when.holds(values, today):
            shown.append(inner)
            answers[inner.id] = judge(inner, given.get(inner.id, {}), today)
            if answers[inner.id].value is not None:
                values[inner.id] = answers[inner.id].value
    return GroupItem(tuple(shown), answers)


NONE_PART = "none"
"""The form part of the box « je n'en ai pas »."""
UNKNOWN_PART = "unknown"
"""The form part of the box « je ne sais pas »."""
NONE_VALUE, UNKNOWN_VALUE = "~none", "~unknown"
"""The values that mean « je n'en ai pas » and « je ne sais pas » where these are rows of a single choice."""


def judge_answer(field: Field, typed: Typed, today: date, places: Places = NOWHERE) -> Answer:
    """Judge what was typed in one field. Never raises: a fault is returned in the answer, beside what was typed.

    Faults of this function: the `unanswered` of its kind, `too-long`, `none-or-answer` if an answer was given beside
    « je n'en ai pas » or « je ne sais pas », or both of these; of a group `incomplete-item`, `too-few-items` and
    `too-many-items`. `places` are the communes that complete an address.
    """
    kind = find_field_kind(field.kind)
    if not kind.answers:
        return Answer()
    none = bool(field.none) and not _empty(typed.get(NONE_PART, ()))
    unknown = field.unknown and not _empty(typed.get(UNKNOWN_PART, ()))
    parts = {part: values for part, values in typed.items() if part not in (NONE_PART, UNKNOWN_PART)}
    boxes = [part for part, ticked in ((NONE_PART, none), (UNKNOWN_PART, unknown)) if ticked]
    kept = {**parts, **{part: typed[part] for part in boxes}}
    if len(boxes) < 2 and is_blank_input({part: values for part, values in parts.items() if part not in kind.aside}):
        fault = kind.unanswered if field.required and not boxes else ""
        return Answer(kept, none=none, fault=fault, unknown=unknown)
    if any(len(value) > kind.longest for values in parts.values() for value in values):
        cut = {part: tuple(value[: kind.longest] for value in values) for part, values in kept.items()}
        return Answer(cut, fault="too-long")
    if boxes:
        return Answer(kept, fault="none-or-answer")
    if kind.repeats:
        judge = make_answer_judge(places)
        items = [judge_item(field, find_typed_item(kept, number), today, judge) for number in list_item_numbers(kept)]
        if any(member.faults for member in items):
            return Answer(kept, fault="incomplete-item")
        if len(items) < field.options.get("least", 1):
            return Answer(kept, fault="too-few-items")
        if len(items) > field.options.get("most", len(items)):
            return Answer(kept, fault="too-many-items")
        return Answer(kept, [member.values for member in items])
    try:
        judged = Answer(kept, value=kind.judge(field, parts, today))
    except AnswerFault as fault:
        judged = Answer(kept, fault=fault.code)
    return kind.settled(field, judged, today, places)


def make_answer_judge(places: Places) -> Judge:
    return partial(judge_answer, places=places)


def says_nothing(field: Field, given: Answer) -> bool:
    """Whether an answer holds only what its question proposes by itself, or nothing at all."""
    usual = field.options.get("default")
    return is_blank_input(given.typed) or (usual is not None and given.typed == {"": (str(usual),)})


def is_blank_input(typed: Typed) -> bool:
    """Whether every part is empty or holds only white space and invisible characters."""
    return all(_empty(values) for values in typed.values())


def typed_in(field: Field, form: Mapping[str, list[str]], earlier: Answer | None = None) -> Typed:
    """The parts of one field, read from form names `f.<field>` and `f.<field>.<part>`. The items of a group are typed
    on other pages, so they are taken from its `earlier` answer."""
    kind = find_field_kind(field.kind)
    parts = (*kind.parts, *kind.aside, NONE_PART, UNKNOWN_PART)
    names = {part: f"f.{field.id}.{part}" if part else f"f.{field.id}" for part in parts}
    typed = {part: tuple(form[name]) for part, name in names.items() if form.get(name)}
    if field.none and typed.get("") == (NONE_VALUE,):
        return {NONE_PART: ("1",)}
    if field.unknown and typed.get("") == (UNKNOWN_VALUE,):
        return {UNKNOWN_PART: ("1",)}
    if kind.repeats and earlier is not None:
        boxes = (NONE_PART, UNKNOWN_PART)
        return {**{part: values for part, values in earlier.typed.items() if part not in boxes}, **typed}
    return typed


def _empty(values: tuple[str, ...]) -> bool:
    return not any(spelling.clean_line(value) for value in values)


_CONTACT = "contact."
_ADDRESS = "contact.address"


def carry_over(old: Journey, answers: Mapping[str, Answer], new: Procedure, today: date) -> dict[str, Answer]:
    """The answers of an earlier journey that fill in a new procedure, by field id; each waits to be confirmed.

    If the new procedure cannot be made for the same relation (oneself, one's child …), the roles of the people change:
    then only contact data is carried.
    """
    whom = str(old.values.get(WHOM, FOR_WHOM[0]))
    whom_field = next((field for field in new.fields() if field.id == WHOM), None)
    same = whom in (FOR_WHOM[:1] if whom_field is None else [choice.value for choice in whom_field.choices])
    by_role = {
        field.role: (field, answers[field.id]) for field in old.fields() if field.role and _says(answers.get(field.id))
    }
    filled = {}
    for field in new.fields():
        source, answer = by_role.get(field.role, (None, None))
        told = same or field.role.startswith(_CONTACT)
        if told and source is not None and answer is not None and source.kind == field.kind:
            filled[field.id] = judge_answer(field, answer.typed, today)
    if whom_field is not None and same:
        filled[WHOM] = judge_answer(whom_field, {"": (whom,)}, today)
    return {name: replace(answer, fault=TO_CONFIRM) for name, answer in filled.items() if _says(answer)}


def carry_household_over(old: Journey, answers: Mapping[str, Answer], new: Procedure, today: date) -> dict[str, Answer]:
    """What an earlier journey fills in a procedure of somebody else of the same household, by field id: their address,
    and the same questions about their home. Each waits to be confirmed; nothing that says who somebody is.
    """
    known = {
        (field.role or field.id, field.kind): answers[field.id]
        for field in old.fields()
        if _is_of_household(field) and _says(answers.get(field.id))
    }
    filled = {
        field.id: judge_answer(field, known[field.role or field.id, field.kind].typed, today)
        for field in new.fields()
        if _is_of_household(field) and (field.role or field.id, field.kind) in known
    }
    return {name: replace(answer, fault=TO_CONFIRM) for name, answer in filled.items() if _says(answer)}


def _is_of_household(field: Field) -> bool:
    return field.role == _ADDRESS or (field.household and not field.role)


def find_answers_to_carry(
    old: Journey, answers: Mapping[str, Answer], new: Procedure, today: date
) -> dict[str, Answer]:
    """What an earlier journey of the same person fills in a draft of a procedure where it is empty (`to_fill`). For
    somebody else the applicant may be another one, so nothing is carried where either is not for oneself."""
    carried = carry_over(old, answers, new, today) if _is_for_oneself(old) else {}
    return {name: answer for name, answer in carried.items() if name != WHOM}


def to_fill(draft: Journey, given: Mapping[str, Answer]) -> set[str]:
    """The questions of a draft for oneself where nothing was written."""
    asked = {field.id for field in draft.fields()} if _is_for_oneself(draft) else set()
    return {name for name in asked if name not in given or not (_says(given[name]) or _written(given[name]))}


def add_given(
    procedure: Procedure, answers: Mapping[str, Answer], given: Mapping[str, Answer], confirms: bool = True
) -> dict[str, Answer]:
    """The answers so far, updated with those `given` by one page.

    If the page changes for whom the procedure is, carried answers about people are dropped, because they describe
    somebody else; also those that the same page still showed and sent back unchanged. If the page does not confirm
    (`confirms` is False), carried answers about people that come back unchanged stay carried.
    """
    people = {field.id for field in procedure.fields() if field.role and not field.role.startswith(_CONTACT)}
    carried_people = {name for name in people if name in answers and answers[name].is_carried}
    unchanged = {name for name in carried_people if name in given and _written(given[name]) == _written(answers[name])}
    before, now = answers.get(WHOM), given.get(WHOM)
    if before is not None and now is not None and _written(before) != _written(now):
        gone = (carried_people - given.keys()) | unchanged
        return {name: answer for name, answer in {**answers, **given}.items() if name not in gone}
    if not confirms:
        given = {name: answer for name, answer in given.items() if name not in unchanged}
    return {**answers, **given}


def _written(answer: Answer) -> dict[str, tuple[str, ...]]:
    """What was typed; empty boxes are ignored."""
    return {part: values for part, values in answer.typed.items() if any(value.strip() for value in values)}


def _says(answer: Answer | None) -> bool:
    return answer is not None and answer.settled and (answer.value is not None or answer.none or answer.unknown)


def _is_for_oneself(journey: Journey) -> bool:
    return str(journey.values.get(WHOM, FOR_WHOM[0])) == FOR_WHOM[0]


def mark_language(field: Field, answer: Answer, language: str, latin: bool) -> Answer:
    """The answer, with `language` (the page's) set if its words are in that language; "" for French.

    `latin` says whether the language is written in Latin letters. If not, any answer with non-Latin letters is marked.
    If so, only answers in prose are marked: a name is the same in every language.
    """
    kind, value = find_field_kind(field.kind), answer.value
    text = " ".join(map(str, value.values())) if isinstance(value, Mapping) else value
    if language == "fr" or not isinstance(text, str) or kind.chooses:
        return replace(answer, language="")
    is_in = kind.prose if latin else not spelling.is_latin_text(text)
    return replace(answer, language=language if is_in else "")


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
        typed = typed_in(field, form, answers.get(field.id))
        if field.id in shown_ids or (typed and stop.end is None):
            answer = mark_language(field, judge(field, typed, day), language, latin)
            if find_field_kind(field.kind).attaches:
                answer = check_claim(answer, answers.get(field.id), field.id in attached, witness)
            given[field.id] = answer
    return {**given, **find_wrong_spans(stop.step.fields, {**answers, **given}, given)}


def find_wrong_spans(
    fields: Iterable[Field], answers: Mapping[str, Answer], among: Container[str]
) -> dict[str, Answer]:
    """The dates `among` these that lie before the one they count from (`since`), or more than `most_days` after it:
    by field id, with the fault `before-start` or `too-many-days`."""
    wrong = {}
    for field in fields:
        start, end = answers.get(field.options.get("since", "")), answers.get(field.id)
        if field.id in among and start and end and start.value and end.value and not field.options.get("year_alone"):
            days = (date.fromisoformat(end.value) - date.fromisoformat(start.value)).days
            if not 0 <= days <= field.options.get("most_days", days):
                wrong[field.id] = Answer(end.typed, fault="before-start" if days < 0 else "too-many-days")
    return wrong


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
    confirmed = {name for name, answer in answers.items() if not answer.is_carried}
    fresh = new_fields(fields, list_page_fields(before, here), confirmed)
    target = find_next_page(journey, here, faults, fresh)
    # Left at the page to come, at the page of all questions for good, where it was on any other.
    position = here.kept if here.page is Page.WHOLE else (target.kept or here.kept) if here.kept else case.position
    saved = replace(
        case, answers=answers, changed_at=now, language=preferences.language, plain=preferences.plain, position=position
    )
    return AnsweredPage(saved, journey, faults, fresh, target)


def list_page_fields(journey: Journey, here: Position) -> tuple[Field, ...]:
    """The fields that a page shows: those of its step, those of all steps, or the single field it answers."""
    if here.page is Page.STEP:
        stop = journey.stop(here.id)
        return stop.fields if stop else ()
    if here.page is Page.WHOLE:
        return tuple(journey.fields())
    question = journey.asked(here.id)
    return (question[1],) if question else ()


def find_page_faults(fields: Iterable[Field], given: Mapping[str, Answer]) -> dict[str, str]:
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

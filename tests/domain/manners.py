"""Answers a procedure without a browser in three ways: step by step, on one page, or one question at a time."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import AnsweredPage
from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import WHOLE, Journey, Page, Position, Stop, compute_journey, step_position
from kiosk.domain.language.words import Preferences, Typed
from kiosk.domain.procedure.procedure import Field, Procedure
from tests.domain.samples import TODAY

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 10, tzinfo=UTC)
ARABIC = Preferences("ar", True)
MOST_ROUNDS = 30
Wanted = Mapping[str, Typed]
"""The intended answers by field id; a question that is not there is left as its page shows it."""


def a_case(procedure: Procedure, answers: Mapping[str, Answer] | None = None) -> Case:
    first = procedure.steps[0].id
    return Case("c", procedure.id, 1, "s", NOW, NOW, position=first, answers=answers or {})


def walked(case: Case, procedure: Procedure) -> Journey:
    return compute_journey(procedure, case.answers, TODAY)


def form(fields: tuple[Field, ...], held: Mapping[str, Answer], wanted: Wanted) -> dict[str, list[str]]:
    """The form fields that a browser sends for these fields: what stood in them, or what the person typed instead."""
    sent = {}
    for field in fields:
        typed = wanted.get(field.id, held[field.id].typed if field.id in held else {})
        for part, values in typed.items() if not find_field_kind(field.kind).repeats else ():
            sent[f"f.{field.id}.{part}" if part else f"f.{field.id}"] = list(values)
    return sent


def post(
    case: Case, procedure: Procedure, stops: tuple[Stop, ...], here: Position, wanted: Wanted, confirms: bool = True
) -> AnsweredPage:
    """Send the page `here`, which shows these stops."""
    gives: dict[str, Answer] = {}
    for stop in stops:
        sent = form(stop.fields, case.answers, wanted)
        gives |= answering.read_page_answers(stop, sent, case.answers, (), answering.judge_answer, TODAY, "fr", True)
    return answering.add_answers(case, walked(case, procedure), here, gives, TODAY, LATER, ARABIC, confirms)


def with_items(case: Case, procedure: Procedure, wanted: Wanted, origin: Page) -> Case:
    """The case after each item of every asked group was answered on its own page."""
    for stop in walked(case, procedure).stops:
        for field in stop.fields:
            if find_field_kind(field.kind).repeats:
                for number in answering.list_item_numbers(wanted.get(field.id, {})):
                    results = case.answers[field.id].typed if field.id in case.answers else {}
                    outcome = answering.find_typed_item(wanted[field.id], number)
                    typed = answering.replace_item(results, number, outcome)
                    gives = {field.id: answering.judge_answer(field, typed, TODAY)}
                    here = Position(Page.ITEM, field.id, number, origin)
                    result = answering.add_answers(case, walked(case, procedure), here, gives, TODAY, LATER, ARABIC)
                    case = result.case
    return case


def by_steps(case: Case, procedure: Procedure, wanted: Wanted) -> Iterator[AnsweredPage]:
    for stop in walked(case, procedure).stops:
        if now := walked(case, procedure).stop(stop.id):
            case = with_items(case, procedure, wanted, Page.STEP)
            yield (result := post(case, procedure, (now,), step_position(stop.id), wanted))
            case = result.case


def on_one_page(case: Case, procedure: Procedure, wanted: Wanted) -> Iterator[AnsweredPage]:
    case = with_items(case, procedure, wanted, Page.WHOLE)
    yield post(case, procedure, walked(case, procedure).stops, WHOLE, wanted)


def one_by_one(case: Case, procedure: Procedure, wanted: Wanted) -> Iterator[AnsweredPage]:
    """Answer each question alone, as an item of a group or a copy is answered."""
    for stop in walked(case, procedure).stops:
        for field in stop.fields:
            if walked(case, procedure).asked(field.id):
                case = with_items(case, procedure, wanted, Page.STEP)
                alone = replace(stop, fields=(field,), step=replace(stop.step, fields=(field,)))
                yield (result := post(case, procedure, (alone,), Position(Page.DOCUMENT, field.id), wanted))
                case = result.case


Manner = Callable[[Case, Procedure, Wanted], Iterator[AnsweredPage]]
MANNERS: tuple[Manner, ...] = (by_steps, on_one_page, one_by_one)


def to_the_end(manner: Manner, case: Case, procedure: Procedure, wanted: Wanted) -> tuple[Case, dict[str, str]]:
    """Answer every page until nothing changes any more; returns the case, and the faults that its pages reported."""
    for _ in range(MOST_ROUNDS):
        before, faults, fresh = case.answers, {}, set()
        for result in manner(case, procedure, wanted):
            case = result.case
            faults |= result.faults
            fresh |= result.fresh
        if case.answers == before and not fresh:
            return case, faults
    raise AssertionError("no end")


def asked(case: Case, procedure: Procedure) -> dict[str, Answer | None]:
    fields = (field for stop in walked(case, procedure).stops for field in stop.fields)
    return {field.id: case.answers.get(field.id) for field in fields if find_field_kind(field.kind).answers}


def same_case(case: Case, procedure: Procedure, wanted: Wanted) -> Case:
    """Check that each way of answering gives the same case; returns it."""
    ends = [to_the_end(manner, case, procedure, wanted) for manner in MANNERS]
    answers = [asked(end, procedure) for end, _ in ends]
    journeys = [walked(end, procedure) for end, _ in ends]
    assert answers[0] == answers[1] == answers[2]
    assert journeys[0] == journeys[1] == journeys[2]
    assert ends[0][1] == ends[1][1] == ends[2][1]
    assert ends[0][1] == {name: answer.fault for name, answer in answers[0].items() if answer and answer.fault}
    return ends[1][0]

"""What emergency aid, a change of address and a problem in the street ask, tell at once, and never ask."""

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.define.steps import shared_steps
from kiosk.domain.answers import answering
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import Journey, walk
from kiosk.domain.procedure.procedure import Example, Field, Procedure
from tests.catalogue.samples import SHIPPED, texts_of
from tests.catalogue.test_shipped import TODAY, journey

NAMES = ("emergency-aid", "change-of-address", "street-problem")
NEVER = ("nationality", "residence", "iban", "nir", "religion", "health")


def shipped(name: str) -> Procedure:
    return load_procedure(next(path for path in SHIPPED if path.stem == name))


def gone(procedure: Procedure, example: Example) -> Journey:
    """The way of someone who gave this example's answers."""
    fields = {field.id: field for field in procedure.fields()}
    answers = {name: answering.answer(fields[name], typed, TODAY) for name, typed in example.answers.items()}
    return walk(procedure, answers, TODAY)


def told(name: str, **values: object) -> set[str]:
    """The ids of the notes that someone with these answers reads."""
    fields = shipped(name).fields()
    return {
        field.id for field in fields if field.kind == "note" and (field.when is None or field.when.holds(values, TODAY))
    }


def papers(name: str, **values: object) -> set[str]:
    """The ids of the documents that someone with these answers has to bring."""
    return {
        document.id
        for document in shipped(name).documents
        if document.when is None or document.when.holds(values, TODAY)
    }


def questions(procedure: Procedure) -> list[Field]:
    """Every question, those of groups included."""
    return [inner for field in procedure.fields() for inner in (field, *field.fields) if kind_of(inner.kind).answers]


def test_the_examples_reach_every_step_and_every_question() -> None:
    for name in NAMES:
        procedure = shipped(name)
        stops = [stop for example in procedure.examples for stop in gone(procedure, example).stops]
        assert {stop.id for stop in stops} == {step.id for step in procedure.steps}
        seen = {field.id for stop in stops for field in stop.fields}
        assert {field.id for field in procedure.fields()} == seen


def test_people_find_it_by_the_words_they_use() -> None:
    for name in NAMES:
        assert 8 <= len(shipped(name).keywords) <= 20


def test_the_words_are_those_of_the_street() -> None:
    texts = {word.text for name in NAMES for word in shipped(name).keywords}
    assert {"plus d’argent", "rien à manger", "j’ai déménagé", "lampadaire", "nid de poule"} <= texts


def test_nobody_is_asked_where_they_come_from_or_for_a_bank_account() -> None:
    for name in NAMES:
        asked = questions(shipped(name))
        assert not [field.id for field in asked if any(word in field.id for word in NEVER) or field.kind in NEVER]


def test_who_has_nothing_to_eat_is_told_at_once_what_can_be_done() -> None:
    shared = {step.id for step in shared_steps()}
    first = next(step for step in shipped("emergency-aid").steps if step.id not in shared)
    assert [field.id for field in first.fields][:2] == ["food_today", "food_note"]
    assert "food_note" in told("emergency-aid", food_today=False, shelter_tonight=True)
    assert "shelter_note" in told("emergency-aid", food_today=True, shelter_tonight=False)
    assert not told("emergency-aid", food_today=True, shelter_tonight=True)


def test_the_paper_of_someone_in_need_does_not_say_the_need() -> None:
    """The title, the service, the papers and what comes next are printed, and may be found on a table."""
    result = shipped("emergency-aid")
    printed = (
        result.title,
        result.service.name,
        *(document.title for document in result.documents),
        *result.next_steps,
    )
    results = " ".join(text.text + " " + text.plain for text in texts_of(list(printed))).casefold()
    for word in ("urgence", "pauvre", "argent", "impayé", "dette", "manger", "expulsion", "secours", "difficulté"):
        assert word not in results, word
    assert result.days_here("counter", 30) == 0


def test_the_household_is_counted_and_not_named() -> None:
    [household] = [field for field in shipped("emergency-aid").fields() if field.kind == "group"]
    assert [field.id for field in household.fields] == ["tie", "age", "young_partner", "part_time"]


def test_only_the_papers_of_what_is_asked_are_wanted() -> None:
    alone = {"for_whom": "myself", "housing": "none"}
    assert papers("emergency-aid", need=["food"], **alone) == {"identity"}
    assert papers("emergency-aid", need=["energy", "rent"], **alone) == {"identity", "bill", "housing"}
    assert papers("emergency-aid", need=["food"], **{**alone, "housing": "hosted"}) == {"identity", "home"}


def test_voting_and_school_are_told_by_the_direction_of_the_move() -> None:
    for direction, notes in [
        ("arriving", {"elections_arriving", "children_arriving"}),
        ("within", {"elections_within"}),
        ("leaving", {"elections_leaving"}),
    ]:
        always = {"national_note", "taxes_note", "car_note", "residence_note", "duty_note"}
        assert told("change-of-address", direction=direction, services=["elections", "school"]) - always == notes


def test_a_service_that_is_not_told_asks_nothing() -> None:
    ids = journey(shipped("change-of-address"), for_whom="myself", direction="within", services=["library"])
    assert not {"elections", "children"} & set(ids)
    assert papers("change-of-address", direction="within", services=["library"]) == set()
    assert papers("change-of-address", direction="leaving", services=["elections"]) == set()
    assert papers("change-of-address", direction="arriving", services=["elections"]) == {"home"}


def test_a_problem_in_the_street_needs_no_name_and_no_photo() -> None:
    result = shipped("street-problem")
    assert result.for_whom == ("myself",)
    assert not [field.id for field in result.fields() if field.required and (field.role or field.kind == "document")]
    anonymous = gone(result, result.examples[0])
    assert not {"given_names", "phone", "email"} & {field.id for stop in anonymous.stops for field in stop.fields}


def test_a_danger_calls_for_help_before_anything_is_asked() -> None:
    result = shipped("street-problem")
    assert [field.id for field in result.steps[0].fields] == ["danger", "danger_note"]
    assert "danger_note" in told("street-problem", danger=True) and "danger_note" not in told("street-problem")
    [note] = [field for field in result.fields() if field.id == "danger_note"]
    assert "112" in note.label.plain and all(number in note.help.text for number in ("112", "18", "17", "114"))

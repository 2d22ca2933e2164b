"""Housing, health cover, school and disability: nobody is asked for more than their case needs."""

from datetime import date

from kiosk.domain.answers import answering
from kiosk.domain.answers.journey import walk
from kiosk.domain.procedure.procedure import Field, Procedure
from tests.catalogue.test_shipped import TODAY, journey, shipped

OURS = ("social-housing", "health-cover", "school-registration", "disability-request")


def every(procedure: Procedure) -> list[Field]:
    """Its fields, and those inside its groups."""
    return [inner for field in procedure.fields() for inner in (field, *field.fields)]


def concerned(procedure: Procedure, **values: object) -> set[str]:
    """The documents that the person who gave these answers is told to bring."""
    return {
        document.id for document in procedure.documents if document.when is None or document.when.holds(values, TODAY)
    }


def test_the_examples_between_them_reach_every_step_and_every_question() -> None:
    for name in OURS:
        procedure = shipped(name)
        fields = {field.id: field for field in procedure.fields()}
        steps: set[str] = set()
        asked: set[str] = set()
        for example in procedure.examples:
            by_key = {key: answering.answer(fields[key], typed, TODAY) for key, typed in example.answers.items()}
            assert not [key for key, answer in by_key.items() if answer.fault], example.title
            for stop in walk(procedure, by_key, TODAY).stops:
                steps |= {stop.id} & {step.id for step in procedure.steps}
                asked |= {field.id for field in stop.fields}
        assert steps == {step.id for step in procedure.steps} and asked == set(fields)


def test_no_number_of_social_security_and_no_bank_account_is_asked_for() -> None:
    for name in OURS:
        assert not {field.kind for field in every(shipped(name))} & {"nir", "iban"}


def test_a_birth_date_may_be_a_year_in_a_group_too() -> None:
    for name in OURS:
        assert all(field.options["year_alone"] for field in every(shipped(name)) if field.kind == "date")


def test_a_telephone_or_an_e_mail_is_never_required_in_a_group_either() -> None:
    for name in OURS:
        assert not [field.id for field in every(shipped(name)) if field.kind in ("phone", "email") and field.required]


def test_people_find_it_by_words_of_their_own() -> None:
    for name in OURS:
        assert 8 <= len(shipped(name).keywords) <= 20


def test_what_is_prepared_names_its_form_and_ends_with_what_to_copy_and_to_sign() -> None:
    for name in ["social-housing", "health-cover", "disability-request"]:
        procedure = shipped(name)
        number = procedure.cerfa.partition("*")[0]
        first, *rest = (text.text for text in procedure.next_steps)
        assert procedure.prepared and number in first and "recopiées, dans l’ordre" in first
        assert any("signez" in text for text in rest)


def test_whoever_lives_on_the_rsa_is_asked_nothing_about_money() -> None:
    ids = journey(shipped("health-cover"), for_whom="myself", benefit="rsa")
    assert not {"incomes", "housing"} & set(ids)
    assert "tax" not in concerned(shipped("health-cover"), benefit="rsa")
    assert {"incomes", "housing"} <= set(journey(shipped("health-cover"), for_whom="myself", benefit="none"))


def test_housing_papers_follow_where_somebody_lives_and_why_they_ask() -> None:
    housing = shipped("social-housing")
    tenant = concerned(housing, housing_now="private_tenant", reasons=["too_small"], with_others=True)
    assert tenant == {"identity", "family", "income", "lease"}
    assert concerned(housing, housing_now="none", reasons=["violence"]) == {"identity", "income", "host", "reason"}


def test_a_parent_alone_is_not_asked_for_another_and_a_price_only_where_something_is_paid() -> None:
    school = shipped("school-registration")
    alone = journey(school, for_whom="my_child", authority="alone", canteen="no", care=False)
    assert not {"other-parent", "price"} & set(alone)
    shared = journey(school, for_whom="my_child", authority="shared", canteen="sometimes", care=False)
    assert {"other-parent", "price"} <= set(shared)


def test_only_the_papers_that_a_town_hall_may_ask_for_are_asked_of_every_family() -> None:
    """Code de l'éducation, D. 131-3-1; the school itself asks for the vaccinations and the leaving certificate."""
    school = shipped("school-registration")
    assert concerned(school, for_whom="my_child", from_school=True) == {"child", "adult", "home"}
    notes = {field.id for field in school.steps[-1].fields if field.kind == "note"}
    assert notes == {"vaccines_note", "leaving_note"}


def test_what_can_be_asked_of_the_mdph_depends_on_the_age() -> None:
    for born, asked in [("2017-05-09", "child_wishes"), ("1981", "adult_wishes")]:
        wishes = next(step for step in shipped("disability-request").steps if step.id == "wishes")
        values = {"birth_date": born}
        assert [field.id for field in wishes.fields if field.when and field.when.holds(values, date(2026, 11, 24))] == [
            asked
        ]


def test_words_about_health_are_never_required() -> None:
    fields = {field.id: field for field in shipped("disability-request").fields()}
    for name in ("needs", "own_words"):
        assert not fields[name].required and fields[name].help.text.startswith("Ce n’est pas obligatoire.")

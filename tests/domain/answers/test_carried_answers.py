"""What goes from one case into the next of the same person, and what does not."""

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import WHOM
from kiosk.domain.answers.case import TO_CONFIRM, Answer
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.procedure.procedure import Field, Procedure
from tests.domain.samples import TODAY, a_field, a_procedure, a_step

NAME = a_field(id="name", role="person.birth_name")
BORN = a_field("date", id="born", role="person.birth_date", past=True)
HOME = a_field("address", id="home", role="contact.address")
EMAIL = a_field("email", id="email", role="contact.email", none="Je n’en ai pas", required=False)
LAWYER = a_field(id="lawyer", role="applicant.family_name")
COLOUR = a_field(id="colour")
ADDRESS = {"street": ("3 rue du Lavoir",), "postcode": ("35140",), "city": ("Saint-Aubin",)}
TYPED = {
    "name": {"": (" Benali ",)}, "born": {"day": ("3",), "month": ("février",), "year": ("1945",)}, "home": ADDRESS,
    "email": {"none": ("1",)}, "lawyer": {"": ("Durand",)}, "colour": {"": ("vert",)},
}  # fmt: skip


def whom(*values: str) -> Field:
    return a_field("choice", id=WHOM, choices=values)


def old(*fields: Field) -> Procedure:
    return a_procedure(a_step("all", *(fields or (NAME, BORN, HOME, EMAIL, LAWYER, COLOUR))))


def held(procedure: Procedure, **more: str) -> dict[str, Answer]:
    typed = TYPED | {name: {"": (value,)} for name, value in more.items()}
    return {field.id: answering.judge_answer(field, typed[field.id], TODAY) for field in procedure.fields()}


def into(new: Procedure, source: Procedure, **more: str) -> dict[str, Answer]:
    answers = held(source, **more)
    return answering.carry_over(compute_journey(source, answers, TODAY), answers, new, TODAY)


def test_the_same_roles_are_filled_as_typed_and_wait_to_be_confirmed() -> None:
    new = old(*(a_field(row.kind, id=f"my_{row.id}", role=row.role, none="Non") for row in (NAME, BORN, HOME, EMAIL)))
    result = into(new, old())
    assert result.keys() == {"my_name", "my_born", "my_home", "my_email"}
    assert {value.fault for value in result.values()} == {TO_CONFIRM}
    assert not any(value.settled or value.value is not None for value in result.values())
    assert result["my_born"].typed == TYPED["born"]
    assert result["my_email"].typed == {"none": ("1",)}
    assert compute_journey(new, result, TODAY).first_open() is not None, "and nothing is submitted before"


def test_what_has_no_role_stays_where_it_was() -> None:
    assert into(old(a_field(id="colour"), a_field(id="name")), old()) == {}


def test_what_the_new_question_would_refuse_is_asked_anew() -> None:
    strict = a_field(id="name", role="person.birth_name", letters="latin")
    assert into(old(strict), old(), name="Бенали") == {}
    no_none = a_field("email", id="email", role="contact.email")
    assert into(old(no_none), old()) == {}, "« je n’en ai pas » is no answer where it is not offered"
    other_kind = a_field("long_text", id="home", role="contact.address")
    assert into(old(other_kind), old()) == {}


def test_what_was_wrong_or_blank_is_not_carried() -> None:
    source = old(NAME, EMAIL)
    answers = {"name": Answer({"": ("?",)}, fault="bad-character"), "email": Answer({})}
    assert answering.carry_over(compute_journey(source, answers, TODAY), answers, source, TODAY) == {}


def test_an_answer_that_its_own_case_made_irrelevant_is_not_carried() -> None:
    source = a_procedure(a_step("all", COLOUR))
    answers = held(old())
    assert answering.carry_over(compute_journey(source, answers, TODAY), answers, old(), TODAY) == {}


def test_for_whom_it_is_goes_along() -> None:
    source, new = old(whom("myself", "helped"), NAME, LAWYER), old(whom("helped", "my_child"), NAME, LAWYER)
    result = into(new, source, for_whom="helped")
    assert result.keys() == {WHOM, "name", "lawyer"}
    assert result[WHOM].typed == {"": ("helped",)}


def test_where_it_cannot_be_for_the_same_one_only_how_to_reach_them_is_carried() -> None:
    source, new = old(whom("myself"), NAME, HOME), old(whom("my_child"), NAME, HOME)
    assert into(new, source, for_whom="myself").keys() == {"home"}
    assert into(old(NAME, HOME), old(whom("my_child"), NAME, HOME), for_whom="my_child").keys() == {"home"}
    # oneself, where nothing asked
    assert into(old(whom("myself", "my_child"), NAME), old(NAME)).keys() == {WHOM, "name"}


def test_once_it_is_for_someone_else_nothing_carried_about_people_stays() -> None:
    procedure = old(whom("myself", "my_child"), NAME, HOME)
    before = into(procedure, procedure, for_whom="myself")
    same = answering.add_given(procedure, before, {WHOM: Answer({"": ("myself",)}, "myself")})
    assert same.keys() == {WHOM, "name", "home"}
    other = answering.add_given(procedure, before, {WHOM: Answer({"": ("my_child",)}, "my_child")})
    assert other.keys() == {WHOM, "home"}
    mine = {**before, "name": Answer({"": ("Benali",)}, "Benali")}
    kept = answering.add_given(procedure, mine, {WHOM: Answer({"": ("my_child",)}, "my_child")})
    assert "name" in kept, "what somebody has confirmed here is theirs to change"


def test_once_it_is_for_someone_else_what_the_page_sends_back_as_it_was_filled_in_goes_too() -> None:
    procedure = old(whom("myself", "my_child"), NAME, BORN, HOME)
    before = into(procedure, procedure, for_whom="myself")
    child = {WHOM: Answer({"": ("my_child",)}, "my_child"), "name": Answer({"": ("Petit",)}, "Petit")}
    shown = {"born": Answer({**TYPED["born"], "hour": ("",)}, "1945-02-03"), "home": Answer(ADDRESS, ADDRESS)}
    kept = answering.add_given(procedure, before, child | shown)
    assert kept == child | {"home": shown["home"]}


def test_what_is_carried_about_people_goes_also_after_the_first_one_was_confirmed() -> None:
    procedure = old(whom("myself", "my_child"), NAME, HOME)
    before = into(procedure, procedure, for_whom="myself") | {WHOM: Answer({"": ("myself",)}, "myself")}
    other = answering.add_given(procedure, before, {WHOM: Answer({"": ("my_child",)}, "my_child")})
    assert other.keys() == {WHOM, "home"}


def test_a_form_that_confirms_nothing_leaves_what_is_carried_about_people_as_it_is() -> None:
    procedure = old(whom("myself", "my_child"), NAME, LAWYER)
    before = into(procedure, procedure, for_whom="myself")
    same = {"name": Answer(before["name"].typed, "Benali"), "lawyer": Answer({"": ("Martin",)}, "Martin")}
    kept = answering.add_given(procedure, before, same, confirms=False)
    assert (kept["name"], kept["lawyer"]) == (before["name"], same["lawyer"])
    assert answering.add_given(procedure, before, same)["name"] == same["name"]


def test_only_what_waits_counts_as_carried() -> None:
    assert Answer({"": ("x",)}, fault=TO_CONFIRM).is_carried
    assert not Answer({"": ("x",)}, "x").is_carried

"""A spouse of 2 years is a slip: the four procedures that ask who lives with somebody ask whether it is right."""

from kiosk.domain.answers import group_answers
from kiosk.domain.answers.answering import answer
from kiosk.domain.answers.case import Answer
from kiosk.domain.language.values import Typed
from tests.catalogue.test_shipped import TODAY, shipped

COUPLES = {
    ("health-cover", "household"): ("tie", "spouse", "partner"),
    ("hosting-certificate", "guests"): ("place", "spouse"),
    ("social-housing", "household"): ("tie", "partner"),
    ("emergency-aid", "household"): ("tie", "partner"),
}
GROUPS = [(name, group, tie, value) for (name, group), (tie, *values) in COUPLES.items() for value in values]


def asked(name: str, group: str, **typed: Typed) -> dict[str, Answer]:
    """The questions that one person of the group is asked, with what was typed of them."""
    fields = {field.id: field for step in shipped(name).steps for field in step.fields}
    item = group_answers.item(fields[group], typed, TODAY, answer)
    return {field.id: item.answers[field.id] for field in item.fields}


def aged(name: str, years: int) -> dict[str, Typed]:
    """What is typed for someone of that age, as this procedure asks for it."""
    if name == "emergency-aid":
        return {"age": {"": (str(years),)}}
    return {"birth_date": {"year": (str(TODAY.year - years),)}}


def test_a_spouse_of_two_years_is_asked_about_and_may_be_right() -> None:
    for name, group, tie, value in GROUPS:
        typed: dict[str, Typed] = {tie: {"": (value,)}, **aged(name, 2)}
        assert asked(name, group, **typed)["young_partner"].fault == "choice-missing"
        typed["young_partner"] = {"": ("right",)}
        assert asked(name, group, **typed)["young_partner"].value == "right"


def test_nobody_else_is_asked() -> None:
    for name, group, tie, value in GROUPS:
        for typed in (
            {tie: {"": (value,)}, **aged(name, 30)},
            {tie: {"": ("child",)}, **aged(name, 2)},
            {tie: {"": (value,)}},
        ):
            assert "young_partner" not in asked(name, group, **typed), typed

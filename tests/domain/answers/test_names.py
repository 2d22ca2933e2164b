"""Whose case it is, as its answers say."""

from datetime import UTC, datetime

from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.answers.names import names_of
from kiosk.domain.procedure.procedure import WHO_ROLES
from tests.domain.samples import a_field, a_procedure, a_step

AT = datetime(2026, 11, 24, tzinfo=UTC)
PROCEDURE = a_procedure(
    a_step(
        "one", a_field("text", "family", role="person.birth_name"), a_field("date", "born", role="person.birth_date")
    ),
    a_step("two", a_field("text", "mother", role="person.mother"), a_field("phone", "phone", role="contact.phone")),
)


def case(**values: str) -> Case:
    return Case("c", "p", 1, "s", AT, AT, answers={name: Answer(value=value) for name, value in values.items()})


def test_only_names_and_a_day_of_birth_are_searched() -> None:
    result = names_of(PROCEDURE, case(family="Benali", born="1945-02-03", mother="Petit", phone="+33299000001"))
    assert result == {"person.birth_name": "Benali", "person.birth_date": "1945-02-03"}
    assert set(result) <= set(WHO_ROLES)


def test_what_is_not_answered_yet_names_nobody() -> None:
    assert names_of(PROCEDURE, case()) == {}
    wrong = Case("c", "p", 1, "s", AT, AT, answers={"family": Answer({"": ("",)}, fault="missing")})
    assert names_of(PROCEDURE, wrong) == {}

"""The names and birth date in a case's answers, which a search at the desk looks through."""

from kiosk.domain.answers.case import Case
from kiosk.domain.procedure.procedure import Procedure

SEARCHED = (
    "person.birth_name",
    "person.used_name",
    "person.given_names",
    "person.birth_date",
    "applicant.family_name",
    "applicant.given_names",
)
NAMES = tuple(role for role in SEARCHED if role != "person.birth_date")
"""The searched roles that are names."""


def names_of(procedure: Procedure, case: Case) -> dict[str, str]:
    """Role to answer, for the roles in `SEARCHED`."""
    values = case.values
    return {
        field.role: str(values[field.id])
        for field in procedure.fields()
        if field.role in SEARCHED and field.id in values
    }


def initials(*names: str) -> str:
    """Initials such as « J. M. », for screens and lists that others may see."""
    return " ".join(f"{name[:1].upper()}." for name in names if name)

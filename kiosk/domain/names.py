"""Whose case it is, as its answers say: what a search at the desk looks through."""

from kiosk.domain.case import Case
from kiosk.domain.procedure import Procedure

SEARCHED = (
    "person.birth_name", "person.used_name", "person.given_names", "person.birth_date", "applicant.family_name",
    "applicant.given_names",
)  # fmt: skip
NAMES = tuple(role for role in SEARCHED if role != "person.birth_date")
"""Those that are a name."""


def names_of(procedure: Procedure, case: Case) -> dict[str, str]:
    """Role to answer, for the roles that name someone or say when they were born."""
    values = case.values
    return {
        field.role: str(values[field.id])
        for field in procedure.fields()
        if field.role in SEARCHED and field.id in values
    }


def initials(*names: str) -> str:
    """« J. M. », for what others may see."""
    return " ".join(f"{name[:1].upper()}." for name in names if name)

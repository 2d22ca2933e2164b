"""The names and birth date in a case's answers, which a search at the desk looks through."""

from kiosk.domain.answers.case import Case
from kiosk.domain.procedure.procedure import WHO_ROLES, Procedure

NAMES = tuple(role for role in WHO_ROLES if role != "person.birth_date")
"""The searched roles that are names."""


def names_of(procedure: Procedure, case: Case) -> dict[str, str]:
    """Role to answer, for the roles in `WHO_ROLES`."""
    values = case.values
    return {
        field.role: str(values[field.id])
        for field in procedure.fields()
        if field.role in WHO_ROLES and field.id in values
    }


def initials(*names: str) -> str:
    """Initials such as « J. M. », for screens and lists that others may see."""
    return " ".join(f"{name[:1].upper()}." for name in names if name)

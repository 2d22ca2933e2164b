"""What a member of staff is at the hub; the command line names the roles without the libraries of the hub."""

from enum import StrEnum


class StaffRole(StrEnum):
    """An instructor decides cases; an operator runs the hub and sees no contents."""

    INSTRUCTOR = "instructor"
    OPERATOR = "operator"

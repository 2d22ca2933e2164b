"""What a member of staff does at the hub."""

from enum import StrEnum


class StaffRole(StrEnum):
    """An instructor decides cases; an operator runs the hub and sees no contents."""

    INSTRUCTOR = "instructor"
    OPERATOR = "operator"

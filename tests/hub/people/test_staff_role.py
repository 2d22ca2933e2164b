"""Roles of staff are stored, and named on the command line, by these words."""

from hub.people.staff_role import StaffRole


def test_a_role_is_read_from_the_word_that_is_stored() -> None:
    assert [StaffRole(word) for word in ("instructor", "operator")] == list(StaffRole)

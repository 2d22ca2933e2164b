"""The role of a screen is stored, and named in the form that changes it, by these words."""

from kiosk.domain.screen.station_role import StationRole


def test_a_role_is_read_from_the_word_that_is_stored() -> None:
    assert [StationRole(word) for word in ("desk", "terminal", "second-screen")] == list(StationRole)

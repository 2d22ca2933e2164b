"""Tests for kiosk/settings_file/checks.py."""

import pytest

from kiosk.settings_file.checks import CHECKS


@pytest.mark.parametrize("key", ["F1", "F4", "F8", "F9", "F25", "a", ""])
def test_a_key_that_does_something_else_cannot_read_aloud(key: str) -> None:
    assert not CHECKS["listen_key"](key)


@pytest.mark.parametrize("key", ["F5", "F6", "F10", "F24"])
def test_a_free_function_key_can_read_aloud(key: str) -> None:
    assert CHECKS["listen_key"](key)

"""Tests for kiosk/settings_file/checks.py."""

from dataclasses import fields

from hub.settings import HubSettings
from kiosk.settings import Settings
from kiosk.settings_file.checks import BOX_CHECKS, HUB_CHECKS


def test_a_key_that_does_something_else_cannot_read_aloud() -> None:
    for key in ["F1", "F4", "F8", "F9", "F25", "a", ""]:
        assert not BOX_CHECKS["listen_key"](key)


def test_a_free_function_key_can_read_aloud() -> None:
    for key in ["F5", "F6", "F10", "F24"]:
        assert BOX_CHECKS["listen_key"](key)


def test_box_and_hub_judge_alike_what_both_have() -> None:
    for checks in [BOX_CHECKS, HUB_CHECKS]:
        assert checks["port"](0) and not checks["port"](65_536)
        assert checks["time_zone"]("Europe/Paris") and not checks["time_zone"]("Europe/Rennes")
        assert checks["host"]("127.0.0.1") and not checks["host"](""), "an empty one would be every network there is"
        assert checks["log_level"]("warning") and not checks["log_level"]("loud")
        assert checks["idle_minutes"](1) and not checks["idle_minutes"](0)


def test_every_check_is_of_a_setting() -> None:
    for checks, kind in ((BOX_CHECKS, Settings), (HUB_CHECKS, HubSettings)):
        assert checks.keys() <= {field.name for field in fields(kind)}

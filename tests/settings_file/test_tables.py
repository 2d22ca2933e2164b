"""Settings whose value is a list of tables."""

from datetime import date

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings_file import tables

READ = ({"days": "lundi, mardi", "open": "9h-12h"}, {"date": "2026-12-24", "open": "fermé"})


def test_days_are_listed_and_dates_are_dates() -> None:
    given = [{"days": ["lundi", "mardi"], "open": "9h-12h"}, {"date": date(2026, 12, 24), "open": "fermé"}]
    assert tables.read("hours", given) == tables.read("hours", READ) == READ


def test_outside_the_file_they_stand_in_one_line() -> None:
    assert tables.read("hours", '[{days = "lundi, mardi", open = "9h-12h"}]') == READ[:1]
    assert tables.read("hours", " ") == ()


def test_anything_else_is_refused_by_name() -> None:
    for given in ["lundi 9h", "3", 3, ["lundi"], [{"days": True}], [{"days": {"a": 1}}], [{"open": 1.5}]]:
        with pytest.raises(Refused) as refused:
            tables.read("hours", given)
        assert (refused.value.code, refused.value.details["name"]) == (Refusal.BAD_SETTING, "hours")

"""Whoever keeps the procedures is told which facts nobody has looked at for more than a year."""

from datetime import date
from pathlib import Path

import pytest

from kiosk.catalogue.check.file_warnings import stale_facts
from tests.catalogue.samples import SOUND

WRITTEN = SOUND.replace("source_date: 2024-03-03", "source_date: 2025-03-03")


def told(folder: Path, text: str, today: date) -> list[tuple[int, str, str, str]]:
    """Line, code, key and facts of each warning."""
    (folder / "parking.yaml").write_text(text, "utf-8")
    warnings = list(stale_facts([folder], today))
    assert all(warning.warning for warning in warnings)
    return [(fault.line, fault.code, fault.details["key"], fault.details["facts"]) for fault in warnings]


@pytest.mark.parametrize(("today", "is_stale"), [(date(2026, 3, 3), False), (date(2026, 3, 4), True)])
def test_a_source_is_fresh_for_a_year(tmp_path: Path, today: date, is_stale: bool) -> None:
    line = WRITTEN.splitlines().index("source_date: 2025-03-03") + 1
    assert told(tmp_path, WRITTEN, today) == ([(line, "stale", "source_date", "")] if is_stale else [])


def test_the_facts_that_change_with_the_year_are_named(tmp_path: Path) -> None:
    ((_, code, _, facts),) = told(tmp_path, WRITTEN + "changes_yearly: [cost, delay]\n", date(2026, 11, 24))
    assert (code, facts) == ("stale-facts", "cost, delay")


def test_somebody_who_checked_makes_an_old_source_fresh_for_a_year(tmp_path: Path) -> None:
    checked = WRITTEN + "checked_on: 2026-01-15\n"
    assert told(tmp_path, checked, date(2027, 1, 15)) == []
    ((line, _, key, _),) = told(tmp_path, checked, date(2027, 1, 16))
    assert (line, key) == (len(checked.splitlines()), "checked_on")

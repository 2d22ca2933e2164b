"""Sheets are checked by their reader."""

from datetime import date

from kiosk.services.published.kinds.sheet import KIND


def test_a_sheet_without_a_source_is_a_fault() -> None:
    content = b"title: { fr: a }\ntext: { fr: b }\nchecked: 2026-11-02\n"
    assert [fault.code for fault in KIND.check({"a.yaml": content}, date(2026, 11, 2))] == ["missing-key"]

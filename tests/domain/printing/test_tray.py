"""The groups of papers are those for which a printer is kept."""

from kiosk.domain.printing.tray import Tray


def test_a_choice_kept_by_an_older_version_still_names_its_papers() -> None:
    """These words stand in the table of choices of every box."""
    assert [tray.value for tray in Tray] == ["", "receipts", "answers", "decisions", "mandates", "lists"]

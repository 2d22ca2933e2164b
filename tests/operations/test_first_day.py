"""The first day of a box, by commands."""

import pytest

from kiosk.errors import Refused
from kiosk.operations import first_day, people
from kiosk.services.people import first_day as setting_up
from tests.gallery.site import cast
from tests.operations.conftest import Site


def test_a_box_is_set_up_once_and_its_sheet_is_typed_back(fresh: Site) -> None:
    nadia = first_day.First("nadia", "Nadia Roux", "passphrase")
    with pytest.raises(Refused, match="not-set-up"):
        fresh.ask(people.add, people.NewMediator("omar", "Omar Haddad", "passphrase"))
    issued = fresh.ask(first_day.set_up, nadia)
    assert (len(issued.factor.split()), len(issued.pin), len(issued.words.split())) == (6, 6, 12)
    with pytest.raises(Refused, match="another-sheet"):
        fresh.ask(first_day.verify_sheet, first_day.Sheet(cast.SHEET))
    fresh.ask(first_day.verify_sheet, first_day.Sheet(issued.words))
    with pytest.raises(Refused, match="already-set-up"):
        fresh.ask(first_day.set_up, nadia)
    with fresh.box() as box:
        assert setting_up.is_set_up(box)


def test_no_secret_is_in_what_a_log_would_show() -> None:
    shown = repr((first_day.SetUp("six words", "482915", "twelve words"), first_day.Sheet("twelve words")))
    assert "words" not in shown and "482915" not in shown

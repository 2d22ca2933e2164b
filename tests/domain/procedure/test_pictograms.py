"""A pictogram of the town hall's own is told from an icon by its name."""

from kiosk.domain.procedure.pictograms import file_name, is_own


def test_a_pictogram_is_named_by_its_file() -> None:
    assert is_own("site-creche") and file_name("site-creche") == "creche"
    assert not is_own("house")

"""Twenty megabytes a file, sixty a case."""

from kiosk.files.clean_file import MOST_BYTES, fits


def test_three_full_files_fit_and_not_a_byte_more() -> None:
    assert fits([], MOST_BYTES)
    assert fits([MOST_BYTES, MOST_BYTES], MOST_BYTES)
    assert not fits([MOST_BYTES, MOST_BYTES, MOST_BYTES], 1)


def test_a_file_that_is_too_large_fits_nowhere() -> None:
    assert not fits([], MOST_BYTES + 1)

"""Twenty megabytes a file, sixty a case."""

from kiosk.files.clean_file import MOST_BYTES, fits_in_case


def test_three_full_files_fit_and_not_a_byte_more() -> None:
    assert fits_in_case([], MOST_BYTES)
    assert fits_in_case([MOST_BYTES, MOST_BYTES], MOST_BYTES)
    assert not fits_in_case([MOST_BYTES, MOST_BYTES, MOST_BYTES], 1)


def test_a_file_that_is_too_large_fits_nowhere() -> None:
    assert not fits_in_case([], MOST_BYTES + 1)

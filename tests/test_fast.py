"""The fast tests are there, and ask for nothing that has to be installed."""

import re

from tests.fast import FAST, NOT_FAST, TESTS, is_fast

SERVICE = re.compile(
    r"\b(chrome|import chromium|playwright|postgres|postgresql|printers\.cups|queue: str|tray: Tray"
    r"|pdftotext|pdftoppm)\b"
)
"""What needs a browser, PostgreSQL, CUPS or poppler: the fixtures that start them, and their programs."""


def test_each_folder_of_fast_tests_has_some() -> None:
    files = [file for file in TESTS.rglob("test_*.py") if is_fast(file)]
    assert {file.relative_to(TESTS).parts[0] if file.parent != TESTS else "" for file in files} == set(FAST)
    assert len(files) > 150


def test_whatever_is_left_out_of_them_is_there() -> None:
    assert not [name for name in NOT_FAST if not (TESTS / name).exists()]


def test_they_ask_for_no_service() -> None:
    asking = {
        file.relative_to(TESTS).as_posix(): SERVICE.findall(file.read_text("utf-8"))
        for file in TESTS.rglob("*.py")
        if is_fast(file) and file.name not in ("browser.py", "long_runs.py", "test_fast.py")  # a fixture, and the words
    }
    assert not {name: reasons for name, reasons in asking.items() if reasons}

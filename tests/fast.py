"""Chooses the fast tests: `make test-fast`, or `pytest --fast`, in two to three minutes on two cores.

They need no browser, no database server and no print server, so nothing is installed for them.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FAST = ("", "catalogue", "connectors", "crypto", "domain", "house", "operations", "services", "store", "words")
"""Folders below tests/, with those in them; "" is what lies in tests/ itself."""
NOT_FAST = frozenset({
    "domain/answers/test_answered_page.py",
    "domain/proofs/test_receipt_proof.py",
    "house/test_dangers.py",
    "house/test_templates.py",
    "operations/test_people.py",
    "services/drafts/test_resume_draft.py",
    "services/mandates/test_mandate_use.py",
    "services/people/test_first_day.py",
    "services/receipts/test_receipts.py",
    "services/test_outbox.py",
    "services/spool/test_spool_faults.py",
    "store/test_communes_reach.py",
    "test_control.py",
    "test_demo.py",
    "test_server.py",
})  # fmt: skip
"""Files in them that take long (pictures of fifty million dots, hundreds of sequences of events, boxes in a process
of their own) or need poppler.
"""


def folder_of(file: Path) -> str:
    """The folder below tests/ that a file of tests belongs to, "" for none."""
    within = file.relative_to(TESTS)
    return within.parts[0] if len(within.parts) > 1 else ""


def is_fast(file: Path) -> bool:
    """Whether a file of tests is a fast one."""
    return folder_of(file) in FAST and file.relative_to(TESTS).as_posix() not in NOT_FAST


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="Only the tests of tests/fast.py.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not read files that are not fast; None leaves the decision to others."""
    if not config.getoption("fast") or not collection_path.is_relative_to(TESTS) or collection_path == TESTS:
        return None
    fast = folder_of(collection_path / "x") in FAST if collection_path.is_dir() else is_fast(collection_path)
    return None if fast else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Raise a usage error where all tests were asked for and a folder of `FAST` has none, because it was moved."""
    if config.getoption("fast") and config.args_source is not pytest.Config.ArgsSource.ARGS:
        empty = set(FAST) - {folder_of(item.path) for item in items}
        if empty:
            raise pytest.UsageError(f"--fast: no tests in {sorted(empty)}; tests/fast.py names the folders")

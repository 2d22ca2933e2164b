"""What this build is."""

from datetime import UTC, datetime
from importlib.metadata import version

from kiosk.version import BUILT_AT, VERSION


def test_the_installed_package_has_this_number() -> None:
    assert version("parvis") == VERSION


def test_no_honest_clock_precedes_the_build() -> None:
    assert BUILT_AT.tzinfo is UTC
    assert datetime.now(UTC) >= BUILT_AT

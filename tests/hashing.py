"""Stretches secrets with a sixty-fourth of the memory in tests whose secrets stay in one process.

`make trials` stretches with all of it, and tests/crypto/test_keys.py holds the product's own figures.
"""

import argon2.low_level
import pytest

from tests.fast import folder_of
from tests.gallery.site.cast import nadia_roux
from tests.gallery.site.hash_once import Derived
from tests.long_runs import ARE_LONG

SOON = ("hub", "screens", "services", "web")
"""Folders below tests/. A box in a process of its own would not open what was locked with a key made soon."""


@pytest.fixture(scope="session")
def kept_for_all() -> None:
    """Make with all of the memory what is made once for tests of every folder."""
    nadia_roux()


@pytest.fixture(autouse=True)
def stretched_soon(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, kept_for_all: None) -> None:
    derived = argon2.low_level.hash_secret_raw
    if folder_of(request.path) in SOON and isinstance(derived, Derived) and not ARE_LONG:
        monkeypatch.setattr(argon2.low_level, "hash_secret_raw", derived.soon)

"""What the tests of the house share."""

import shutil
from pathlib import Path

import pytest

from scripts.source import ROOT


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the product, its folders where an installed wheel has them."""
    code = tmp_path / "code" / "kiosk"
    ignored = shutil.ignore_patterns("__pycache__")
    for package in ("kiosk", "printers"):
        shutil.copytree(ROOT / package, code.parent / package, ignore=ignored)
    for folder in ("templates", "translations"):
        shutil.copytree(ROOT / folder, code / folder, ignore=ignored)
    (code / "static").symlink_to(ROOT / "static", target_is_directory=True)
    return code

"""Every path that the map of the code names is there."""

import re

import pytest

from scripts.source import ROOT

MAP = ("docs/architecture.md", "CONTRIBUTING.md")
FOLDERS = ("", "kiosk", "kiosk/hub", "docs")
"""Where a path of these pages may begin."""


def paths(page: str) -> list[str]:
    """What stands between backquotes and looks like a path, patterns such as `<kind>.py` left out."""
    text = re.sub(r"<!-- house -->.*?<!-- /house -->", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    return [path for path in re.findall(r"`([^`\s]+/[^`\s]*)`", text) if not re.search(r"[<*…]", path)]


def is_there(path: str) -> bool:
    return any((ROOT / folder / name).exists() for folder in FOLDERS for name in (path, f"{path}.py"))


@pytest.mark.parametrize("page", MAP)
def test_every_path_on_the_map_is_there(page: str) -> None:
    assert paths(page)
    assert [path for path in paths(page) if not is_there(path)] == []


def test_a_path_that_is_gone_is_noticed() -> None:
    assert is_there("domain/answers/journey") and not is_there("domain/answers/page")

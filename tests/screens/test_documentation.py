"""« Aide » at the desk opens the pages that the package installs, at the page of what one is doing."""

from pathlib import Path

import pytest

from kiosk.screens import documentation
from scripts.source import ROOT
from tests.gallery.site.page import Browser


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The documentation as the package lays it out."""
    folder = tmp_path / "html"
    for page in ("index.html", *(f"{page}.html" for page in documentation.PAGES.values())):
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(f"<!doctype html><title>{page}</title>", "utf-8")
    monkeypatch.setattr(documentation, "_FOLDERS", (folder,))
    return folder


@pytest.mark.usefixtures("installed")
def test_help_is_about_what_the_desk_is_doing(desk: Browser) -> None:
    for path, page in (("/desk", "desk/index"), ("/desk/box", "desk/offline"), ("/desk/place", "town-hall/first-day")):
        link = desk.get(path).link("Aide")
        assert link == f"/documentation/{page}.html" and page in desk.client.get(link).text


def test_a_machine_without_the_pages_says_where_they_are(desk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "_FOLDERS", ())
    assert "sur la clé USB" in desk.get("/documentation/desk/index.html").main


def test_every_page_that_help_opens_exists() -> None:
    for page in documentation.PAGES.values():
        assert (ROOT / "docs" / f"{page}.md").is_file(), page


def test_nothing_but_its_pages_is_served(desk: Browser, installed: Path) -> None:
    (installed.parent / "secret").write_text("no", "utf-8")
    for path in ("../secret", "%2e%2e/secret", "nothing.html"):
        assert desk.client.get(f"/documentation/{path}").status_code == 404

"""The mirror: a module, its template and its test bear one name."""

from pathlib import Path

from kiosk.domain.fields import KINDS
from kiosk.screens import SCREENS
from tests.source import ROOT, modules

WITHOUT = {
    "kiosk.__main__": "one line, which tests/test_cli.py starts",
    "kiosk.hub.hub": "data alone",
    "kiosk.store.schema_attachments": "tables alone; the tests of attachments and parcels use them",
    "kiosk.domain.finding": "data alone",
    "kiosk.store.schema_versions": "tables alone; tests/store/test_versions.py fills them",
    "kiosk.hub.store.schema_ends": "tables alone; the migrations’ test holds them to the database",
    "kiosk.hub.store.schema": "tables alone; the migrations' test holds them to the database",
    "kiosk.hub.openapi_shapes": "data alone; tests/hub/test_openapi.py reads all of it",
    "kiosk.store.schema_mandates": "tables alone; tests/store/test_mandates.py fills and empties them",
    "printers.carrier": "a promise; each carrier keeps it",
    "printers.renderer": "a promise; each renderer keeps it",
    "printers.errors": "two names",
    "printers.paper.cells": "seen through the ESC/POS that is set in them",
    "printers.paper.raster": "seen through the ESC/POS that bears it",
    "printers.paper.tape": "seen through the ESC/POS that it is",
    "printers.paper.marks": "seen through the PDF that bears them",
    "printers.paper.sheet": "seen through the PDF that bears it",
    "printers.paper.typesetter": "seen through the PDF that bears it",
}
"""Modules that others' tests hold, and why."""
RENDERS_NOTHING = {
    "papers": "PDF",
    "badge": "PDF and letters",
    "communes": "JSON",
    "control": "JSON",
    "bell": "a part of whatever page the desk shows",
    "terminal": "the way to another page",
    "taking": "a part of whatever page waits for a paper",
    "leave": "the way to another page",
    "arrival": "the way to the first page",
    "favourite": "the page it was pressed on",
}


def place_of(name: str) -> Path:
    """Where a module's test stands: `kiosk` is left out, `printers` is not."""
    parts = name.removeprefix("kiosk.").split(".")
    return ROOT.joinpath("tests", *parts[:-1], f"test_{parts[-1]}.py")


def test_every_module_has_its_test() -> None:
    plain = [
        name
        for name, module in modules().items()
        if module.path.name != "__init__.py" and "versions" not in module.path.parts and name not in WITHOUT
    ]
    missing = [place_of(name).relative_to(ROOT).as_posix() for name in plain if not place_of(name).exists()]
    assert not missing


def test_no_exception_is_there_for_nothing() -> None:
    assert not [name for name in WITHOUT if name not in modules() or place_of(name).exists()]


def test_every_screen_has_its_page() -> None:
    for module in SCREENS:
        name = module.screen.name
        has_page = (ROOT / "templates" / name / "page.html").exists()
        assert has_page is (name not in RENDERS_NOTHING), name


def test_every_kind_of_question_has_its_template_and_its_test() -> None:
    for kind in KINDS:
        assert (ROOT / "templates" / "fields" / f"{kind.kind}.html").exists()
        assert (ROOT / "tests" / "domain" / "fields" / f"test_{kind.kind}.py").exists()


def test_every_folder_of_templates_is_a_screen_or_shared() -> None:
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir() and path.name != "__pycache__"}
    shared = {"_parts", "fields", "hub", "refused"}
    assert folders - shared == {module.screen.name for module in SCREENS} - RENDERS_NOTHING.keys()


def test_tests_of_modules_that_are_gone_are_gone_too() -> None:
    """A test in a mirrored folder is named after its module, or tells a story of several."""
    stories = {
        "test_registry",
        "test_htmx",
        "test_full_disk",
        "test_terminal_alone",
        "test_same_person",
        "test_phone",
        "test_reach",
    }
    for folder in ("screens", "domain/fields"):
        tests = {path.stem for path in (ROOT / "tests" / folder).glob("test_*.py")} - stories
        assert tests <= {f"test_{path.stem}" for path in (ROOT / "kiosk" / folder).glob("*.py")}, folder

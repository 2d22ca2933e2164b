"""The mirror: a module, its template and its test bear one name."""

from pathlib import Path
from types import ModuleType

from kiosk.domain.answers.fields import KINDS
from kiosk.screens import SCREENS
from scripts.source import ROOT, modules

WITHOUT = {
    "kiosk.__main__": "one line, which tests/test_cli.py starts",
    "kiosk.hub.hub": "data alone",
    "kiosk.error_codes.refusal": "a list; tests/test_error_codes.py reads it",
    "kiosk.error_codes.hub_refusal": "as above",
    "kiosk.error_codes.line_fault": "as above",
    "kiosk.error_codes.rejection": "as above",
    "kiosk.domain.language.values": "data alone",
    "kiosk.domain.printing.outcomes": "data alone; tests/domain/printing/test_print_job.py tries each",
    "kiosk.domain.speech.letter_names": "data alone; tests/domain/speech/test_spelled.py reads it",
    "kiosk.domain.speech.sign_names": "data alone; tests/domain/speech/test_spelled.py reads it",
    "kiosk.domain.speech.manners.manner": "data alone; each language keeps it",
    "kiosk.domain.time.retention_times": "data alone",
    "kiosk.hub.store.schema_ends": "tables alone; the migrations’ test holds them to the database",
    "kiosk.hub.store.schema_decisions": "tables alone; the migrations’ test holds them to the database",
    "kiosk.hub.store.schema_outbox": "tables alone; the migrations’ test holds them to the database",
    "kiosk.services.published.kind": "a promise; each kind keeps it",
    "kiosk.connectors.connector": "a promise; each connector keeps it",
    "kiosk.hub.store.schema_operators": "tables alone; the migrations’ test holds them to the database",
    "kiosk.hub.store.schema": "tables alone; the migrations' test holds them to the database",
    "kiosk.hub.api.openapi_shapes": "data alone; tests/hub/api/test_openapi.py reads all of it",
    "kiosk.services.voices.sound.voice": "a promise; each voice keeps it",
    "printers.carrier": "a promise; each carrier keeps it",
    "printers.renderer": "a promise; each renderer keeps it",
    "printers.errors": "two names",
    "printers.paper.cells": "seen through the ESC/POS that is set in them",
    "printers.paper.raster": "seen through the ESC/POS that bears it",
    "printers.paper.tape": "seen through the ESC/POS that it is",
    "printers.paper.marks": "seen through the PDF that bears them",
    "printers.paper.sheet": "seen through the PDF that bears it",
}
"""Modules that others' tests hold, and why."""
RENDERS_NOTHING = {
    "papers": "PDF",
    "badge": "PDF and letters",
    "address_completion": "JSON",
    "speech": "sounds and JSON",
    "pictograms": "pictures",
    "signs": "films",
    "player": "a part of whatever page is read aloud",
    "bell": "a part of whatever page the desk shows",
    "terminal": "the way to another page",
    "paper_taken": "a part of whatever page waits for a paper",
    "leave": "the way to another page",
    "arrival": "the way to the first page",
    "favourite": "the page it was pressed on",
    "training": "the way to the desk",
    "called": "the way back to the desk",
    "person": "the page it was pressed on",
    "where_to_go": "the page it was pressed on, a step’s",
}


SHARED = {"_parts", "fields", "hub", "refused"}
"""Folders of templates that belong to no room of screens."""
STORIES = {"domain/answers/fields/test_registry.py", "services/published/test_lying_hub.py"}
"""Tests in a room that tell of several of its modules; longer stories stand in the folder of their floor."""


def room_of(screen: ModuleType) -> str:
    """The room of a screen's module: `case` for `kiosk.screens.case.step`."""
    return screen.__name__.split(".")[2]


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
        has_page = (ROOT / "templates" / room_of(module) / name / "page.html").exists()
        assert has_page is (name not in RENDERS_NOTHING), name


def test_every_kind_of_question_has_its_template_and_its_test() -> None:
    for kind in KINDS:
        assert (ROOT / "templates" / "fields" / f"{kind.kind}.html").exists()
        assert (ROOT / "tests" / "domain" / "answers" / "fields" / f"test_{kind.kind}.py").exists()


def test_every_folder_of_templates_is_a_screen_or_shared() -> None:
    rooms = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir() and path.name != "__pycache__"}
    folders = {
        f"{room}/{path.name}"
        for room in rooms - SHARED
        for path in (ROOT / "templates" / room).iterdir()
        if path.is_dir()
    }
    assert folders == {
        f"{room_of(module)}/{module.screen.name}" for module in SCREENS if module.screen.name not in RENDERS_NOTHING
    }


def test_tests_of_modules_that_are_gone_are_gone_too() -> None:
    """A test in a mirrored folder is named after its module, or tells a story of several."""
    rooms = [path for path in ROOT.glob("kiosk/*/*") if path.is_dir() and (path / "__init__.py").exists()]
    for room in (*rooms, ROOT / "kiosk" / "domain" / "answers" / "fields"):
        folder = room.relative_to(ROOT / "kiosk").as_posix()
        tests = {f"{folder}/{path.name}" for path in (ROOT / "tests" / folder).glob("test_*.py")} - STORIES
        assert tests <= {f"{folder}/test_{path.name}" for path in room.glob("*.py")}, folder

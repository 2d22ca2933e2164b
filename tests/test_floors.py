"""The floors of the house: a module imports its own floor or a lower one, never a higher one, and none in a circle."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.source import Module, below, imports, modules, outside

GROUND = (
    "kiosk.errors", "kiosk.clock", "kiosk.settings", "kiosk.paths", "kiosk.keys", "kiosk.version", "printers",
)  # fmt: skip
ROOF = ("kiosk.app", "kiosk.cli", "kiosk.server", "kiosk.control", "kiosk.demo", "kiosk.__main__")
FLOORS: tuple[tuple[str, ...], ...] = (
    GROUND,
    ("kiosk.domain",),
    ("kiosk.store", "kiosk.catalogue", "kiosk.connectors", "kiosk.words"),
    ("kiosk.services",),
    ("kiosk.screens", "kiosk.web"),
    ROOF,
)
HUB = "kiosk.hub"
HUB_MAY = (HUB, *GROUND, "kiosk.domain", "kiosk.catalogue", "kiosk.connectors", "kiosk.web")
HUB_FOR = ("kiosk.cli", "kiosk.demo")
"""The hub is an application of its own: only commands start it."""

DOORS = {
    "flask": ("kiosk.screens", "kiosk.web", "kiosk.app", HUB),
    "flask_babel": ("kiosk.web", HUB),
    "flask_htmx": ("kiosk.web",),
    "werkzeug": ("kiosk.web", HUB),
    "markupsafe": ("kiosk.screens", "kiosk.web", HUB),
    "cheroot": ("kiosk.server", "kiosk.hub.server"),
    "gunicorn": ("kiosk.hub.server",),
    "filelock": ("kiosk.server",),
    "click": ("kiosk.cli", "kiosk.hub.commands"),
    "sqlite_utils": ("kiosk.store",),
    "sqlcipher3": ("kiosk.store", "kiosk.hub.store"),
    "sqlalchemy": (HUB,),
    "alembic": ("kiosk.hub.store",),
    "yaml": ("kiosk.catalogue",),
    "httpx": ("kiosk.connectors", "kiosk.control"),
    "zstandard": ("kiosk.connectors", "kiosk.hub.wire"),
    "nacl": ("kiosk.keys",),
    "argon2": ("kiosk.keys",),
    "babel": ("kiosk.words",),
    "platformdirs": ("kiosk.paths", "kiosk.hub.settings"),
    "email_validator": ("kiosk.domain",),
    "phonenumbers": ("kiosk.domain",),
    "stdnum": ("kiosk.domain",),
    "reportlab": ("printers",),
    "qrcode": ("printers",),
    "escpos": ("printers",),
    "arabic_reshaper": ("printers",),
    "bidi": ("printers",),
}
"""Where each library enters; a new one is a decision, and a line here."""
UNTOUCHED = frozenset({"os", "io", "pathlib", "socket", "subprocess", "threading", "time", "random", "logging", "sqlite3"})
"""What the domain does without: it reads and writes nothing."""

ALL = pytest.mark.parametrize("module", modules().values(), ids=list(modules()))


def floor_of(name: str) -> int | None:
    """The number of a module's floor, from 0; None for the hub and for the bare package."""
    return next((number for number, places in enumerate(FLOORS) if below(name, places)), None)


@ALL
def test_every_module_stands_on_a_floor(module: Module) -> None:
    assert floor_of(module.name) is not None or below(module.name, (HUB,)) or module.name == "kiosk", (
        f"{module.where} stands nowhere: DESIGN says the floors"
    )


@ALL
def test_nothing_imports_a_higher_floor(module: Module) -> None:
    if below(module.name, (HUB,)):
        wrong = {each for each in imports(module) if below(each, ("kiosk",)) and not below(each, HUB_MAY)}
        assert not wrong, f"{module.where} is of the hub, and imports {sorted(wrong)}"
        return
    own = floor_of(module.name)
    for each in imports(module):
        other = floor_of(each)
        assert own is None or other is None or other <= own, f"{module.where} imports {each}, a higher floor"


@ALL
def test_only_commands_import_the_hub(module: Module) -> None:
    if not below(module.name, (HUB, *HUB_FOR)):
        assert not [each for each in imports(module) if below(each, (HUB,))], module.where


@ALL
def test_printers_stand_alone(module: Module) -> None:
    if below(module.name, ("printers",)):
        assert not [each for each in imports(module) if below(each, ("kiosk",))], module.where


@ALL
def test_the_web_knows_no_screen(module: Module) -> None:
    if below(module.name, ("kiosk.web",)):
        assert not [each for each in imports(module) if below(each, ("kiosk.screens",))], module.where


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    graph = {name: imports(module) & modules().keys() - {name} for name, module in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle: {' → '.join(circle.args[1])}") from None


@ALL
def test_each_library_enters_by_its_door(module: Module) -> None:
    for library in outside(module):
        assert library in DOORS, f"{module.where} imports {library}: where may it enter?"
        assert below(module.name, DOORS[library]), f"{module.where} imports {library}, which enters at {DOORS[library]}"


@ALL
def test_the_domain_touches_nothing(module: Module) -> None:
    if below(module.name, ("kiosk.domain",)):
        assert not {each.split(".")[0] for each in imports(module)} & UNTOUCHED, module.where
        opened = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name) and node.id == "open"]
        assert not opened, f"{module.where} opens a file"


def test_the_lists_above_name_nothing_that_is_gone() -> None:
    used = set().union(*map(outside, modules().values()))
    # escpos and gunicorn come with their printer and their worker; DESIGN has given them their places.
    assert set(DOORS) - used <= {"escpos", "gunicorn"}
    places = {place for floor in FLOORS for place in floor} | {HUB, *HUB_FOR}
    assert places <= modules().keys(), places - modules().keys()

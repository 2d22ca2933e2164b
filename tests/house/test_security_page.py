"""What `docs/security.md` says is so: its figures, who sees which screen, what each table holds, what encrypts."""

import ast
import importlib
import json
import re
from configparser import ConfigParser
from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest

from hub.store.columns import metadata
from kiosk.screens import SCREENS
from kiosk.services.box.box import Box
from scripts.source import ROOT, modules
from tests.house.life import BOX, HUB, PAGE, Life

FIGURES = re.findall(r"^\| ([^|]+) \| (\d+) \| `([\w.]+)` \|$", PAGE, re.MULTILINE)
OF_LIBRARIES = frozenset({"_sqlite_migrations", "alembic_version", "sqlite_sequence"})


def cells(heading: str) -> str:
    """The first column of the table under a heading that begins so, all its lines together."""
    table = PAGE.split(f"| {heading}", 1)[1].split("\n\n", 1)[0]
    return "\n".join(line.split("|")[1] for line in table.splitlines()[2:])


def found_at(place: str) -> object:
    """A constant by its dotted name, or the default of a setting."""
    module, *names = place.rsplit(".", 1) if place.split(".")[-2].islower() else place.rsplit(".", 2)
    value = getattr(importlib.import_module(module), names[0])
    if is_dataclass(value):
        (value,) = [field.default for field in fields(value) if field.name == names[1]]
    return value


@pytest.mark.parametrize(("what", "written", "place"), FIGURES, ids=[place for *_, place in FIGURES])
def test_the_figures_that_are_written_are_those_of_the_code(what: str, written: str, place: str) -> None:
    value = found_at(place)
    unit = {"hours": 3600, "minutes": 60, "days": 86_400, "seconds": 1}.get(what.split()[0], 1)
    assert (value.total_seconds() / unit if isinstance(value, timedelta) else value) == int(written)


def test_there_are_figures() -> None:
    assert len(FIGURES) >= 8


def test_every_screen_says_who_may_see_it() -> None:
    written = set(re.findall(r"`(\w+)`", cells("screen of the box")))
    assert {screen.name for screen in SCREENS} <= written


def test_every_table_of_the_box_has_its_level(box: Box) -> None:
    rows = box.store.read().execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    written = set(re.findall(r"`(\w+)`", cells("table of the box")))
    assert {row[0] for row in rows} - OF_LIBRARIES <= written


def test_every_table_of_the_hub_has_its_level() -> None:
    written = set(re.findall(r"`(\w+)`", cells("table of the hub")))
    assert set(metadata.tables) <= written


@pytest.mark.parametrize(("life", "levels"), [(BOX, "table of the box"), (HUB, "table of the hub")])
def test_every_table_says_whether_the_persons_copy_has_it_and_what_becomes_of_it(life: Life, levels: str) -> None:
    assert sorted(life.names) == sorted(re.findall(r"`(\w+)`", cells(levels))), "each table, and each once"
    assert life.deleted | life.wiped | life.stays == set(life.names)
    assert not [line for line in life.lines if not line[1] or len(line[2].split(": ", 1)[1]) < 10]
    said = next(row for row in PAGE.split(f"| {levels}", 1)[1].splitlines() if "| 1 in" in row)
    assert not set(re.findall(r"`(\w+)`", said)) & life.stays, "what was said of a person goes some day"


def test_the_inventory_names_every_function_that_encrypts() -> None:
    """Those of the two modules that import libsodium and Argon2, and none that is gone."""
    there = {
        f"{name.removeprefix('kiosk.crypto.')}.{node.name}"
        for name in ("kiosk.crypto.sealing", "kiosk.crypto.keys")
        for node in modules()[name].tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert set(re.findall(r"`((?:sealing|keys)\.\w+)`", PAGE)) == there


def test_what_is_used_has_a_floor_and_a_time_to_be_repaired() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    named = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    required = [line for block in named for line in block.split("\n") if line and not line.startswith(("parvis[", "#"))]
    assert len(required) > 30
    assert not [line for line in required if ">=" not in line]
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if name and not package.get("integrity")]
    assert "within 7 days" in PAGE and "within 30" in PAGE


def test_what_is_installed_has_no_history() -> None:
    for folder in ("kiosk", "hub", "printers", "templates", "static", "translations"):
        assert not list((ROOT / folder).rglob(".git*")), folder

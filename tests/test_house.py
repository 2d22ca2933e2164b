"""House rules that a machine can see: sizes, names, sentences, dice, and who may catch everything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, Module, below, files, modules, strings

MOST_LINES = 250
DRAWERS = frozenset({"utils", "util", "helpers", "common", "misc", "manager", "managers", "base", "models", "forms", "views"})
DICE = frozenset({"time", "secrets", "uuid", "random"})
WATCHES = frozenset({"now", "utcnow", "today", "urandom", "getrandom"})
"""Attributes that, called on `datetime`, `date` or `os`, look at a watch or throw dice."""
MAY_THROW = {
    "kiosk.clock": "the one place",
    "kiosk.keys": "keys and salts: made before there is a clock, and never to be foretold by a test",
    "kiosk.demo": "waits for another process to start",
}
OUTERMOST = ("kiosk.services.sync", "kiosk.services.spooler")
"""Where a fault of ours may not end the work of all."""
LOCATIONS = frozenset({"Saint-Aubin", "1 place de la Mairie, 35140 Saint-Aubin", "lundi à vendredi, 9 h à 12 h et 14 h à 17 h"})
MAY_SAY = {
    "kiosk.demo": "the names of the demonstration's town",
    "kiosk.web.languages": "each language in its own name",
    "kiosk.settings": "defaults and sentences of the README",
    "kiosk.catalogue.typography": "the signs it looks for",
    "kiosk.domain.spelling": "the signs it looks for",
    "kiosk.domain.fields": "what a secretary calls each kind, and letters to look for",
}
"""Modules with words in their code, and why; a part of a name may stand for a package."""

ALL = pytest.mark.parametrize("module", modules().values(), ids=list(modules()))
OURS = [
    path
    for folder in ("kiosk", "printers", "templates", "static", "tests", "scripts")
    for path in files(folder, ".py", ".html", ".css", ".js")
] + [ROOT / "assets.py"]


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {path.relative_to(ROOT).as_posix(): count for path in OURS if (count := lines(path)) > MOST_LINES}
    assert not long, f"over {MOST_LINES} lines: {long}"


def test_most_files_are_short() -> None:
    product = sorted(lines(path) for path in OURS if "tests" not in path.parts)
    assert product[len(product) // 2] <= 60, "half of the files have 60 lines or fewer"
    assert product[len(product) * 9 // 10] <= 150, "nine in ten have 150 or fewer"


def test_no_drawer_for_what_has_no_place() -> None:
    named = {path.stem.strip("_") for path in OURS} | {path.parent.name for path in OURS}
    assert not named & DRAWERS


@ALL
def test_a_package_holds_a_registry_and_nothing_else(module: Module) -> None:
    if module.path.name != "__init__.py":
        return
    for node in module.tree.body:
        allowed = isinstance(node, ast.ImportFrom | ast.Assign) or is_docstring(node)
        assert allowed, f"{module.where}: {ast.unparse(node)[:60]}"


@ALL
def test_every_module_and_whatever_it_offers_opens_with_a_sentence(module: Module) -> None:
    """Views are told by their module: one screen, one sentence."""
    if not module.tree.body:
        return
    assert sentence(module.tree), f"{module.where} opens with one sentence"
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_") and not is_view(node):
            assert sentence(node), f"{module.where}:{node.lineno} {node.name} says its promise"


@ALL
def test_only_the_clock_looks_at_a_watch_or_throws_dice(module: Module) -> None:
    if module.name in MAY_THROW:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", "")}
            assert not names & DICE, f"{module.where}:{node.lineno}: time, ids and randomness come in as arguments"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WATCHES:
            looked_at = ast.unparse(node.func.value)
            assert looked_at not in ("datetime", "date", "os"), f"{module.where}:{node.lineno}: {ast.unparse(node)}"


def test_whoever_may_throw_dice_still_does() -> None:
    for name in MAY_THROW:
        source = modules()[name].path.read_text("utf-8")
        assert any(f"import {each}" in source for each in DICE), f"{name} needs no exception any more"


@ALL
def test_everything_is_caught_at_the_two_outermost_edges_only(module: Module) -> None:
    caught = [each for each in handlers(module.tree) if each.type is None or "Exception" in ast.unparse(each.type)]
    bare = [each for each in caught if each.type is None or ast.unparse(each.type) in ("Exception", "BaseException")]
    assert len(bare) == (1 if module.name in OUTERMOST else 0), module.where


@ALL
def test_no_sentence_for_a_person_stands_in_the_code(module: Module) -> None:
    if module.name in MAY_SAY or below(module.name, tuple(MAY_SAY)) or not below(module.name, ("kiosk",)):
        return
    for node in strings(module.tree):
        letters = [each for each in node.value if ord(each) > 127 and each.isalpha()]
        assert not letters or " " not in node.value.strip(), f"{module.where}:{node.lineno}: {node.value!r}"


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_view(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Registered with a blueprint, so named by its screen."""
    return any(ast.unparse(each).split(".")[0] in SCREEN_NAMES for each in node.decorator_list)


SCREEN_NAMES = frozenset(
    {"screen", "api"} | {path.stem for path in files("kiosk/hub/screens", ".py") if path.stem != "__init__"}
)


def sentence(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether its docstring opens with a sentence: a capital or a name, and a full stop."""
    said = (ast.get_docstring(node) or "").split("\n\n")[0].strip()
    return bool(said) and any(each in said for each in ".?:")


def handlers(tree: ast.Module) -> Iterator[ast.ExceptHandler]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))

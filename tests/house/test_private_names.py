"""What a library names with an underscore is its own: nothing here reads, calls, replaces or imports it."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.source import ROOT, Module, below, files, modules

_PUBLIC = ("_", "_make", "_asdict", "_replace", "_fields", "_field_defaults", "_exit")
"""Documented names (docs.python.org): named tuples bear them to keep clear of field names; `os._exit`."""
OURS = ("kiosk", "hub", "printers", "scripts", "tests.gallery")


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in _PUBLIC


def _own_names(tree: ast.AST) -> set[str]:
    """Every private name that a module defines: functions, classes, variables, fields, slots, `self._x = …`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_own(node.value):
            names.add(node.attr)
    return {name for name in names if _is_private(name)}


def _is_own(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("self", "cls")


def _imported_from_us(tree: ast.AST) -> set[str]:
    """Names of a module that are modules, classes or objects of ours."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and below(node.module or "", OURS):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def _root(value: ast.expr) -> str:
    while isinstance(value, ast.Attribute | ast.Call | ast.Subscript):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value.id if isinstance(value, ast.Name) else ""


def touched(source: str, ours_elsewhere: frozenset[str] = frozenset()) -> Iterator[str]:
    """The private names of others that a module's text touches. `ours_elsewhere` are those of its own base classes."""
    tree = ast.parse(source)
    own, us = _own_names(tree), _imported_from_us(tree)
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(name), names=aliases) if not below(name, OURS):
                if any(map(_is_private, (*name.split("."), *(alias.name for alias in aliases)))):
                    yield f"from {name} import {aliases[0].name}"
            case ast.Import(names=aliases):
                yield from (alias.name for alias in aliases if any(map(_is_private, alias.name.split("."))))
            case ast.Attribute(value=value, attr=name) if _is_private(name) and name not in own:
                if not (_root(value) in us or (_is_own(value) and name in ours_elsewhere)):
                    yield ast.unparse(node)
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "hasattr" | "delattr"),
                args=[_, ast.Constant(value=str(name)), *_],
            ):
                if _is_private(name) and name not in own:
                    yield ast.unparse(node)


def _paths() -> list[Path]:
    return [path for folder in (name.replace(".", "/") for name in OURS) for path in files(folder, ".py")]


def _of_bases() -> frozenset[str]:
    """Private names of the classes of ours, which other classes of ours may inherit."""
    return frozenset().union(*(_own_names(ast.parse(path.read_text("utf-8"))) for path in _paths()))


@pytest.mark.parametrize(
    "text",
    [
        "response._status", "from flask._internal import x", "import lib._c", "getattr(response, '_status')",
        "escpos.printer.Usb()._raw(b'')", "class A(Lib):\n    def f(self): return self._theirs",
    ],
)  # fmt: skip
def test_whoever_touches_one_is_found(text: str) -> None:
    assert list(touched(text))


def test_what_is_ours_is_no_other_s() -> None:
    assert not list(touched("class A:\n    def f(self, other):\n        self._x = other._x"))
    assert not list(touched("from kiosk.web import pages\npages._y"))
    assert not list(touched("_mine = 1\ngetattr(a, '_mine')"))


def test_no_private_name_of_a_library_is_touched() -> None:
    bases = _of_bases()
    found = {path: list(touched(path.read_text("utf-8"), bases)) for path in _paths()}
    wrong = [f"{path.relative_to(ROOT)}: {name}" for path, names in found.items() for name in names]
    assert not wrong, "\n".join(wrong)


def _replaced(module: Module) -> Iterator[str]:
    """The private names of libraries' classes that classes of this module define themselves."""
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.bases:
            made = getattr(importlib.import_module(module.name), node.name)
            theirs = [base for base in made.__mro__ if not below(base.__module__, OURS)]
            for name in sorted(_own_names(ast.Module(node.body, []))):
                yield from (f"{node.name}.{name} of {base.__module__}" for base in theirs if name in vars(base))


def test_no_class_replaces_a_private_name_of_a_library_s_class() -> None:
    """A subclass that overrides `_x` of a library depends on it as much as one that calls it."""
    wrong = [f"{module.where}: {name}" for module in modules().values() for name in _replaced(module)]
    assert not wrong, "\n".join(wrong)

"""Reads the code as data, for the tests in tests/house: modules, imports, strings."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("kiosk", "hub", "printers")
STDLIB = sys.stdlib_module_names
ERRORS = ("Refused", "Unreachable", "Rejected")
"""The errors that are made with a code."""
CODES = ("Refusal", "HubRefusal", "LineFault", "Rejection")
"""The enumerations of `kiosk.error_codes`."""
HANDED = ("KindFault", "__init__", "_judge", "_refuse", "_refused", "_refusal", "_wrong")
"""Functions that raise, or answer with, a code they are given."""


@dataclass(frozen=True, slots=True)
class Module:
    name: str
    path: Path
    tree: ast.Module

    @property
    def where(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


@cache
def modules() -> dict[str, Module]:
    results = {}
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            results[name] = Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))
    return results


def imports(module: Module) -> set[str]:
    """The full names that a module imports, at the top or inside functions; a name from a module counts as the
    module."""
    results = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            results |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.where}: imports are absolute"
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            results |= {item if item in modules() else str(node.module) for item in whole}
    return results


def outside(module: Module) -> set[str]:
    return {imported.split(".")[0] for imported in imports(module)} - set(OURS) - set(STDLIB)


def below(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string of the code, without docstrings and the sentences under attributes."""
    results = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in results:
            yield node


def raised_codes() -> Iterator[tuple[Module, ast.AST, str, str]]:
    """Every code that the product raises: its module, the place, its enumeration in `kiosk.error_codes` and its text. A
    code is raised where an error is made with it. It also counts where it is handed to what raises it (`HANDED`), given
    back, or the value of a table: whoever only compares with it does none of these."""
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                given = node.args[:1] if name in ERRORS else node.args if name in HANDED else []
            elif isinstance(node, ast.Return) and node.value:
                given = _alternatives(node.value)
            else:
                given = [*node.values] if isinstance(node, ast.Dict) else []
            for item in given:
                for code in _alternatives(item):
                    if isinstance(code, ast.Attribute) and getattr(code.value, "id", "") in CODES:
                        yield module, node, ast.unparse(code.value), code.attr.lower().replace("_", "-")


def _alternatives(value: ast.expr) -> list[ast.expr]:
    """The values that an expression may give: both of a condition, and of a tuple the first, where a code stands."""
    if isinstance(value, ast.IfExp):
        return [*_alternatives(value.body), *_alternatives(value.orelse)]
    if isinstance(value, ast.Tuple) and value.elts:
        return [value.elts[0]]
    return [value]


def files(folder: str, *endings: str) -> list[Path]:
    made = {"vendor", "built", "__pycache__"}
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    return sorted(path for path in paths if made.isdisjoint(path.parts))

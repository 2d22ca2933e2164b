"""Tables in the documentation whose lines name the tests that hold them."""

import ast
import re
from functools import cache

from scripts.source import ROOT

NAMED = re.compile(r"`tests/([\w/]+\.py)::(\w+)`")


def rows(page: str) -> list[list[str]]:
    """The cells of each line of the table of a page of `docs`, whose first cell is a number."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    table = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split(" | ")] for line in table]


@cache
def functions(path: str) -> set[str]:
    """The test functions of a file, and those its classes bring."""
    tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def missing(cell: str) -> list[str]:
    """The tests that a cell names and that are not there."""
    return [
        f"tests/{path}::{name}"
        for path, name in NAMED.findall(cell)
        if not (ROOT / "tests" / path).exists() or name not in functions(path)
    ]

"""Counts the modules of each folder and draws which rooms import which; `--write` puts it into the docs.

python -m scripts.house              # prints the picture of this repository
python -m scripts.house DIR          # of another checkout, for example an older commit
python -m scripts.house --write      # writes it between the marks of docs/architecture.md
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from scripts.source import ROOT

PAGE = ROOT / "docs" / "architecture.md"
TOPS = ("kiosk", "printers", "gallery", "trials", "scripts")
MARK = "house"
LONG_LIST = 12
"""A folder with more modules than this has all of their names listed."""


@dataclass(frozen=True, slots=True)
class File:
    """One module: its dotted `name`, and the full names it imports."""

    name: str
    imports: frozenset[str]


def read(root: Path) -> dict[str, File]:
    """Every module below `root` that is part of the product or its tools, by dotted name; packages have theirs."""
    trees = {}
    for path in (path for top in TOPS for path in sorted((root / top).rglob("*.py"))):
        parts = path.relative_to(root).with_suffix("").parts
        source = path.read_text("utf-8")
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name] = (ast.parse(source), path.name == "__init__.py")
    return {
        name: File(name, frozenset(_imported(tree, trees.keys())))
        for name, (tree, package) in trees.items()
        if not package
    }


def _imported(tree: ast.AST, known: Iterable[str]) -> set[str]:
    """The modules of `known` that a tree imports, at the top or inside a function."""
    results = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            results |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            results |= {name if name in known else node.module for name in whole}
    return results & set(known)


def folders(files: dict[str, File]) -> dict[str, list[File]]:
    """Folder (dotted) to the modules that lie in it directly, the fullest folders first."""
    results: dict[str, list[File]] = {}
    for file in files.values():
        results.setdefault(file.name.rpartition(".")[0], []).append(file)
    return dict(sorted(results.items(), key=lambda item: (-len(item[1]), item[0])))


def arrows(files: dict[str, File], floor: str) -> dict[str, Counter[str]]:
    """Room of a floor to the rooms of the same floor it imports, with how many imports; a flat module is a room."""

    def room(name: str) -> str:
        return name.removeprefix(f"{floor}.").split(".")[0] if name.startswith(f"{floor}.") else ""

    results: dict[str, Counter[str]] = {}
    for file in files.values():
        if here := room(file.name):
            results.setdefault(here, Counter()).update(
                there for name in file.imports if name in files and (there := room(name)) and there != here
            )
    return results


def ordered(graph: dict[str, Counter[str]]) -> list[str]:
    """Rooms from the bottom to the top; alphabetical, where two import each other in a circle."""
    try:
        return list(TopologicalSorter({room: sorted(below) for room, below in sorted(graph.items())}).static_order())
    except CycleError:
        return sorted(graph)


def picture(root: Path) -> str:
    """The whole picture as Markdown."""
    files = read(root)
    inside = folders(files)
    fullest, most = next(iter(inside.items()))
    lines = [
        f"{len(files)} modules in {len(inside)} folders; the fullest folder, `{fullest}`, holds {len(most)}.",
        "",
    ]
    floors = [floor for floor in _floors(files) if len(arrows(files, floor)) > 1]
    lines += ["| floor | rooms | modules | arrows between rooms |", "|---|---|---|---|"]
    for floor in floors:
        graph, below = arrows(files, floor), [file for file in files.values() if file.name.startswith(f"{floor}.")]
        count = sum(len(rooms) for rooms in graph.values())
        lines.append(f"| `{floor}` | {len(graph)} | {len(below)} | {count} |")
    for floor in floors:
        graph = arrows(files, floor)
        if all(f"{floor}.{room}" in files for room in graph):
            continue
        lines += ["", f"**{floor}**, from the bottom to the top", "", "| room | modules | imports |", "|---|---|---|"]
        for room in ordered(graph):
            size = sum(1 for name in files if name == f"{floor}.{room}" or name.startswith(f"{floor}.{room}."))
            lines.append(f"| {room} | {size} | {', '.join(sorted(graph[room])) or '–'} |")
    lines += ["", f"Folders of more than {LONG_LIST} modules:", ""]
    for folder, kept in inside.items():
        if len(kept) > LONG_LIST:
            names = " ".join(sorted(file.name.rpartition(".")[2] for file in kept))
            lines.append(f"- `{folder}` ({len(kept)}): {names}")
    return "\n".join(lines)


def _floors(files: dict[str, File]) -> list[str]:
    inner = {".".join(name.split(".")[:2]) for name in files if name.startswith("kiosk.")} - files.keys()
    return [*sorted(inner), "printers"]


def written(text: str, root: Path = ROOT) -> str:
    """The page with the picture as the code is now. Raises `SystemExit` where its marks are gone."""
    block = f"<!-- {MARK} -->\n\n{picture(root)}\n\n<!-- /{MARK} -->"
    text, count = re.subn(rf"<!-- {MARK} -->.*?<!-- /{MARK} -->", lambda _: block, text, flags=re.DOTALL)
    if count != 1:
        raise SystemExit(f"house: docs/architecture.md has {count} places marked {MARK}, not one")
    return text


def main(arguments: list[str]) -> None:
    """Print the picture of this repository or of another folder, or write it into the page."""
    if arguments == ["--write"]:
        PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
    else:
        print(picture(Path(arguments[0]).resolve() if arguments else ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])

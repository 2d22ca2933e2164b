"""Counts what there is to read: `python -m scripts.count [FOLDER]` prints the table, of this checkout or of another.

The first line is the budget's: Python of box, hub and printers. `--short` prints that line alone, as `make check` does.
"""

import ast
import configparser
import io
import statistics
import subprocess
import tokenize
from pathlib import Path

import click

from scripts.source import ROOT

BUDGET = 78_500
"""The most lines of Python that the product may have (the design's budget)."""
PRODUCT = ("kiosk", "hub", "printers")
_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines(files: list[Path]) -> int:
    return sum(len(file.read_bytes().splitlines()) for file in files)


def code_lines(file: Path) -> tuple[int, int]:
    """(lines of code, lines of imports) of a Python file: without docstrings, blanks and comments, imports apart."""
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    left_out: set[int] = set()
    imported: set[int] = set()
    for node in ast.walk(tree):
        spans = range(getattr(node, "lineno", 0), (getattr(node, "end_lineno", 0) or 0) + 1)
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported |= set(spans)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            left_out |= set(spans)
    written = {
        number
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in _SKIPPED
        for number in range(token.start[0], token.end[0] + 1)
    }
    return len(written - left_out - imported), len(imported)


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=ROOT)
@click.option("--short", is_flag=True, help="The first line alone.")
def main(folder: Path, short: bool) -> None:
    named = subprocess.run(["git", "ls-files", "-z"], cwd=folder, capture_output=True, text=True, check=True).stdout
    there = [folder / name for name in named.split("\0") if name and (folder / name).is_file()]

    def under(*starts: str, ending: str = ".py") -> list[Path]:
        names = tuple(f"{start}/" for start in starts)
        return [
            file for file in there if file.suffix in ending.split() and f"{file.relative_to(folder)}".startswith(names)
        ]

    hub = under("hub", "kiosk/hub")
    box = [file for file in under("kiosk") if file not in hub]
    product = under(*PRODUCT)
    click.echo(f"product Python: {lines(product):,} lines of {BUDGET:,} (box {lines(box):,}, hub {lines(hub):,}, "
               f"printers {lines(under('printers')):,})")  # fmt: skip
    if short:
        return
    counted = [code_lines(file) for file in product]
    modules = [file for file in product if file.name != "__init__.py"]
    code = sum(written for written, _ in counted)
    tests = [file for file in under("tests") if not f"{file.relative_to(folder)}".startswith("tests/gallery")]
    dependencies = configparser.ConfigParser()
    dependencies.read(folder / "setup.cfg")
    rows = {
        "without docstrings, blanks, comments and imports": code,
        "of which imports (lines)": sum(imports for _, imports in counted),
        "modules": len(modules),
        "median module (lines of code)": int(statistics.median(code_lines(file)[0] for file in modules)),
        "longest module (lines)": max(lines([file]) for file in modules),
        "templates": lines(under("templates", ending=".html")),
        "scripts and styles": lines(under("static", ending=".js .css")),
        "tests": lines(tests),
        "gallery": lines(under("tests/gallery", "gallery")),
        "trials": lines(under("trials")),
        "scripts": lines(under("scripts")),
        "words of documentation": sum(len(file.read_text("utf-8").split()) for file in under("docs", ending=".md")),
        "pages of decisions": len(under("docs/decisions", ending=".md")),
        "dependencies": len(dependencies["options"]["install_requires"].split()),
    }
    for name, value in rows.items():
        click.echo(f"{name:<50}{value:>10,}")


if __name__ == "__main__":
    main()
